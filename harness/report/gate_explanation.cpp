#include "report/gate_explanation.h"

#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"

namespace radgauge::report {

using gate::Explanation;
using gate::StepComparison;
using gate::WorstDifference;
using ExplanationJson = nlohmann::ordered_json;

namespace {

std::string number_of(double value, const std::string& reason) {
  if (!reason.empty()) return "none (" + shortened(reason) + ")";
  return to_text(value);
}

std::string index_text(const Index3& index) {
  return "(" + to_text(index[0]) + ", " + to_text(index[1]) + ", " + to_text(index[2]) + ")";
}

std::string position_text(const Vec3& position_mm) {
  return "(" + to_rounded_text(position_mm[0]) + ", " + to_rounded_text(position_mm[1]) + ", " +
         to_rounded_text(position_mm[2]) + ") mm";
}

std::string worst_text(const StepComparison& step) {
  const WorstDifference& worst = *step.worst;
  std::string text = step.has_voxels
                         ? "voxel " + index_text(worst.index) + " at " + position_text(worst.position_mm)
                         : worst.name;
  text +=
      ": " + number_of(worst.before, worst.before_reason) + " -> " + number_of(worst.now, worst.now_reason);
  if (!std::isnan(worst.difference())) text += ", difference " + to_rounded_text(worst.difference());
  return text;
}

std::string step_name(const StepComparison& step) {
  return step.step + (step.part.empty() ? "" : " " + step.part);
}

/// "412 of 960 voxels; worst: voxel ..."; the note where there is one.
std::string step_finding(const StepComparison& step) {
  if (!step.note.empty()) return step.note;
  const char* what = step.has_voxels ? "voxel" : "number";
  const std::string of = count_of(static_cast<std::size_t>(step.compared), what);
  if (!step.worst) return of;
  return to_text(step.differing) + " of " + of + "; worst: " + worst_text(step);
}

std::string side_text(const gate::CellTrace& side) {
  std::string text = "study " + side.study + ", engine " + side.engine + ", " + side.measured_by;
  if (side.status != Status::ok)
    text += "; " + std::string(to_text(side.status)) + ": " + shortened(side.reason);
  return text;
}

ExplanationJson side_json(const gate::CellTrace& side) {
  return {{"study", side.study},
          {"engine", side.engine},
          {"measured_by", side.measured_by},
          {"status", std::string(to_text(side.status))},
          {"reason", side.reason}};
}

std::vector<std::string> worst_fields(const StepComparison& step) {
  std::vector<std::string> fields(10);
  if (!step.worst) return fields;
  const WorstDifference& worst = *step.worst;
  fields[0] = worst.name;
  for (std::size_t a = 0; a < 3 && step.has_voxels; ++a) {
    fields[1 + a] = to_text(worst.index[a]);
    fields[4 + a] = to_text(worst.position_mm[a]);
  }
  const auto number = [](double value) { return std::isnan(value) ? std::string() : to_text(value); };
  fields[7] = number(worst.before);
  fields[8] = number(worst.now);
  fields[9] = number(worst.difference());
  return fields;
}

ExplanationJson worst_json(const StepComparison& step) {
  if (!step.worst) return nullptr;
  const WorstDifference& worst = *step.worst;
  ExplanationJson json;
  if (step.has_voxels) {
    json["voxel"] = worst.index;
    json["position_mm"] = worst.position_mm;
  } else {
    json["number"] = worst.name;
  }
  json["before"] = io::json_number(worst.before);
  json["now"] = io::json_number(worst.now);
  json["difference"] = io::json_number(worst.difference());
  if (!worst.before_reason.empty()) json["before_reason"] = worst.before_reason;
  if (!worst.now_reason.empty()) json["now_reason"] = worst.now_reason;
  return json;
}

}  // namespace

std::string explanation_sentence(const Explanation& explanation) {
  const std::string cell = explanation.now.cell();
  const StepComparison* first = explanation.first();
  if (first != nullptr)
    return cell + ": first step that differs: " + step_name(*first) +
           (first->extraction == kOriginal ? "" : " of extraction " + first->extraction) + ", " +
           step_finding(*first);
  if (!explanation.same())
    return cell + ": " + std::string(to_text(explanation.before.status)) + " -> " +
           std::string(to_text(explanation.now.status));
  return cell + ": no step differs";
}

std::string explanation_table(const Explanation& explanation) {
  std::string text = explanation_sentence(explanation) + "\n\nbefore: " + side_text(explanation.before) +
                     "\nnow:    " + side_text(explanation.now) + "\n";
  const std::string* extraction = nullptr;
  for (const StepComparison& step : explanation.steps) {
    if (extraction == nullptr || *extraction != step.extraction)
      text += "\nExtraction " + step.extraction + "\n";
    extraction = &step.extraction;
    std::string name = step_name(step);
    constexpr std::size_t kWidth = 18;
    name.resize(std::max(name.size(), kWidth), ' ');
    text += "  " + name + (step.same ? "  same     " : "  differs  ") + step_finding(step) + "\n";
  }
  return text;
}

std::string explanation_csv(const Explanation& explanation) {
  std::string text =
      "extraction,step,part,verdict,compared,differing,number,x,y,z,x_mm,y_mm,z_mm,before,now,difference,note\n";
  for (const StepComparison& step : explanation.steps) {
    std::vector<std::string> fields{
        step.extraction,        step.step, step.part, step.same ? "same" : "moved", to_text(step.compared),
        to_text(step.differing)};
    for (std::string& field : worst_fields(step)) fields.push_back(std::move(field));
    fields.push_back(step.note);
    text += io::csv_line(fields);
  }
  return text;
}

std::string explanation_json(const Explanation& explanation) {
  const StepComparison* first = explanation.first();
  ExplanationJson json{{"schema", "radgauge-explanation-1"},
                       {"object", explanation.now.object},
                       {"condition", explanation.now.condition},
                       {"verdict", explanation.same() ? "same" : "moved"},
                       {"first_step", first == nullptr ? "" : first->step},
                       {"summary", explanation_sentence(explanation)},
                       {"before", side_json(explanation.before)},
                       {"now", side_json(explanation.now)},
                       {"steps", ExplanationJson::array()}};
  for (const StepComparison& step : explanation.steps)
    json["steps"].push_back({{"extraction", step.extraction},
                             {"step", step.step},
                             {"part", step.part},
                             {"verdict", step.same ? "same" : "moved"},
                             {"compared", step.compared},
                             {"differing", step.differing},
                             {"worst", worst_json(step)},
                             {"note", step.note}});
  return io::to_json_text(json);
}

}  // namespace radgauge::report
