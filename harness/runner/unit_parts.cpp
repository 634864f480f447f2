#include "runner/unit_parts.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/error.h"
#include "core/hash.h"
#include "study/map_changes.h"
#include "study/maps.h"

namespace radgauge::runner {

namespace {

/// Adds what a step did to maps; to the first extraction that measures the map, whose grid all share.
void note_maps(std::vector<store::StoredMagnitude>& to, const study::Study& study, std::size_t e,
               const study::AppliedOperation& step) {
  const auto changed_in = [&](std::size_t extraction) {
    const auto& maps = study.extractions[extraction].maps;
    return std::find_if(maps.begin(), maps.end(),
                        [&](const study::MapUse& map) { return study::changes_map(step, map); });
  };
  for (std::size_t before = 0; before < e; ++before)
    if (changed_in(before) != study.extractions[before].maps.end()) return;
  if (const auto map = changed_in(e); map != study.extractions[e].maps.end())
    note(to, study, 0, step, study::map_magnitudes(step, *map));
}

}  // namespace

std::vector<study::MapUse> maps_of(const study::Study& study, const GridGroup& group,
                                   const study::Condition& condition) {
  std::vector<study::MapUse> maps;
  for (const std::size_t e : group.extractions)
    for (const study::MapUse& map : study::maps_under(study.extractions[e], condition.chain))
      if (map.filter != nullptr && std::none_of(maps.begin(), maps.end(), [&](const study::MapUse& known) {
            return known.name == map.name;
          }))
        maps.push_back(map);
  return maps;
}

void add_piece(store::CellRecord& record, Piece& piece) {
  record.magnitudes.insert(record.magnitudes.end(), piece.magnitudes.begin(), piece.magnitudes.end());
  record.checksums.insert(record.checksums.end(), piece.checksums.begin(), piece.checksums.end());
  record.notices.insert(record.notices.end(), piece.notices.begin(), piece.notices.end());
  record.reasons.insert(record.reasons.end(), std::make_move_iterator(piece.reasons.begin()),
                        std::make_move_iterator(piece.reasons.end()));
  record.seconds += piece.seconds;
}

void copy_values(store::CellRecord& record, std::size_t offset, const FeatureVector& vector,
                 std::vector<store::ValueReason>& reasons) {
  for (std::size_t f = 0; f < vector.size(); ++f) {
    record.values[offset + f] = vector[f].value;
    record.statuses[offset + f] = vector[f].status;
    if (!vector[f].reason.empty())
      reasons.push_back({static_cast<std::uint32_t>(offset + f), std::string(vector[f].reason)});
  }
}

std::uint64_t values_checksum(const store::CellRecord& record, std::size_t offset, std::size_t count) {
  return xxh3(std::as_bytes(std::span(record.values).subspan(offset, count)));
}

void drop_if_empty(store::CellRecord& record) {
  if (record.status != Status::failed) return;
  for (const Status status : record.statuses)
    if (status != Status::failed) return;
  record.values.clear();
  record.statuses.clear();
  record.reasons.clear();
}

void note(std::vector<store::StoredMagnitude>& to, const study::Study& study, std::size_t e,
          const study::AppliedOperation& step, const std::vector<Magnitude>& magnitudes) {
  const std::string name =
      magnitude_name(study.extractions[e].name, e == 0, step.operation->id, step.ordinal);
  for (const Magnitude& m : magnitudes)
    to.push_back({name, m.parameter, m.requested, m.achieved, m.unit, m.status});
}

void note_failed(std::vector<store::StoredMagnitude>& to, const study::Study& study, std::size_t e,
                 const study::AppliedOperation& step) {
  std::vector<Magnitude> asked;
  for (std::size_t i = 0; i < step.values.size(); ++i) {
    const Field& field = step.operation->fields[i];
    const Value& value = step.values[i];
    const double* real = std::get_if<double>(&value);
    const std::int64_t* whole = std::get_if<std::int64_t>(&value);
    if (real == nullptr && whole == nullptr) continue;
    asked.push_back({field.name, real != nullptr ? *real : static_cast<double>(*whole), std::nan(""),
                     field.unit, "failed"});
  }
  note(to, study, e, step, asked);
}

CellExtractions requests_of(const study::Study& study, const GridGroup& group,
                            const study::Condition& condition) {
  CellExtractions own;
  own.grid = &study.extractions[group.extractions.front()].settings;
  for (const std::size_t e : group.extractions) {
    const study::Extraction& extraction = study.extractions[e];
    own.requests.push_back(extraction.request());
    ExtractionSettings settings = extraction.settings;
    const auto failure = problem_of([&] {
      for (const study::AppliedOperation& step : condition.chain) {
        if (step.operation->stage != Stage::extraction) continue;
        if (study::changed_filter(*step.operation) != nullptr) {
          note_maps(own.magnitudes, study, e, step);
          continue;
        }
        try {
          ExtractionOutput out = step.operation->extraction(settings, step.values);
          note(own.magnitudes, study, e, step, out.magnitudes);
          settings = std::move(out.settings);
        } catch (const Error& error) {
          throw error.within(step.operation->id);
        }
      }
    });
    own.requests.back().settings = settings;
    if (failure && !own.problem) own.problem = failure;
  }
  return own;
}

engine::CellIdentity identity_of(const study::CohortRow& row, const study::Condition& condition) {
  return {row.patient, row.lesion,     row.channel,
          row.session, row.reader,     row.scanner,
          row.site,    condition.name, std::string(to_text(row.modality)),
          row.engine};
}

void extract(const engine::Engine& engine, const Volume& image, std::span<const NamedMap> maps,
             std::span<const MeasuredMask> masks) {
  std::vector<CellExtractions*> cells;
  std::vector<engine::Measurement> all;
  for (const MeasuredMask& measured : masks)
    for (CellExtractions& own : *measured.cells) {
      if (own.problem) continue;
      cells.push_back(&own);
      all.push_back(
          {{image, *measured.mask, maps, own.cell, own.grid}, own.requests, &own.steps, &own.problem});
    }
  if (cells.empty()) return;
  std::vector<std::vector<FeatureVector>> results;
  const auto problem = problem_of([&] { results = engine.extract_many(all); });
  if (problem && cells.size() == 1) {
    cells.front()->problem = problem;
    return;
  }
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!problem)
      cells[i]->vectors = std::move(results[i]);
    else
      cells[i]->problem =
          problem_of([&] { cells[i]->vectors = engine.extract(all[i].subject, all[i].requests); });
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!cells[i]->problem)
      for (const FeatureRequest& request : cells[i]->requests)
        cells[i]->notices.push_back(engine.notices(all[i].subject, request));
}

std::vector<std::pair<std::size_t, std::size_t>> batches_of(std::span<const std::size_t> counts,
                                                            std::size_t batch) {
  std::vector<std::pair<std::size_t, std::size_t>> batches;
  std::size_t cells = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (batches.empty() || cells + counts[i] > batch) {
      batches.emplace_back(i, i);
      cells = 0;
    }
    cells += counts[i];
    batches.back().second = i + 1;
  }
  return batches;
}

MadeMaps make_maps(const std::vector<study::MapUse>& uses, MadeMaps before, const Volume& room,
                   const Box& box) {
  MadeMaps made{uses, {}};
  for (const study::MapUse& use : uses) {
    const auto known = std::find(before.uses.begin(), before.uses.end(), use);
    if (known != before.uses.end()) {
      made.maps.push_back(std::move(before.maps[static_cast<std::size_t>(known - before.uses.begin())]));
      continue;
    }
    try {
      made.maps.push_back({use.name, use.filter->apply(room, box, use.values)});
      if (!(made.maps.back().image.lattice == crop(room.lattice, box)))
        throw Error(ErrorKind::internal, "it is not on the lattice of the image");
    } catch (const Error& error) {
      throw error.within("map " + use.name);
    }
  }
  return made;
}

Index3 maps_margin(const std::vector<study::MapUse>& uses, const Lattice& lattice) {
  Index3 margin{0, 0, 0};
  for (const study::MapUse& use : uses) {
    const Index3 own = study::map_margin(use, lattice);
    for (std::size_t a = 0; a < 3; ++a) margin[a] = std::max(margin[a], own[a]);
  }
  return margin;
}

}  // namespace radgauge::runner
