#include "workflow/phantom_truth.h"

#include "core/text.h"
#include "io/json.h"

namespace radgauge::workflow {

namespace {

using TruthJson = nlohmann::ordered_json;

TruthJson position_json(const Vec3& point_mm) {
  return TruthJson::array({point_mm[0], point_mm[1], point_mm[2]});
}

/// What the modality sees of an insert.
TruthJson insert_json(const phantoms::Insert& insert, Modality modality) {
  TruthJson json{{"center_mm", position_json(insert.centre_mm)}, {"radius_mm", insert.radius_mm}};
  if (modality == Modality::pet)
    json["activity"] = insert.activity;
  else
    json["hu"] = insert.hu;
  return json;
}

}  // namespace

void PhantomTruth::add(const study::CohortRow& row, const std::string& kind, const phantoms::Object& object,
                       const Truth& truth, const std::string& scanner) {
  entries_.push_back({row.patient, kind, scanner, row.modality, object.centre_mm, truth, object.inserts});
}

std::string PhantomTruth::text() const {
  TruthJson objects = TruthJson::array();
  for (const Entry& entry : entries_) {
    TruthJson json{{"kind", entry.kind}, {"name", entry.name}, {"scanner", entry.scanner}};
    json["center_mm"] = position_json(entry.centre_mm);
    for (const KnownValue& known : entry.truth) json[known.name] = known.value;
    if (!entry.inserts.empty()) {
      json["inserts"] = TruthJson::array();
      for (const phantoms::Insert& insert : entry.inserts)
        json["inserts"].push_back(insert_json(insert, entry.modality));
    }
    objects.push_back(json);
  }
  return io::to_json_text({{"schema", "radgauge-phantom-truth-1"}, {"objects", objects}});
}

}  // namespace radgauge::workflow
