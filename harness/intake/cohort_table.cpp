#include "intake/cohort_table.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "core/text.h"
#include "io/csv.h"

namespace radgauge::intake {

namespace {

using study::CohortRow;

struct TableColumn {
  std::string name;
  std::function<std::string(const CohortRow&)> text;
  bool always = false;
};

std::vector<TableColumn> table_columns() {
  return {{"patient", [](const CohortRow& r) { return r.patient; }, true},
          {"lesion", [](const CohortRow& r) { return r.lesion; }, true},
          {"channel", [](const CohortRow& r) { return r.channel; }},
          {"image", [](const CohortRow& r) { return r.image; }, true},
          {"mask", [](const CohortRow& r) { return r.mask; }, true},
          {"mask_label", [](const CohortRow& r) { return r.label(); }},
          {"contour_coverage",
           [](const CohortRow& r) { return r.contour_coverage > 0 ? to_text(r.contour_coverage) : ""; }},
          {"modality", [](const CohortRow& r) { return std::string(to_text(r.modality)); }, true},
          {"unit", [](const CohortRow& r) { return r.unit; }, true},
          {"session", [](const CohortRow& r) { return r.session; }},
          {"reader", [](const CohortRow& r) { return r.reader; }},
          {"scanner", [](const CohortRow& r) { return r.scanner; }},
          {"site", [](const CohortRow& r) { return r.site; }}};
}

}  // namespace

std::string cohort_csv(const std::vector<CohortRow>& rows) {
  std::vector<TableColumn> columns;
  for (TableColumn& column : table_columns())
    if (column.always ||
        std::any_of(rows.begin(), rows.end(), [&](const CohortRow& r) { return !column.text(r).empty(); }))
      columns.push_back(std::move(column));
  std::set<std::string> covariates;
  for (const CohortRow& row : rows)
    for (const auto& [name, text] : row.covariates)
      if (!text.empty()) covariates.insert(name);
  for (const std::string& name : covariates)
    columns.push_back({name, [name](const CohortRow& r) {
                         const auto it = r.covariates.find(name);
                         return it == r.covariates.end() ? std::string() : it->second;
                       }});
  std::vector<std::string> fields;
  for (const TableColumn& column : columns) fields.push_back(column.name);
  std::string text = io::csv_line(fields);
  for (const CohortRow& row : rows) {
    fields.clear();
    for (const TableColumn& column : columns) fields.push_back(column.text(row));
    text += io::csv_line(fields);
  }
  return text;
}

void join_outcomes(CohortTable& table, const std::string& path,
                   const std::vector<std::pair<std::string, std::string>>& known) {
  const io::CsvTable outcomes = io::read_spreadsheet(path, io::Separators::any);
  const auto patient = outcomes.column("patient");
  if (!patient)
    throw Error(ErrorKind::data, path + ":1: the table of outcomes has no column 'patient'; it has " +
                                     listed(outcomes.header));
  const auto session = outcomes.column("session");
  const std::map<std::string, std::string> pseudonyms(known.begin(), known.end());
  std::map<std::pair<std::string, std::string>, std::size_t> at;
  for (std::size_t r = 0; r < outcomes.rows.size(); ++r) {
    const std::string written = trim(outcomes.rows[r][*patient]);
    const auto it = pseudonyms.find(written);
    const std::pair key{it == pseudonyms.end() ? written : it->second,
                        session ? trim(outcomes.rows[r][*session]) : std::string()};
    if (!at.emplace(key, r).second)
      throw Error(ErrorKind::data, path + ":" + to_text(std::int64_t{outcomes.lines[r]}) +
                                       ": this patient has a row already; keep one row for each patient" +
                                       (session ? " and session" : " (or add a column session)"));
  }
  std::set<std::string> taken;
  for (const TableColumn& column : table_columns()) taken.insert(column.name);
  for (std::size_t c = 0; c < outcomes.header.size(); ++c)
    if (c != *patient && (!session || c != *session) && taken.count(outcomes.header[c]) > 0)
      throw Error(ErrorKind::data, path + ":1: the column '" + shortened(outcomes.header[c]) +
                                       "' is one of the cohort's own; give it another name");
  std::set<std::string> missed;
  for (CohortRow& row : table.rows) {
    const auto it = at.find({row.patient, session ? row.session : std::string()});
    if (it == at.end()) {
      if (missed.insert(row.patient).second)
        table.findings.push_back({row.image, FindingKind::unjoined_patient,
                                  "patient " + row.patient + " has no row in the table of outcomes",
                                  "add one, or leave the patient out of questions about outcomes"});
      continue;
    }
    for (std::size_t c = 0; c < outcomes.header.size(); ++c)
      if (c != *patient && (!session || c != *session))
        row.covariates[outcomes.header[c]] = trim(outcomes.rows[it->second][c]);
  }
}

}  // namespace radgauge::intake
