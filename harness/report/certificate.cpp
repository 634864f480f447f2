#include "report/certificate.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "report/words.h"

namespace radgauge::report {
namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json facts_json(const analysis::Facts& facts) {
  Json out = Json::object();
  for (const auto& [name, value] : facts) out[name] = value;
  return out;
}

Json question_json(const analysis::QuestionResult& q) {
  Json out;
  out["question"] = q.question.name;
  out["over"] = q.question.over;
  out["form"] = asked_words(q.question);
  out["limits"] = limits_words(q.question);
  out["obstacle"] = q.obstacle;
  out["features"] = Json::array();
  for (const agreement::FeatureRow& row : q.rows) {
    if (!row.stratum.is_all()) continue;
    out["features"].push_back({{"feature", row.feature},
                               {"ibsi_code", row.ibsi_code},
                               {"decision", to_text(row.decision)},
                               {"icc", number_or_null(row.icc)},
                               {"icc_lower", number_or_null(row.icc_lower)},
                               {"icc_upper", number_or_null(row.icc_upper)},
                               {"level", row.level},
                               {"rc", number_or_null(row.rc)},
                               {"unit", row.unit},
                               {"reason", row.reason}});
  }
  return out;
}

}  // namespace

std::string certificate_json(const analysis::StudyResults& results,
                             const analysis::Certificate& certificate) {
  Json out;
  out["schema"] = "radgauge-certificate-1";
  out["number"] = certificate.number;
  out["study"] = results.study;
  out["measured_on"] = certificate.measured_on;
  out["valid_until"] = certificate.valid_until;
  out["issued_on"] = certificate.issued_on;
  out["name"] = certificate.name;
  out["role"] = certificate.role;
  const analysis::Certified certified = analysis::certified_everywhere(results);
  out["features"] = certified.features;
  out["certified_by_every_question"] = certified.everywhere;
  out["certified_but_unmoved"] = certified.unmoved;
  out["scope"] = facts_json(certificate.scope);
  out["questions"] = Json::array();
  for (const analysis::QuestionResult& q : results.questions) out["questions"].push_back(question_json(q));
  out["deviations"] = certificate.deviations;
  out["remarks"] = certificate.remarks;
  out["not_covered"] = certificate.not_covered;
  out["sha256"] = facts_json(certificate.hashes);
  out["software"] = certificate.software;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace radgauge::report
