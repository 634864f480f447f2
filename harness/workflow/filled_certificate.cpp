#include "workflow/filled_certificate.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "analysis/certificate.h"
#include "core/text.h"
#include "record/run_folder.h"
#include "report/certificate.h"

namespace radgauge::workflow {

namespace {

using Json = nlohmann::json;

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string member(const Json& json, const char* key) {
  if (!json.is_object()) return {};
  const auto it = json.find(key);
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}

FilledCertificate of_json(const Json& json) {
  FilledCertificate out;
  out.number = member(json, "number");
  std::vector<std::string> by;
  for (const char* key : {"name", "role", "issued_on"})
    if (std::string text = member(json, key); !trim(text).empty()) by.push_back(std::move(text));
  out.by = join(by, ", ");
  if (!json.is_object()) return out;
  if (const auto hashes = json.find("sha256"); hashes != json.end()) {
    out.measured = member(*hashes, analysis::kMeasuredHash);
    out.decided = member(*hashes, analysis::kDecidedHash);
  }
  if (const auto questions = json.find("questions"); questions != json.end() && questions->is_array())
    for (const Json& question : *questions) out.questions.push_back(member(question, "question"));
  return out;
}

}  // namespace

std::optional<FilledCertificate> filled_certificate(const std::string& folder) {
  const Json json =
      Json::parse(text_of(record::in_folder(folder, record::result_file::kCertificateJson)), nullptr, false);
  FilledCertificate found = of_json(json);
  if (found.by.empty())
    found.by = report::filled_in_by(text_of(record::in_folder(folder, record::result_file::kCertificate)));
  return found.by.empty() ? std::nullopt : std::optional(found);
}

}  // namespace radgauge::workflow
