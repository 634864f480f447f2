#include "phantoms/scanners/mr/protocol.h"

#include <cmath>
#include <numbers>

#include "core/text.h"
#include "phantoms/object/materials.h"

namespace radgauge::phantoms {

std::string MrProtocol::problem() const {
  for (const auto& [name, acquired] : {std::pair{"matrix_x", matrix_x}, std::pair{"matrix_y", matrix_y}})
    if (acquired > matrix_out)
      return "matrix_out = " + to_text(matrix_out) + " is below " + name + " = " + to_text(acquired) +
             ", so that acquired frequencies would be lost; raise it";
  if (sequence == MrSequence::spin_echo && !(echo_time_ms < repetition_time_ms))
    return "echo_time_ms = " + to_text(echo_time_ms) +
           " is not below repetition_time_ms = " + to_text(repetition_time_ms) +
           "; the echo comes before the next excitation";
  return {};
}

double mr_signal(const MrProtocol& p, const Tissue& tissue) {
  if (!(tissue.proton_density > 0 && tissue.t2_ms > 0)) return 0;
  const double e1 = tissue.t1_ms > 0 ? std::exp(-p.repetition_time_ms / tissue.t1_ms) : 0;
  const double e2 = std::exp(-p.echo_time_ms / tissue.t2_ms);
  double longitudinal = 1 - e1;
  if (p.sequence == MrSequence::spoiled_gre) {
    const double angle = p.flip_angle_deg * std::numbers::pi / 180;
    longitudinal *= std::sin(angle) / (1 - std::cos(angle) * e1);
  }
  return kMrUnits * tissue.proton_density * longitudinal * e2;
}

double mr_noise_sigma(const MrProtocol& p) {
  return mr_signal(p, kWater) / p.snr;
}

}  // namespace radgauge::phantoms
