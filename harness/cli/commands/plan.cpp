#include <cmath>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"
#include "statistics/planner.h"

namespace radgauge::cli {

namespace {

/// One line of the answer; a chance and a number of patients exist where a true ICC was given.
struct PlanRow {
  statistics::PlannedDesign design;
  double limit = 0;
  double smallest_icc = 0;
  std::optional<double> true_icc;
  double chance = 0;
  std::optional<std::int64_t> patients_needed;
};

std::vector<double> numbers(const Arguments& arguments, const std::string& name,
                            const std::string& otherwise) {
  std::vector<double> out;
  if (!arguments.has(name) && otherwise.empty()) return out;
  for (const std::string& word : split(arguments.text(name, otherwise), ',')) {
    const auto value = parse_double(trim(word));
    if (!value || !std::isfinite(*value))
      throw Error(ErrorKind::usage, "--" + name + ": '" + word + "' is not a number");
    out.push_back(*value);
  }
  return out;
}

std::vector<double> shares(const Arguments& arguments, const std::string& name,
                           const std::string& otherwise) {
  const auto list = numbers(arguments, name, otherwise);
  for (const double value : list)
    if (!(value > 0 && value < 1))
      throw Error(ErrorKind::usage, "--" + name + ": " + to_text(value) + " is outside (0, 1)");
  return list;
}

std::vector<std::int64_t> counts(const Arguments& arguments, const std::string& name,
                                 const std::string& otherwise) {
  std::vector<std::int64_t> out;
  for (const double value : numbers(arguments, name, otherwise)) {
    if (!(value >= 2 && value <= static_cast<double>(statistics::kMostPlannedPatients) &&
          value == std::floor(value)))
      throw Error(ErrorKind::usage, "--" + name + ": " + to_text(value) + " is not a whole number in [2, " +
                                        to_text(statistics::kMostPlannedPatients) + "]");
    out.push_back(static_cast<std::int64_t>(value));
  }
  return out;
}

constexpr std::pair<const char*, statistics::PlannedForm> kForms[] = {
    {"one_way", statistics::PlannedForm::one_way},
    {"agreement", statistics::PlannedForm::agreement},
    {"consistency", statistics::PlannedForm::consistency}};

std::string name_of(statistics::PlannedForm form) {
  for (const auto& [name, known] : kForms)
    if (known == form) return name;
  return {};
}

statistics::PlannedForm form_of(const Arguments& arguments) {
  for (const auto& [name, form] : kForms)
    if (arguments.text("form", kForms[0].first) == name) return form;
  return statistics::PlannedForm::one_way;  // choices were checked
}

double condition_share(const Arguments& arguments) {
  const auto list = numbers(arguments, "condition-share", "0");
  if (list.size() != 1 || !(list[0] >= 0 && list[0] < 1))
    throw Error(ErrorKind::usage, "--condition-share is one number in [0, 1)");
  if (list[0] > 0 && form_of(arguments) != statistics::PlannedForm::agreement)
    throw Error(ErrorKind::usage, "--condition-share belongs to --form agreement");
  return list[0];
}

std::vector<PlanRow> plan_rows(const Arguments& arguments) {
  const auto wanted = shares(arguments, "chance", "0.8");
  if (wanted.size() != 1) throw Error(ErrorKind::usage, "--chance is one number");
  const auto true_iccs = shares(arguments, "true-icc", "");
  std::vector<PlanRow> rows;
  for (const double limit : shares(arguments, "limit", "0.75"))
    for (const std::int64_t patients : counts(arguments, "patients", "30"))
      for (const std::int64_t conditions : counts(arguments, "conditions", "2")) {
        PlanRow row{
            {form_of(arguments), patients, conditions, condition_share(arguments)}, limit, 0, {}, 0, {}};
        row.smallest_icc = statistics::smallest_certified_icc(row.design, limit);
        if (true_iccs.empty()) rows.push_back(row);
        for (const double true_icc : true_iccs) {
          row.true_icc = true_icc;
          row.chance = statistics::certification_chance(row.design, limit, true_icc);
          row.patients_needed = statistics::patients_needed(row.design, limit, true_icc, wanted[0]);
          rows.push_back(row);
        }
      }
  return rows;
}

std::string as_text(const std::vector<PlanRow>& rows, const std::string& wanted) {
  std::string text;
  for (const PlanRow& row : rows) {
    if (&row == &rows[0] || row.design.patients != (&row)[-1].design.patients ||
        row.design.conditions != (&row)[-1].design.conditions || row.limit != (&row)[-1].limit)
      text += statistics::planner_sentence(row.design, row.limit) + "\n";
    if (!row.true_icc) continue;
    text += "  true ICC " + to_text(*row.true_icc) + ": certified with a chance of " +
            to_rounded_text(std::round(100 * row.chance), 3) + " % (" +
            std::string(statistics::chance_method(row.design.form)) + "); a chance of " + wanted + " needs " +
            (row.patients_needed ? to_text(*row.patients_needed)
                                 : "more than " + to_text(statistics::kMostPlannedPatients)) +
            " patients\n";
  }
  return text;
}

std::string as_csv(const std::vector<PlanRow>& rows) {
  std::string text = io::csv_line({"form", "patients", "conditions", "condition_share", "limit",
                                   "smallest_icc", "true_icc", "chance", "method", "patients_needed"});
  for (const PlanRow& row : rows)
    text +=
        io::csv_line({name_of(row.design.form), to_text(row.design.patients), to_text(row.design.conditions),
                      to_text(row.design.condition_share), to_text(row.limit), to_text(row.smallest_icc),
                      row.true_icc ? to_text(*row.true_icc) : "", row.true_icc ? to_text(row.chance) : "",
                      row.true_icc ? std::string(statistics::chance_method(row.design.form)) : "",
                      row.patients_needed ? to_text(*row.patients_needed) : ""});
  return text;
}

std::string as_json(const std::vector<PlanRow>& rows) {
  nlohmann::ordered_json json{{"schema", 1}, {"rows", nlohmann::ordered_json::array()}};
  for (const PlanRow& row : rows) {
    nlohmann::ordered_json line{{"form", name_of(row.design.form)},
                                {"patients", row.design.patients},
                                {"conditions", row.design.conditions},
                                {"condition_share", io::json_number(row.design.condition_share)},
                                {"limit", io::json_number(row.limit)},
                                {"smallest_icc", io::json_number(row.smallest_icc)}};
    if (row.true_icc) {
      line["true_icc"] = io::json_number(*row.true_icc);
      line["chance"] = io::json_number(row.chance);
      line["method"] = std::string(statistics::chance_method(row.design.form));
      if (row.patients_needed) line["patients_needed"] = *row.patients_needed;
    }
    json["rows"].push_back(line);
  }
  return io::to_json_text(json);
}

int run(const Arguments& arguments) {
  const auto rows = plan_rows(arguments);
  const std::string format = arguments.text("format", "text");
  write_output(arguments, format == "text"  ? as_text(rows, arguments.text("chance", "0.8"))
                          : format == "csv" ? as_csv(rows)
                                            : as_json(rows));
  return 0;
}

}  // namespace

Command plan_command() {
  return {
      "plan",
      "tells what a number of patients and conditions can certify",
      "The smallest observed ICC whose two-sided 95 % lower limit reaches the limit; for a true ICC the "
      "chance that a feature is certified, and the patients that a wanted chance needs. Patients with one "
      "lesion each, normal values of equal noise: by exact F limits, for agreement by Satterthwaite limits "
      "and simulated mean squares. Options that take several numbers, separated by commas, give one line for "
      "each combination.",
      {{"patients", "--patients", OptionKind::text, "N,...", "patients (default 30)", false, {}},
       {"conditions",
        "--conditions",
        OptionKind::text,
        "K,...",
        "conditions, repeats or readers (default 2)",
        false,
        {}},
       {"limit", "--limit", OptionKind::text, "ICC,...", "limit of the ICC (default 0.75)", false, {}},
       {"form",
        "--form",
        OptionKind::text,
        "FORM",
        "one_way (default), agreement or consistency",
        false,
        {"one_way", "agreement", "consistency"}},
       {"true-icc", "--true-icc", OptionKind::text, "ICC,...", "true ICC of a feature", false, {}},
       {"chance",
        "--chance",
        OptionKind::text,
        "P",
        "wanted chance of certification (default 0.8)",
        false,
        {}},
       {"condition-share",
        "--condition-share",
        OptionKind::text,
        "S",
        "part of the variance within objects that shifts all objects of a condition alike "
        "(agreement; default 0)",
        false,
        {}},
       {"format",
        "--format",
        OptionKind::text,
        "FORMAT",
        "text (default), csv or json",
        false,
        {"text", "csv", "json"}},
       output_option()},
      {"radgauge plan --patients 30 --conditions 2 --true-icc 0.85,0.9",
       "radgauge plan --patients 10,20,30,50,100 --conditions 2,10,30 --limit 0.9 --format csv"},
      &run};
}

}  // namespace radgauge::cli
