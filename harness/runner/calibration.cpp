#include "runner/calibration.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::runner {

namespace {

/// Room around the masks of an object for those that are redrawn in the fit.
constexpr double kRoomMm = 25;

/// The masks of an acquisition that can be used and lie on its image's lattice.
ReaderMasks masks_of(const acquire::Sources& sources, const study::Acquisition& acquisition,
                     const std::vector<acquire::RowGeometry>& geometry) {
  const study::Study& study = sources.study();
  ReaderMasks object{study.rows[acquisition.rows.front()].acquisition(), {}};
  Box box;
  for (const std::size_t r : acquisition.rows) {
    if (geometry[r].problem) continue;
    Mask mask = sources.of(study.rows[r]).mask(study.rows[r], geometry[r].image);
    if (!(mask.lattice == geometry[r].image)) continue;
    box = unite(box, geometry[r].mask_box);
    object.masks.push_back(std::move(mask));
  }
  if (object.masks.empty()) return object;
  const Lattice& lattice = object.masks.front().lattice;
  Index3 room;
  for (std::size_t a = 0; a < 3; ++a)
    room[a] = static_cast<std::int64_t>(std::ceil(kRoomMm / lattice.spacing_mm[a]));
  box = intersect(grow(box, room), Box{{0, 0, 0}, lattice.size});
  for (Mask& mask : object.masks) mask = crop(mask, box);
  return object;
}

std::vector<ReaderMasks> reader_masks(const study::Study& study, const study::Plan& plan,
                                      const std::vector<acquire::RowGeometry>& geometry) {
  const acquire::Sources sources(study);
  std::vector<ReaderMasks> objects;
  for (const study::Acquisition& acquisition : plan.acquisitions) {
    if (acquisition.rows.size() < 2) continue;
    ReaderMasks object = masks_of(sources, acquisition, geometry);
    if (object.masks.size() > 1) objects.push_back(std::move(object));
  }
  return objects;
}

bool wants_readers(const study::AppliedOperation& step) {
  return step.operation->wants_readers != nullptr && step.operation->wants_readers(step.values);
}

}  // namespace

std::string FittedOperation::text() const {
  std::string text = step + ":";
  for (const Magnitude& m : magnitudes) {
    text += (text.back() == ':' ? " " : ", ") + m.parameter + " " + to_rounded_text(m.achieved) +
            (m.unit == "1" ? "" : " " + m.unit);
    if (std::isfinite(m.requested)) text += " (readers " + to_rounded_text(m.requested) + ")";
    if (m.status != "ok") text += " (" + m.status + ")";
  }
  return text;
}

std::vector<FittedOperation> calibrate(const study::Study& study,
                                       const std::vector<acquire::RowGeometry>& geometry, study::Plan& plan) {
  std::map<std::string, Calibration> known;
  std::vector<FittedOperation> fitted;
  std::vector<ReaderMasks> readers;
  for (study::Condition& condition : plan.conditions)
    for (study::AppliedOperation& step : condition.chain) {
      if (!wants_readers(step)) continue;
      const std::string name = study::chain_name({step});
      auto found = known.find(name);
      if (found == known.end()) {
        if (readers.empty()) readers = reader_masks(study, plan, geometry);
        try {
          found = known.emplace(name, step.operation->calibrate(readers, step.values)).first;
        } catch (const Error& error) {
          throw error.within(study.file + ": " + name);
        }
        fitted.push_back({name, found->second.magnitudes});
      }
      step.values = found->second.values;
    }
  return fitted;
}

}  // namespace radgauge::runner
