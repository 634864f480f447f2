#include "reference/values/consensus.h"

#include <cmath>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"

namespace radgauge::reference {

namespace {

/// Columns of a table by name.
class Columns {
 public:
  explicit Columns(const io::CsvTable& table) : table_(table) {}

  const std::string& text(std::size_t row, const char* column) const {
    const auto index = table_.column(column);
    if (!index) throw Error(ErrorKind::data, table_.file + ":1: there is no column '" + column + "'");
    return table_.rows[row][*index];
  }
  double number(std::size_t row, const char* column) const {
    const auto value = parse_double(text(row, column));
    if (!value)
      throw Error(ErrorKind::data, table_.file + ":" + to_text(std::int64_t{table_.lines[row]}) +
                                       ", column '" + column + "': '" + text(row, column) +
                                       "' is not a number");
    return *value;
  }
  std::int64_t count(std::size_t row, const char* column) const {
    return static_cast<std::int64_t>(number(row, column));
  }

 private:
  const io::CsvTable& table_;
};

std::set<std::string> scans_at_the_edge(const std::string& file) {
  const io::CsvTable table = io::read_csv(file);
  const Columns columns(table);
  std::set<std::string> scans;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    if (columns.text(i, "roi_touches_image_edge") != "no")
      scans.insert(columns.text(i, "patient") + "/" + columns.text(i, "modality"));
  return scans;
}

std::string spread(const ConsensusValue& c) {
  return to_text(c.n_teams) + " teams: median " + to_rounded_text(c.median, 5) + ", " +
         to_rounded_text(c.min, 5) + " to " + to_rounded_text(c.max, 5) + ", MAD " +
         to_rounded_text(c.mad, 2) + "; " + to_text(c.n_agree) + " of " + to_text(c.n_valid) +
         " valid teams agree";
}

JudgedValue row_for(const ConsensusValue& c) {
  JudgedValue row;
  row.set = c.at_edge ? kValidationEdge : kValidation;
  row.object = c.patient;
  row.modality = c.modality;
  row.filter = c.filter;
  row.family = c.family;
  row.tag = c.tag;
  row.ibsi_code = c.ibsi_code;
  row.aggregation = c.aggregation;
  row.reference = c.value;
  row.tolerance = c.tolerance;
  row.consensus = c.consensus;
  row.note = spread(c);
  return row;
}

}  // namespace

std::vector<ConsensusValue> read_consensus(const std::string& consensus_file, const std::string& cases_file) {
  const std::set<std::string> edge = scans_at_the_edge(cases_file);
  const io::CsvTable table = io::read_csv(consensus_file);
  const Columns columns(table);
  std::vector<ConsensusValue> values;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string& consensus = columns.text(i, "consensus");
    const std::string& tag = columns.text(i, "feature_tag");
    const ReferenceValue* feature = find_reference("digital", tag);
    if (consensus == "none" || consensus == "weak" || consensus.empty() || feature == nullptr) continue;
    ConsensusValue c;
    c.modality = columns.text(i, "modality");
    c.patient = columns.text(i, "patient");
    if (table.column("filter_id")) c.filter = columns.text(i, "filter_id");
    c.family = feature->family;
    c.tag = tag;
    c.ibsi_code = feature->ibsi_code;
    c.aggregation = feature->aggregation;
    c.n_teams = columns.count(i, "n_teams");
    c.median = columns.number(i, "median");
    c.min = columns.number(i, "min");
    c.max = columns.number(i, "max");
    c.mad = columns.number(i, "mad");
    c.n_valid = columns.count(i, "n_valid");
    c.n_agree = columns.count(i, "n_agree");
    c.value = columns.number(i, "consensus_value");
    c.tolerance = columns.number(i, "agree_tol");
    c.consensus = consensus;
    c.at_edge = edge.count(c.patient + "/" + c.modality) > 0;
    values.push_back(std::move(c));
  }
  return values;
}

JudgedValue judge(const ConsensusValue& reference, double value) {
  JudgedValue row = row_for(reference);
  row.value = value;
  row.verdict = std::abs(value - reference.value) <= reference.tolerance ? Verdict::match : Verdict::mismatch;
  return row;
}

JudgedValue judge_missing(const ConsensusValue& reference) {
  JudgedValue row = row_for(reference);
  row.verdict = Verdict::missing;
  return row;
}

}  // namespace radgauge::reference
