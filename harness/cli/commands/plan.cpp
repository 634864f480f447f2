#include <cmath>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/limits.h"
#include "core/text.h"
#include "report/planner.h"

namespace radgauge::cli {

namespace {

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

using statistics::PlannedQuantity;

PlannedQuantity quantity_of(const Arguments& arguments) {
  return parse_word<PlannedQuantity>(arguments.text("quantity", "icc")).value();  // choices were checked
}

std::vector<double> values(const Arguments& arguments, const std::string& name, const std::string& otherwise,
                           PlannedQuantity quantity) {
  const auto list = numbers(arguments, name, otherwise);
  for (const double value : list)
    if (!statistics::is_planned_value(quantity, value))
      throw Error(ErrorKind::usage,
                  "--" + name + ": " + to_text(value) +
                      (quantity == PlannedQuantity::icc ? " is outside (0, 1)" : " is not above 0"));
  return list;
}

std::string usual_limit(PlannedQuantity quantity) {
  switch (quantity) {
    case PlannedQuantity::icc:
      return "0.75";
    case PlannedQuantity::ndc:
      return "5";
    case PlannedQuantity::wcv:
      return "0.1";
    case PlannedQuantity::rc_percent:
      break;
  }
  return "30";
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

statistics::PlannedForm form_of(const Arguments& arguments) {
  return parse_word<statistics::PlannedForm>(arguments.text("form", "one_way"))
      .value();  // choices were checked
}

double condition_share(const Arguments& arguments) {
  const auto list = numbers(arguments, "condition-share", "0");
  if (list.size() != 1 || !(list[0] >= 0 && list[0] < 1))
    throw Error(ErrorKind::usage, "--condition-share is one number in [0, 1)");
  const bool of_icc =
      quantity_of(arguments) == PlannedQuantity::icc || quantity_of(arguments) == PlannedQuantity::ndc;
  if (list[0] > 0 && (form_of(arguments) != statistics::PlannedForm::agreement || !of_icc))
    throw Error(ErrorKind::usage, "--condition-share belongs to --form agreement of an ICC or ndc");
  return list[0];
}

/// One of the limits of a study that hold beside that of the ICC.
double limit_of(const Arguments& arguments, const std::string& name, double otherwise, double least,
                double most) {
  const auto list = numbers(arguments, name, to_text(otherwise));
  if (list.size() == 1 && list[0] >= least && list[0] <= most) return list[0];
  throw Error(ErrorKind::usage,
              "--" + name + " is one number in [" + to_text(least) + ", " + to_text(most) + "]");
}

std::vector<report::PlannerRow> plan_rows(const Arguments& arguments) {
  const PlannedQuantity quantity = quantity_of(arguments);
  const auto noise = parse_word<statistics::PlannedNoise>(arguments.text("noise", "formula")).value();
  const auto wanted = values(arguments, "chance", "0.8", PlannedQuantity::icc);
  if (wanted.size() != 1) throw Error(ErrorKind::usage, "--chance is one number");
  const auto truths = values(arguments, "true", "", quantity);
  if (noise != statistics::PlannedNoise::formula && truths.empty())
    throw Error(ErrorKind::usage, "--noise " + std::string(to_text(noise)) +
                                      " simulates the chance of certification: give --true, too");
  std::vector<report::PlannerRow> rows;
  for (const double limit : values(arguments, "limit", usual_limit(quantity), quantity))
    for (const std::int64_t patients : counts(arguments, "patients", "30"))
      for (const std::int64_t conditions : counts(arguments, "conditions", "2")) {
        report::PlannerRow row{
            {form_of(arguments), patients, conditions, condition_share(arguments),
             limit_of(arguments, "unseen-noise", Limits{}.unseen_noise_ratio, 1, 100),
             limit_of(arguments, "patients-min", Limits{}.patients_min, 2, 1e6), quantity, noise},
            limit,
            0,
            {},
            0,
            {}};
        row.just_certified = statistics::just_certified(row.design, limit);
        if (truths.empty()) rows.push_back(row);
        for (const double truth : truths) {
          row.truth = truth;
          row.chance = statistics::certification_chance(row.design, limit, truth);
          row.patients_needed = statistics::patients_needed(row.design, limit, truth, wanted[0]);
          rows.push_back(row);
        }
      }
  return rows;
}

int run_plan(const Arguments& arguments) {
  const auto rows = plan_rows(arguments);
  const std::string format = arguments.text("format", "text");
  write_output(arguments, format == "text"  ? report::planner_text(rows, arguments.text("chance", "0.8"))
                          : format == "csv" ? report::planner_csv(rows)
                                            : report::planner_json(rows));
  return 0;
}

}  // namespace

Command plan_command() {
  return {
      "plan",
      "tells what a number of patients and conditions can certify",
      "The smallest observed ICC whose two-sided 95 % lower limit reaches the limit, or the largest wCV or RC "
      "whose upper limit does; for a true value the chance that a feature is certified, and the patients that "
      "a wanted chance needs. Patients with one lesion each, normal values of equal noise: by exact F or "
      "chi-square limits, for agreement by Satterthwaite limits and simulated mean squares, lowered by what a "
      "study allows for unseen noise. --noise simulates 2000 studies by the limits that decide instead, up to "
      "500 patients. Options that take several numbers, separated by commas, give one line for "
      "each combination.",
      {{"patients", "--patients", OptionKind::text, "N,...", "patients (default 30)"},
       {"conditions", "--conditions", OptionKind::text, "K,...",
        "conditions, repeats or readers (default 2)"},
       {"quantity", "--quantity", OptionKind::text, "QUANTITY",
        "what the limit is of, in the unit of a study's limits: icc (default), ndc, wcv (a fraction) or "
        "rc_percent",
        false, words_of<PlannedQuantity>()},
       {"limit", "--limit", OptionKind::text, "L,...",
        "its limit (default: icc 0.75, ndc 5, wcv 0.1, rc_percent 30)"},
       {"form", "--form", OptionKind::text, "FORM", "one_way (default), agreement or consistency", false,
        words_of<statistics::PlannedForm>()},
       {"true", "--true,--true-icc", OptionKind::text, "V,...", "true value of a feature"},
       {"noise", "--noise", OptionKind::text, "NOISE",
        "noise within objects: formula (default), or simulated: normal, t5 (heavy tails), unequal (five times "
        "larger in one patient of ten); all of the variance that the true value gives on average",
        false, words_of<statistics::PlannedNoise>()},
       {"chance", "--chance", OptionKind::text, "P", "wanted chance of certification (default 0.8)"},
       {"condition-share", "--condition-share", OptionKind::text, "S",
        "part of the variance within objects that shifts all objects of a condition alike "
        "(agreement; default 0)"},
       {"unseen-noise", "--unseen-noise", OptionKind::text, "R",
        "unseen_noise_ratio of the study's limits (default 5); 1: normal theory alone"},
       {"patients-min", "--patients-min", OptionKind::text, "N",
        "patients_min of the study's limits (default 20)"},
       {"format",
        "--format",
        OptionKind::text,
        "FORMAT",
        "text (default), csv or json",
        false,
        {"text", "csv", "json"}},
       output_option()},
      {"radgauge plan --patients 30 --conditions 2 --true-icc 0.85,0.9",
       "radgauge plan --patients 10,20,30,50,100 --conditions 2,10,30 --limit 0.9 --format csv",
       "radgauge plan --quantity wcv --limit 0.1 --true 0.06 --noise unequal"},
      &run_plan};
}

}  // namespace radgauge::cli
