#include "runner/mask_stage.h"

#include "core/error.h"
#include "runner/clock.h"
#include "runner/unit_parts.h"

namespace radgauge::runner {

ChangedMask change_mask(const MaskStage& stage, const study::Condition& condition,
                        const std::function<Draws(const study::AppliedOperation&)>& draws,
                        const reference::Prepared& prepared, const imaging::MaskDistances& distances) {
  Clock clock;
  ChangedMask made;
  made.problem = problem_of([&] {
    for (const study::AppliedOperation& step : condition.chain) {
      if (step.operation->stage != Stage::mask) continue;
      const Draws own = draws(step);
      // Only the first operation of a chain works on the mask whose distances are shared.
      const imaging::MaskDistances* shared = made.changed ? nullptr : &distances;
      const Mask& mask = made.changed ? *made.changed : prepared.mask;
      try {
        MaskOutput out = step.operation->mask(
            {prepared.image, mask, own, shared, &stage.origin, &stage.programs}, step.values);
        note(made.magnitudes, stage.study, stage.extraction, step, out.magnitudes);
        made.changed = std::move(out.mask);
      } catch (const Error& error) {
        note_failed(made.magnitudes, stage.study, stage.extraction, step);
        throw error.within(step.operation->id);
      }
    }
  });
  made.seconds = clock.lap();
  return made;
}

}  // namespace radgauge::runner
