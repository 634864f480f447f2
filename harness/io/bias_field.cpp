#include "io/bias_field.h"

#include <itkBSplineControlPointImageFilter.h>
#include <itkImage.h>
#include <itkN4BiasFieldCorrectionImageFilter.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "io/image_backend.h"

namespace radgauge::io {

namespace {

using RealImage = itk::Image<float, 3>;
using LabelImage = itk::Image<unsigned char, 3>;
using N4 = itk::N4BiasFieldCorrectionImageFilter<RealImage, LabelImage, RealImage>;

using ControlPoints = itk::SmartPointer<const N4::BiasFieldControlPointLatticeType>;

constexpr std::int64_t kFewestVoxels = 8;  ///< along an axis after shrinking, where there are so many
constexpr std::int64_t kFewestTissueVoxels = 64;

template <class Image>
typename Image::Pointer empty_image(const Index3& size, const Vec3& spacing_mm) {
  auto image = Image::New();
  typename Image::SizeType extent;
  typename Image::SpacingType spacing;
  for (unsigned a = 0; a < 3; ++a) {
    extent[a] = static_cast<itk::SizeValueType>(size[a]);
    spacing[a] = spacing_mm[a];
  }
  image->SetRegions(typename Image::RegionType(extent));
  image->SetSpacing(spacing);
  image->Allocate();
  return image;
}

/// Every n-th voxel, from the middle of the first n on.
struct Thinned {
  RealImage::Pointer image;
  LabelImage::Pointer tissue;
  Index3 step{1, 1, 1};
  Index3 first{0, 0, 0};
  std::int64_t n_tissue = 0;
};

Thinned thinned(const Volume& image, const Mask& tissue, std::int64_t shrink_factor) {
  Thinned out;
  Index3 size;
  Vec3 spacing_mm;
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int64_t n = image.lattice.size[a];
    out.step[a] = std::clamp<std::int64_t>(n / kFewestVoxels, 1, shrink_factor);
    out.first[a] = (out.step[a] - 1) / 2;
    size[a] = (n - out.first[a] + out.step[a] - 1) / out.step[a];
    spacing_mm[a] = image.lattice.spacing_mm[a] * static_cast<double>(out.step[a]);
  }
  out.image = empty_image<RealImage>(size, spacing_mm);
  out.tissue = empty_image<LabelImage>(size, spacing_mm);
  float* value = out.image->GetBufferPointer();
  unsigned char* inside = out.tissue->GetBufferPointer();
  for (std::int64_t z = 0; z < size[2]; ++z)
    for (std::int64_t y = 0; y < size[1]; ++y)
      for (std::int64_t x = 0; x < size[0]; ++x, ++value, ++inside) {
        const std::size_t from = image.at(out.first[0] + x * out.step[0], out.first[1] + y * out.step[1],
                                          out.first[2] + z * out.step[2]);
        const float v = image.voxels[from];
        const bool is_used = tissue.voxels[from] != 0 && std::isfinite(v) && v > 0;
        *value = std::isfinite(v) ? v : 0;
        *inside = is_used ? 1 : 0;
        out.n_tissue += is_used ? 1 : 0;
      }
  return out;
}

/// Control points of the logarithm of the field on the thinned lattice.
ControlPoints log_field(const Thinned& thin, const N4Settings& settings) {
  auto n4 = N4::New();
  n4->SetInput(thin.image);
  n4->SetMaskImage(thin.tissue);
  n4->SetMaskLabel(1);
  n4->SetUseMaskLabel(true);
  const auto levels = static_cast<unsigned>(settings.n4_levels);
  N4::ArrayType per_axis;
  per_axis.Fill(levels);
  n4->SetNumberOfFittingLevels(per_axis);
  N4::VariableSizeArrayType iterations(levels);
  iterations.Fill(static_cast<unsigned>(settings.n4_iterations));
  n4->SetMaximumNumberOfIterations(iterations);
  n4->SetConvergenceThreshold(static_cast<float>(settings.n4_convergence));
  n4->SetNumberOfControlPoints(static_cast<unsigned>(settings.n4_control_points));
  n4->Update();
  return n4->GetLogBiasFieldControlPointLattice();
}

/// The logarithm of the field at every voxel of the image. The splines span the thinned voxels; what lies
/// beyond the outer ones takes the value of the nearest.
void divide_by_field(Volume& image, const Thinned& thin, const ControlPoints& control) {
  using Splines =
      itk::BSplineControlPointImageFilter<N4::BiasFieldControlPointLatticeType, N4::ScalarImageType>;
  auto splines = Splines::New();
  splines->SetInput(control);
  splines->SetSplineOrder(3);
  Index3 size;
  Splines::SizeType extent;
  for (unsigned a = 0; a < 3; ++a) {
    const auto n = static_cast<std::int64_t>(thin.image->GetLargestPossibleRegion().GetSize()[a]);
    size[a] = (n - 1) * thin.step[a] + 1;
    extent[a] = static_cast<itk::SizeValueType>(size[a]);
  }
  splines->SetSize(extent);
  splines->SetOrigin(thin.image->GetOrigin());
  Splines::SpacingType spacing;
  for (unsigned a = 0; a < 3; ++a) spacing[a] = image.lattice.spacing_mm[a];
  splines->SetSpacing(spacing);
  splines->Update();
  const auto* field = splines->GetOutput()->GetBufferPointer();
  const Index3& n = image.lattice.size;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x, ++i) {
        const std::int64_t u = std::clamp<std::int64_t>(x - thin.first[0], 0, size[0] - 1);
        const std::int64_t v = std::clamp<std::int64_t>(y - thin.first[1], 0, size[1] - 1);
        const std::int64_t w = std::clamp<std::int64_t>(z - thin.first[2], 0, size[2] - 1);
        const double log_gain = static_cast<double>(field[u + size[0] * (v + size[1] * w)][0]);
        image.voxels[i] = static_cast<float>(static_cast<double>(image.voxels[i]) / std::exp(log_gain));
      }
}

}  // namespace

Volume N4Host::corrected(const Volume& image, const Mask& tissue, const N4Settings& settings) const {
  for (const std::int64_t n : image.lattice.size)
    if (n < 4)
      throw Error(ErrorKind::data, "N4 needs at least 4 voxels along each axis, the image has " + to_text(n) +
                                       " along one of them; leave bias correction out");
  const Thinned thin = thinned(image, tissue, settings.n4_shrink_factor);
  if (thin.n_tissue < kFewestTissueVoxels)
    throw Error(ErrorKind::data, "N4 finds " + to_text(thin.n_tissue) +
                                     " voxels of tissue above 0, at least " + to_text(kFewestTissueVoxels) +
                                     " are needed; lower the tissue fraction or the shrink factor");
  try {
    quieten_image_library();
    Volume out = image;
    divide_by_field(out, thin, log_field(thin, settings));
    return out;
  } catch (const itk::ExceptionObject& error) {
    throw Error(ErrorKind::data,
                std::string("N4 cannot fit a field to this image: ") + error.GetDescription());
  }
}

}  // namespace radgauge::io
