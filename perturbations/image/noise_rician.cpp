#include <cmath>

#include "imaging/region.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

struct NoiseRician {
  double fraction = 0;
  double sd = 0;
  std::int64_t coils = 1;
  static constexpr bool random = true;

  bool identity() const { return fraction == 0 && sd == 0; }
  static auto fields() {
    using P = NoiseRician;
    return FieldList{
        field("fraction", &P::fraction, "1", between(0, 10),
              "standard deviation of each channel, as a part of the mean intensity of the ROI"),
        field("sd", &P::sd, "intensity", kNotNegative,
              "standard deviation of each channel; above 0 it replaces fraction"),
        field("coils", &P::coils, "", between(1, 64), "receiver coils whose channels are combined")};
  }
  std::string refusal(Modality modality) const {
    if (modality == Modality::ct) return "CT numbers are no magnitudes; use noise.white or noise.nps";
    if (modality == Modality::pet) return "PET activities are no magnitudes; use noise.poisson";
    return {};
  }
};

/// Makes one row noisy and returns the sum of the squared noise of all its channels per voxel.
void add_row(float* voxels, double sd, const NoiseRician& p, std::uint64_t first, const Draws& draws,
             std::vector<double>& channel, std::vector<double>& energy) {
  std::fill(energy.begin(), energy.end(), 0.0);
  std::vector<double> squares(energy.size());
  for (std::int64_t c = 0; c < 2 * p.coils; ++c) {
    draws.normals(first, channel, static_cast<std::uint32_t>(c));
    for (std::size_t x = 0; x < channel.size(); ++x) {
      const double noise = sd * channel[x];
      // The signal, the root of the sum of squares over the coils, stands in the first channel.
      const double value = c == 0 ? std::abs(static_cast<double>(voxels[x])) + noise : noise;
      squares[x] += value * value;
      energy[x] += noise * noise;
    }
  }
  for (std::size_t x = 0; x < squares.size(); ++x) voxels[x] = static_cast<float>(std::sqrt(squares[x]));
}

ImageOutput apply_noise_rician(const ImageInput& in, const NoiseRician& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  const RoiRange range = roi_range(in.image, roi);
  require_not_negative(range, "Rician noise");
  const double sd = p.sd > 0 ? p.sd : p.fraction * range.mean;
  ImageOutput out{in.image, {}};
  const Index3& n = in.image.lattice.size;
  std::vector<double> channel(static_cast<std::size_t>(n[0])), energy(channel.size());
  double sum = 0, bias = 0, voxels = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y) {
      float* row = out.image.voxels.data() + out.image.at(0, y, z);
      add_row(row, sd, p, voxel_key(in.image.window, 0, y, z), in.draws, channel, energy);
      for (std::int64_t x = 0; x < n[0]; ++x)
        if (roi(x, y, z) != 0) {
          sum += energy[static_cast<std::size_t>(x)];
          bias += static_cast<double>(row[x]) - static_cast<double>(in.image(x, y, z));
          voxels += 1;
        }
    }
  const double channels = 2 * static_cast<double>(p.coils);
  Magnitude done{"sd", sd, std::sqrt(sum / (channels * voxels)), "intensity"};
  if (p.fraction > 0 && !(sd > 0)) done.status = "the mean intensity of the ROI is 0";
  out.magnitudes = {done,
                    {"change_sd", std::nan(""), sd_of_change(in.image, out.image, roi), "intensity"},
                    {"bias", std::nan(""), bias / voxels, "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation noise_rician() {
  return image_operation<NoiseRician, apply_noise_rician>(
      {"noise.rician", "add the noise of an MR magnitude image",
       "Gaussian noise of the same standard deviation is added to the real and imaginary channel of every "
       "coil, and the magnitude is taken anew: sqrt((A + n1)^2 + n2^2 + ...) over 2 x coils channels, with "
       "the voxel's own magnitude A as the signal. One coil gives the Rice distribution, more the "
       "non-central chi distribution: E[M^2] = A^2 + 2 coils sd^2. The standard deviation is sd, or a "
       "fraction of the mean intensity of the ROI (the reference tissue). Achieved is the root mean square "
       "of the channel noise over the ROI; change_sd and bias say what it did to the magnitudes there. "
       "Refused on CT and PET; a ROI with intensities below 0 fails. Levels share their draws.",
       "Gudbjartsson and Patz 1995, doi:10.1002/mrm.1910340618 (Rice distribution); Constantinides, Atalar "
       "and McVeigh 1997, doi:10.1002/mrm.1910380524 (several coils); Collins et al. 1998, "
       "doi:10.1109/42.712135 (noise relative to a reference tissue)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
