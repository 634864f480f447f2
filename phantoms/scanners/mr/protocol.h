#pragma once

#include <cstdint>
#include <string>

#include "core/field.h"
#include "phantoms/object/object.h"

namespace radgauge::phantoms {

enum class MrSequence { spin_echo, spoiled_gre };
enum class MrFilter { none, hamming, fermi };
enum class MrReconstruction { zero_filled, homodyne };

/// How a magnetic resonance scanner scans. Of each slice it acquires matrix_x frequencies along x (readout)
/// and matrix_y along y (phase encoding), from the lowest, -floor(matrix/2), on.
struct MrProtocol {
  std::int64_t matrix_x = 256;
  std::int64_t matrix_y = 256;
  std::int64_t matrix_out = 256;
  double field_of_view_mm = 256;
  double slice_mm = 5;
  std::int64_t coils = 1;
  MrFilter filter = MrFilter::none;
  double partial_fourier = 1;
  MrReconstruction reconstruction = MrReconstruction::zero_filled;
  double snr = 20;
  double inu_percent = 0;
  MrSequence sequence = MrSequence::spin_echo;
  double repetition_time_ms = 500;
  double echo_time_ms = 15;
  double flip_angle_deg = 20;
  double motion_mm = 0;

  static auto fields() {
    using P = MrProtocol;
    const Range size{16, 2048};
    return FieldList{
        field("matrix_x", &P::matrix_x, "1", size, "frequencies acquired along x, the readout"),
        field("matrix_y", &P::matrix_y, "1", size, "frequencies acquired along y, the phase encoding"),
        field("matrix_out", &P::matrix_out, "1", size,
              "pixels along x and y of the image; what the acquisition lacks is filled with zeros"),
        field("field_of_view_mm", &P::field_of_view_mm, "mm", between(10, 1000), "width of the square image"),
        field("slice_mm", &P::slice_mm, "mm", between(0.1, 50), "thickness and distance of slices"),
        field("coils", &P::coils, "1", between(1, 32), "receive coils on a ring around the field of view"),
        field("filter", &P::filter,
              {{"none", MrFilter::none}, {"hamming", MrFilter::hamming}, {"fermi", MrFilter::fermi}},
              "weights of the acquired frequencies against ringing"),
        field("partial_fourier", &P::partial_fourier, "1", between(0.5, 1),
              "part of the lines along y that is acquired, from the highest down; 6/8 is usual"),
        field("reconstruction", &P::reconstruction,
              {{"zero_filled", MrReconstruction::zero_filled}, {"homodyne", MrReconstruction::homodyne}},
              "of partial Fourier: magnitude with zeros for what is missing, or homodyne detection"),
        field("snr", &P::snr, "1", Range{0, 1e6, true},
              "signal of water over the SD of the noise in the real (and imaginary) part of a coil's image"),
        field("inu_percent", &P::inu_percent, "%", between(0, 150),
              "P: the receive field over the object runs from 1 - P/200 to 1 + P/200"),
        field("sequence", &P::sequence,
              {{"spin_echo", MrSequence::spin_echo}, {"spoiled_gre", MrSequence::spoiled_gre}},
              "signal equation"),
        field("repetition_time_ms", &P::repetition_time_ms, "ms", between(0.5, 60000), "TR"),
        field("echo_time_ms", &P::echo_time_ms, "ms", between(0, 1000), "TE"),
        field("flip_angle_deg", &P::flip_angle_deg, "deg", Range{0, 90, true}, "of spoiled_gre"),
        field("motion_mm", &P::motion_mm, "mm", between(0, 20),
              "drift of the object along y while the lines are acquired")};
  }
  std::string problem() const;
};

/// Image units of fully relaxed tissue of proton density 1 at echo time 0.
inline constexpr double kMrUnits = 1000;

/// Signal of a tissue in image units. Spin echo: PD (1 - exp(-TR/T1)) exp(-TE/T2); spoiled gradient echo: PD
/// sin a (1 - E1) / (1 - cos a E1) exp(-TE/T2), E1 = exp(-TR/T1), without dephasing (T2 stands for T2*)
/// (Bernstein, King and Zhou 2004, sections 14.1 and 14.3, ISBN 978-0-12-092861-3). 0 without protons or with
/// T2 <= 0; T1 <= 0 counts as fully relaxed.
double mr_signal(const MrProtocol& p, const Tissue& tissue);

/// SD of the noise in each of the real and imaginary part of a coil's image, in image units: mr_signal of
/// water (materials.h) over snr.
double mr_noise_sigma(const MrProtocol& p);

}  // namespace radgauge::phantoms
