#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"
#include "report/comparison.h"
#include "report/words.h"

namespace radgauge::report {

using agreement::ComparedFeature;

namespace {

using agreement::DecisionChange;
using agreement::SpreadChange;
using agreement::ValueChange;

/// One column of the CSV table and one key of the JSON rows.
struct Column {
  const char* name;
  std::function<std::string(const ComparedFeature&)> text = nullptr;
  std::function<double(const ComparedFeature&)> number = nullptr;
};

Column text(const char* name, std::string ComparedFeature::*member) {
  return {name, [member](const ComparedFeature& row) { return row.*member; }, nullptr};
}
template <class E>
Column word(const char* name, E ComparedFeature::*member) {
  return {name, [member](const ComparedFeature& row) { return std::string(to_text(row.*member)); }, nullptr};
}
Column real(const char* name, double ComparedFeature::*member) {
  return {name, nullptr, [member](const ComparedFeature& row) { return row.*member; }};
}
Column whole(const char* name, std::int64_t ComparedFeature::*member) {
  return {name, nullptr, [member](const ComparedFeature& row) { return static_cast<double>(row.*member); }};
}

const std::vector<Column>& columns() {
  using F = ComparedFeature;
  static const std::vector<Column> all{
      text("question", &F::question),
      text("feature", &F::feature),
      text("ibsi_code", &F::ibsi_code),
      text("unit", &F::unit),
      whole("n_patients_old", &F::n_patients_old),
      whole("n_patients_new", &F::n_patients_new),
      whole("n_patients_both", &F::n_patients_both),
      real("wsd_old", &F::wsd_old),
      real("wsd_new", &F::wsd_new),
      real("ratio", &F::ratio),
      real("ratio_lower", &F::ratio_lower),
      real("ratio_upper", &F::ratio_upper),
      real("ratio_f_lower", &F::ratio_f_lower),
      real("ratio_f_upper", &F::ratio_f_upper),
      real("p_equivalent", &F::p_equivalent),
      real("q_equivalent", &F::q_equivalent),
      real("p_larger", &F::p_worse),
      real("q_larger", &F::q_worse),
      word("spread", &F::spread),
      real("icc_old", &F::icc_old),
      real("icc_lower_old", &F::icc_lower_old),
      real("icc_upper_old", &F::icc_upper_old),
      real("icc_new", &F::icc_new),
      real("icc_lower_new", &F::icc_lower_new),
      real("icc_upper_new", &F::icc_upper_new),
      word("decision_old", &F::decision_old),
      word("decision_new", &F::decision_new),
      word("change", &F::change),
      whole("n_objects_paired", &F::n_objects_paired),
      real("bias_wsd", &F::bias),
      real("bias_lower", &F::bias_lower),
      real("bias_upper", &F::bias_upper),
      real("p_bias_equivalent", &F::p_bias_equivalent),
      real("p_bias_shifted", &F::p_bias_worse),
      real("q_bias_shifted", &F::q_bias_worse),
      real("largest_change", &F::largest_change),
      text("largest_change_object", &F::largest_change_object),
      word("values", &F::values),
      text("reason", &F::reason),
      {"gone", [](const F& row) { return std::string(row.gone ? "yes" : ""); }, nullptr}};
  return all;
}

std::string short_number(double value) {
  return std::isnan(value) ? "-" : to_rounded_text(value, 3);
}

std::string interval(double value, double lower, double upper) {
  if (std::isnan(value)) return "-";
  if (std::isnan(lower)) return short_number(value);
  return short_number(value) + " (" + short_number(lower) + " to " + short_number(upper) + ")";
}

std::string icc(double value) {
  return std::isnan(value) ? "-" : to_text(std::floor(value * 1000) / 1000);
}

std::string count(std::int64_t n) {
  return to_text(n);
}

std::string verdict(const analysis::RunComparison& comparison) {
  const agreement::ComparisonCounts& c = comparison.counts;
  if (c.compared == 0 && c.lost == 0) return "INCONCLUSIVE: nothing could be compared";
  std::vector<std::string> bad;
  if (c.lost > 0)
    bad.push_back(count(c.lost) + (c.lost == 1 ? " certificate lost" : " certificates lost") +
                  (c.gone > 0 ? ", " + count(c.gone) + " of them of what NEW does not measure or ask" : ""));
  if (c.larger > 0) bad.push_back(count(c.larger) + " spreads larger than the margin allows");
  if (c.shifted > 0) bad.push_back(count(c.shifted) + " shifts of values beyond the margin");
  if (!bad.empty()) return "NOT THE SAME: " + join(bad, ", ");
  return "NOTHING WORSE: no certificate lost, no spread shown to be larger, no values shown to be shifted";
}

/// "files changed     2 patients: P05 (image), P07 (mask)": their values are not compared.
std::string changed_files(const analysis::RunComparison& c) {
  if (c.changed.empty()) return {};
  const auto n = static_cast<std::int64_t>(c.changed.size());
  std::vector<std::string> names;
  for (const analysis::ChangedInput& input : c.changed)
    names.push_back(input.patient + " (" + join(input.what, ", ") + ")");
  const bool all = n > 1 && n == c.n_patients_both;
  return "files changed     " +
         (all ? "all " + count(n) + " patients in both" : count(n) + (n == 1 ? " patient" : " patients")) +
         ": " + listed(names, all ? 3 : 20) + "; their values are not compared\n";
}

std::string head(const analysis::RunComparison& c) {
  const double m = c.options.margin;
  std::string out = verdict(c) + "\n" + changed_files(c) + "\n";
  out += "patients          " + count(c.n_patients_old) + " in OLD, " + count(c.n_patients_new) +
         " in NEW, " + count(c.n_patients_both) + " in both; " + count(c.n_objects_paired) +
         " images with mask are the same files in both\n";
  out += "wSD ratio NEW/OLD equivalent within " + short_number(1 / m) + " and " + short_number(m) +
         "; interval: two one-sided 95 % limits, delete-one-patient jackknife\n";
  if (c.n_objects_paired > 0)
    out += "values            bias NEW - OLD under base in wSD of OLD, equivalent within " +
           short_number(c.options.bias_margin) + "; interval: MOVER of both errors, one-sided 95 % limits\n";
  for (const std::string& note : c.notes) out += "note              " + note + "\n";
  return out + "\n";
}

std::string by_question(const analysis::RunComparison& comparison) {
  std::vector<std::string> names;
  for (const ComparedFeature& row : comparison.rows)
    if (names.empty() || names.back() != row.question) names.push_back(row.question);
  std::vector<std::vector<std::string>> lines{{"question", "features", "lost", "undecided", "gained", "|",
                                               "spread: equivalent", "not larger", "larger", "undecided", "|",
                                               "values shifted"}};
  for (const std::string& name : names) {
    std::vector<ComparedFeature> rows;
    for (const ComparedFeature& row : comparison.rows)
      if (row.question == name) rows.push_back(row);
    const agreement::ComparisonCounts c = agreement::count_comparison(rows);
    lines.push_back({name, count(static_cast<std::int64_t>(rows.size())), count(c.lost), count(c.undecided),
                     count(c.gained), "|", count(c.spread_equivalent), count(c.spread_not_larger),
                     count(c.larger), count(c.spread_undecided), "|", count(c.shifted)});
  }
  return names.empty() ? "" : aligned(lines) + "\n";
}

std::string list_of(const char* title, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  return std::string(title) + " (" + count(static_cast<std::int64_t>(names.size())) +
         "): " + join(names, ", ") + "\n";
}

std::string lists(const analysis::RunComparison& comparison) {
  // "stat_mean (noise, contour)": each feature once, with the questions.
  const auto where = [&](auto member, auto wanted) {
    std::vector<std::pair<std::string, std::vector<std::string>>> found;
    for (const ComparedFeature& row : comparison.rows) {
      if (row.*member != wanted) continue;
      auto at =
          std::find_if(found.begin(), found.end(), [&](const auto& f) { return f.first == row.feature; });
      if (at == found.end()) at = found.insert(found.end(), {row.feature, {}});
      at->second.push_back(row.question);
    }
    std::vector<std::string> names;
    for (const auto& [feature, questions] : found)
      names.push_back(feature + " (" + join(questions, ", ") + ")");
    return names;
  };
  std::string out = list_of("lost", where(&ComparedFeature::change, DecisionChange::lost)) +
                    list_of("undecided", where(&ComparedFeature::change, DecisionChange::undecided)) +
                    list_of("gained", where(&ComparedFeature::change, DecisionChange::gained)) +
                    list_of("larger spread", where(&ComparedFeature::spread, SpreadChange::larger)) +
                    list_of("shifted values", where(&ComparedFeature::values, ValueChange::shifted)) +
                    list_of("only in OLD", comparison.only_old) + list_of("only in NEW", comparison.only_new);
  return out.empty() ? out : out + "\n";
}

/// Nothing that anybody has to look at: the decision did not change for the worse, and spread and values are
/// as good as before.
bool quiet(const ComparedFeature& row) {
  if (row.gone) return row.change != DecisionChange::lost;
  const bool decision = row.change == DecisionChange::kept || row.change == DecisionChange::still_out ||
                        row.change == DecisionChange::gained;
  const bool spread = row.spread == SpreadChange::equivalent || row.spread == SpreadChange::not_larger ||
                      row.spread == SpreadChange::smaller;
  const bool values =
      !row.values || row.values == ValueChange::identical || row.values == ValueChange::equivalent;
  return decision && spread && values;
}

std::string decision_words(const ComparedFeature& row) {
  const std::string was(to_text(row.decision_old)), is(row.gone ? "gone" : to_text(row.decision_new));
  return was == is ? was : was + " -> " + is;
}

std::string table(const analysis::RunComparison& comparison) {
  std::vector<const ComparedFeature*> shown;
  for (const ComparedFeature& row : comparison.rows)
    if (!quiet(row)) shown.push_back(&row);
  // Largest ratio first; those without one last.
  std::stable_sort(shown.begin(), shown.end(), [](const ComparedFeature* a, const ComparedFeature* b) {
    return (std::isnan(a->ratio) ? -1 : a->ratio) > (std::isnan(b->ratio) ? -1 : b->ratio);
  });
  const std::string rest = count(static_cast<std::int64_t>(comparison.rows.size() - shown.size())) + " of " +
                           count(static_cast<std::int64_t>(comparison.rows.size())) +
                           " rows are no worse in every respect and not listed; --format csv has all\n";
  if (shown.empty()) return rest;
  std::vector<std::vector<std::string>> lines{{"question", "feature", "wSD OLD", "NEW", "ratio", "spread",
                                               "ICC OLD", "NEW", "decision", "bias, wSD", "values"}};
  for (const ComparedFeature* row : shown)
    lines.push_back({row->question, row->feature, short_number(row->wsd_old), short_number(row->wsd_new),
                     interval(row->ratio, row->ratio_lower, row->ratio_upper),
                     std::string(to_text(row->spread)), icc(row->icc_old), icc(row->icc_new),
                     decision_words(*row), interval(row->bias, row->bias_lower, row->bias_upper),
                     std::string(to_text(row->values))});
  return aligned(lines) + rest;
}

nlohmann::ordered_json row_json(const ComparedFeature& row) {
  nlohmann::ordered_json out;
  for (const Column& column : columns())
    out[column.name] =
        column.text ? nlohmann::ordered_json(column.text(row)) : io::json_number(column.number(row));
  return out;
}

}  // namespace

std::string comparison_table(const analysis::RunComparison& comparison) {
  return head(comparison) + by_question(comparison) + lists(comparison) + table(comparison);
}

std::string comparison_csv(const analysis::RunComparison& comparison) {
  std::vector<std::string> header;
  for (const Column& column : columns()) header.emplace_back(column.name);
  std::string text = io::csv_line(header);
  for (const ComparedFeature& row : comparison.rows) {
    std::vector<std::string> fields;
    for (const Column& column : columns()) {
      const double value = column.number ? column.number(row) : 0;
      fields.push_back(column.text ? column.text(row) : std::isnan(value) ? "" : to_text(value));
    }
    text += io::csv_line(fields);
  }
  return text;
}

std::string comparison_json(const analysis::RunComparison& comparison) {
  const agreement::ComparisonCounts& c = comparison.counts;
  nlohmann::ordered_json json{{"schema", "radgauge-compare-1"},
                              {"verdict", verdict(comparison)},
                              {"exit_code", analysis::exit_code(comparison)},
                              {"margin", comparison.options.margin},
                              {"bias_margin_wsd", comparison.options.bias_margin},
                              {"patients",
                               {{"old", comparison.n_patients_old},
                                {"new", comparison.n_patients_new},
                                {"both", comparison.n_patients_both}}},
                              {"objects_paired", comparison.n_objects_paired},
                              {"counts",
                               {{"compared", c.compared},
                                {"lost", c.lost},
                                {"gone", c.gone},
                                {"undecided", c.undecided},
                                {"gained", c.gained},
                                {"spread_equivalent", c.spread_equivalent},
                                {"spread_not_larger", c.spread_not_larger},
                                {"spread_larger", c.larger},
                                {"spread_undecided", c.spread_undecided},
                                {"values_shifted", c.shifted}}},
                              {"files_changed", nlohmann::ordered_json::array()},
                              {"only_old", comparison.only_old},
                              {"only_new", comparison.only_new},
                              {"notes", comparison.notes},
                              {"rows", nlohmann::ordered_json::array()}};
  for (const analysis::ChangedInput& input : comparison.changed)
    json["files_changed"].push_back({{"patient", input.patient}, {"what", input.what}});
  for (const ComparedFeature& row : comparison.rows) json["rows"].push_back(row_json(row));
  return io::to_json_text(json);
}

}  // namespace radgauge::report
