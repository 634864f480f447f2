#include "gate/baseline.h"

#include <algorithm>
#include <numeric>

#include "agreement/numerical_floor.h"
#include "analysis/edge_sensitivity.h"
#include "analysis/questions.h"
#include "core/hash.h"
#include "core/text.h"
#include "record/run_folder.h"
#include "study/deviations.h"
#include "study/maps.h"

namespace radgauge::gate {

namespace {

/// Places of `names` in sorted order: place[i] is where name i stands.
std::vector<std::uint32_t> sorted_places(const std::vector<std::string>& names) {
  std::vector<std::uint32_t> order(names.size()), place(names.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return names[a] < names[b]; });
  for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  return place;
}

std::vector<std::string> put_in_place(std::vector<std::string> names,
                                      const std::vector<std::uint32_t>& place) {
  std::vector<std::string> sorted(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) sorted[place[i]] = std::move(names[i]);
  return sorted;
}

NamedTexts settings_of(const study::Study& study) {
  NamedTexts settings{{"seed", to_text(static_cast<std::int64_t>(study.seed))},
                      {"resample_mask", study.resample_mask ? "true" : "false"},
                      {"largest_displacement_voxel", to_text(study.largest_displacement_voxel)}};
  const std::vector<Field> fields = field_table<ExtractionSettings>();
  for (const study::Extraction& extraction : study.extractions) {
    if (study::is_imported(study)) break;
    const std::vector<Value> values = to_values(extraction.settings);
    for (std::size_t i = 0; i < fields.size(); ++i)
      settings["extraction " + extraction.name + " " + fields[i].name] = to_text(values[i]);
    settings["extraction " + extraction.name + " maps"] = study::maps_text(extraction.maps);
  }
  // Phantoms and questions as the resolved study writes them.
  const std::string text = study::resolved_yaml(study);
  if (const auto begin = text.find("\nphantoms:"); begin != std::string::npos)
    settings["phantoms"] = trim(text.substr(begin + 10, text.find("\nengine:", begin) - begin - 10));
  for (const std::string& line : split(study::analysis_text(study), '\n'))
    if (constexpr std::string_view kStart = "  - {name: "; line.starts_with(kStart))
      settings["question " + line.substr(kStart.size(), line.find(',') - kStart.size())] = trim(line);
  return settings;
}

NamedTexts about_run(const analysis::FinishedRun& run) {
  const store::StoreTables& tables = run.store->tables();
  NamedTexts about{{"format", kBaselineFormat},
                   {"study", run.study.name},
                   {"engine", tables.meta_value("engine")},
                   {"measured by", "radgauge " + tables.meta_value("hash.version")}};
  // Baselines of before have no such line, and most engines get prepared images.
  if (const std::string input = tables.meta_value(record::meta_key::kEngineInput);
      input.find("native") != std::string::npos)
    about["engine input"] = input;
  // Of an imported run it is the hash of the table, which stands with the inputs.
  if (const std::string file = tables.meta_value(record::meta_key::kEngineHash);
      !file.empty() && !study::is_imported(run.study))
    about["engine file"] = file;
  return about;
}

std::vector<NamedTexts> inputs_of(const analysis::FinishedRun& run, const std::vector<std::uint32_t>& place) {
  const store::StoreTables& tables = run.store->tables();
  std::vector<NamedTexts> inputs(place.size());
  for (std::size_t r = 0; r < place.size(); ++r) {
    if (r < tables.inputs.size())
      for (const store::StoredInput& input : tables.inputs[r])
        inputs[place[r]][input.role + (input.name.empty() ? "" : " " + input.name)] = input.sha256;
    const store::AcquiredContent& content = run.measurements->contents()[r];
    if (content.image != 0) inputs[place[r]][kImageVoxels] = hex_text(content.image);
    if (content.mask != 0) inputs[place[r]][kMaskVoxels] = hex_text(content.mask);
  }
  return inputs;
}

std::vector<BaselineFeature> features_of(const analysis::FinishedRun& run,
                                         const std::vector<std::uint32_t>& place) {
  const std::vector<double> changes = analysis::one_ulp_changes(run.study, run.plan, *run.measurements);
  const auto& stored = run.store->tables().features;
  std::vector<BaselineFeature> features(stored.size());
  for (std::size_t f = 0; f < stored.size(); ++f)
    features[place[f]] = {stored[f].name, stored[f].info.unit, stored[f].extraction,
                          agreement::numerical_floor(stored[f].name), changes.empty() ? kNaN : changes[f]};
  return features;
}

std::vector<BaselineDecision> decisions_of(const analysis::FinishedRun& run) {
  std::vector<BaselineDecision> list;
  for (const analysis::AskedQuestion& asked : analysis::ask(run.study, run.plan, *run.measurements)) {
    const auto decisions = agreement::decisions(asked.question, asked.table);
    for (std::size_t f = 0; f < decisions.size(); ++f)
      list.push_back({asked.question.name, asked.table.feature_names[f], decisions[f]});
  }
  std::sort(list.begin(), list.end(), [](const BaselineDecision& a, const BaselineDecision& b) {
    return std::tie(a.question, a.feature) < std::tie(b.question, b.feature);
  });
  return list;
}

/// Fills cells and values, each in its place.
class CellFiller {
 public:
  CellFiller(const analysis::FinishedRun& run, Baseline& to, const std::vector<std::uint32_t>& objects,
             const std::vector<std::uint32_t>& conditions, const std::vector<std::uint32_t>& features)
      : run_(run), to_(to), objects_(objects), conditions_(conditions), features_(features) {
    const std::size_t n = run.measurements->n_cells();
    std::vector<std::uint64_t> keys(n);
    for (std::size_t c = 0; c < n; ++c) {
      const analysis::MeasuredCell cell = run.measurements->cell(c);
      keys[c] = (std::uint64_t{objects[cell.row]} << 32) | conditions[cell.condition];
    }
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
    place_.resize(n);
    for (std::uint32_t i = 0; i < n; ++i) place_[order[i]] = i;
  }

  void fill() {
    to_.cells.resize(place_.size());
    to_.values.assign(place_.size() * features_.size(), kNaN);
    to_.statuses.assign(place_.size() * features_.size(), Status::failed);
    std::size_t c = 0;
    run_.store->for_each_cell([&](const store::CellRecord& record) { add(record, place_[c++]); });
    std::sort(to_.reasons.begin(), to_.reasons.end(), [](const auto& a, const auto& b) {
      return std::tie(a.first, a.second.feature) < std::tie(b.first, b.second.feature);
    });
  }

 private:
  void add(const store::CellRecord& record, std::uint32_t place) {
    BaselineCell& cell = to_.cells[place];
    cell.object = objects_[static_cast<std::size_t>(record.object)];
    cell.condition = conditions_[static_cast<std::size_t>(record.condition)];
    cell.status = record.status;
    cell.reason = record.reason;
    for (const store::StoredChecksum& sum : record.checksums)
      // Values stand for themselves, and what was acquired stands with the inputs.
      if (!sum.extraction.empty() && sum.step != "features") cell.steps.push_back(sum);
    for (std::size_t f = 0; f < record.values.size(); ++f) {
      to_.values[to_.at(place, features_[f])] = record.values[f];
      to_.statuses[to_.at(place, features_[f])] = record.statuses[f];
    }
    for (const store::ValueReason& reason : record.reasons)
      to_.reasons.push_back({place, {features_[reason.feature], reason.text}});
  }

  const analysis::FinishedRun& run_;
  Baseline& to_;
  const std::vector<std::uint32_t>&objects_, &conditions_, &features_;
  std::vector<std::uint32_t> place_;
};

}  // namespace

const std::string& Baseline::reason(std::size_t cell, std::size_t feature) const {
  static const std::string none;
  const auto at = std::lower_bound(reasons.begin(), reasons.end(), std::pair(cell, feature),
                                   [](const auto& entry, const std::pair<std::size_t, std::size_t>& wanted) {
                                     return std::pair<std::size_t, std::size_t>(
                                                entry.first, entry.second.feature) < wanted;
                                   });
  if (at != reasons.end() && at->first == cell && at->second.feature == feature) return at->second.text;
  return cells[cell].reason.empty() ? none : cells[cell].reason;
}

Baseline make_baseline(const analysis::FinishedRun& run) {
  const store::StoreTables& tables = run.store->tables();
  std::vector<std::string> objects, conditions, features;
  for (const store::StoredObject& object : tables.objects) objects.push_back(object.name());
  for (const store::StoredCondition& condition : tables.conditions) conditions.push_back(condition.name);
  for (const store::StoredFeature& feature : tables.features) features.push_back(feature.name);
  const auto object_places = sorted_places(objects), condition_places = sorted_places(conditions),
             feature_places = sorted_places(features);
  Baseline out;
  out.about = about_run(run);
  out.settings = settings_of(run.study);
  out.objects = put_in_place(std::move(objects), object_places);
  out.conditions = put_in_place(std::move(conditions), condition_places);
  out.inputs = inputs_of(run, object_places);
  out.features = features_of(run, feature_places);
  CellFiller(run, out, object_places, condition_places, feature_places).fill();
  out.decisions = decisions_of(run);
  return out;
}

}  // namespace radgauge::gate
