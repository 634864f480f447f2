#include "report/compliance.h"

#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"
#include "reference/values/consensus.h"
#include "report/junit.h"

namespace radgauge::report {
namespace {

std::string digits_text(double value) {
  return std::isnan(value) ? std::string() : to_text(value);
}

JunitCase junit_case(const reference::JudgedValue& row) {
  JunitCase c;
  c.name = row.name();
  const bool one_of_many = row.object != "ct_phantom" && !row.modality.empty();
  c.classname =
      row.set + "." + (one_of_many ? row.modality + "." + row.object + "." : std::string()) + row.family;
  const std::string reference = "reference " + digits_text(row.reference) + " +- " +
                                digits_text(row.tolerance) + " (" + row.consensus + ")";
  switch (row.verdict) {
    case reference::Verdict::match:
      break;
    case reference::Verdict::mismatch:
      c.outcome = JunitOutcome::failed;
      c.message = row.name() + " is " + to_text(row.value) + ", " + reference;
      c.details = row.finding.empty() ? row.note : row.note + "\n" + row.finding;
      break;
    case reference::Verdict::missing:
      c.outcome = JunitOutcome::skipped;
      c.message = "no value; " + reference;
      break;
    case reference::Verdict::not_standardised:
      c.outcome = JunitOutcome::skipped;
      c.message =
          "not standardised" + (std::isnan(row.value) ? std::string() : "; value " + to_text(row.value));
      break;
  }
  return c;
}

}  // namespace

reference::VerdictCounts deciding_counts(const ComplianceReport& report) {
  reference::VerdictCounts counts;
  for (const reference::JudgedValue& row : report.rows)
    if (row.set != reference::kValidationEdge) counts.add(row.verdict);
  return counts;
}

std::string compliance_verdict(const ComplianceReport& report) {
  const reference::VerdictCounts n = deciding_counts(report);
  if (n.compared() == 0) return "nothing was compared";
  std::string text = to_text(n.match) + " of " + to_text(n.compared()) + " standardised values match";
  if (n.mismatch > 0) text += ", " + to_text(n.mismatch) + (n.mismatch == 1 ? " does not" : " do not");
  if (n.missing > 0)
    text += "; " + to_text(n.missing) + " of " + to_text(n.missing + n.compared()) +
            " are missing, no claim is made on them";
  return text;
}

std::string compliance_csv(const ComplianceReport& report) {
  std::string text = io::csv_line({"set", "object", "modality", "filter", "tag", "ibsi_code", "aggregation",
                                   "value", "reference", "tolerance", "verdict", "consensus"});
  for (const reference::JudgedValue& row : report.rows)
    text +=
        io::csv_line({row.set, row.object, row.modality, row.filter, row.tag, row.ibsi_code, row.aggregation,
                      digits_text(row.value), digits_text(row.reference), digits_text(row.tolerance),
                      std::string(reference::to_text(row.verdict)), row.consensus});
  return text;
}

std::string compliance_json(const ComplianceReport& report) {
  const reference::VerdictCounts n = deciding_counts(report);
  nlohmann::ordered_json json{{"schema", 1},
                              {"extractor", report.extractor},
                              {"verdict", compliance_verdict(report)},
                              {"match", n.match},
                              {"mismatch", n.mismatch},
                              {"missing", n.missing},
                              {"not_standardised", n.not_standardised},
                              {"facts", nlohmann::ordered_json::object()},
                              {"notes", report.notes},
                              {"rows", nlohmann::ordered_json::array()}};
  for (const auto& [name, text] : report.facts) json["facts"][name] = text;
  for (const reference::JudgedValue& row : report.rows)
    json["rows"].push_back({{"set", row.set},
                            {"object", row.object},
                            {"modality", row.modality},
                            {"filter", row.filter},
                            {"tag", row.tag},
                            {"ibsi_code", row.ibsi_code},
                            {"aggregation", row.aggregation},
                            {"value", io::json_number(row.value)},
                            {"reference", io::json_number(row.reference)},
                            {"tolerance", io::json_number(row.tolerance)},
                            {"verdict", reference::to_text(row.verdict)},
                            {"consensus", row.consensus},
                            {"family", row.family},
                            {"note", row.note},
                            {"finding", row.finding}});
  return io::to_json_text(json);
}

std::string compliance_junit(const ComplianceReport& report) {
  std::vector<JunitSuite> suites;
  for (const reference::JudgedValue& row : report.rows) {
    if (suites.empty() || suites.back().name != "ibsi." + row.set) {
      JunitSuite suite{"ibsi." + row.set, report.facts, {}};
      suite.properties.insert(suite.properties.begin(), {"extractor", report.extractor});
      suites.push_back(std::move(suite));
    }
    suites.back().cases.push_back(junit_case(row));
  }
  return junit_xml("radgauge ibsi", suites);
}

}  // namespace radgauge::report
