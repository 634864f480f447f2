// ITK's cubic B-spline and trilinear interpolation, one thread: BSplineDecompositionImageFilter (double
// coefficients) and EvaluateAtContinuousIndex at the same points, with the image ready for sampling.
#include <itkBSplineDecompositionImageFilter.h>
#include <itkBSplineInterpolateImageFunction.h>
#include <itkLinearInterpolateImageFunction.h>

#include <memory>

#include "kernels/kernels.h"

namespace radgauge::bench {

namespace {

using Image = itk::Image<float, 3>;
using Coefficients = itk::Image<double, 3>;

/// The crop as an ITK image; its index 0 is that of the crop.
Image::Pointer itk_image(const Region& r) {
  auto image = Image::New();
  Image::SizeType size;
  for (unsigned a = 0; a < 3; ++a) size[a] = static_cast<itk::SizeValueType>(r.image.lattice.size[a]);
  image->SetRegions(size);
  image->Allocate();
  std::copy(r.image.voxels.begin(), r.image.voxels.end(), image->GetBufferPointer());
  return image;
}

template <class Interpolator>
std::vector<double> evaluate(const Region& r, const Interpolator& interpolator) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(r.box.voxel_count()));
  for (std::int64_t z = r.box.begin[2]; z < r.box.end[2]; ++z)
    for (std::int64_t y = r.box.begin[1]; y < r.box.end[1]; ++y)
      for (std::int64_t x = r.box.begin[0]; x < r.box.end[0]; ++x) {
        const Vec3 voxel{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)};
        const Vec3 p = multiply(r.matrix, voxel) + r.shift;
        itk::ContinuousIndex<double, 3> index;
        for (unsigned a = 0; a < 3; ++a) index[a] = p[a] - static_cast<double>(r.image.window.offset[a]);
        values.push_back(interpolator.EvaluateAtContinuousIndex(index));
      }
  return values;
}

Coefficients::Pointer prefilter(const Image::Pointer& image) {
  auto filter = itk::BSplineDecompositionImageFilter<Image, Coefficients>::New();
  filter->SetSplineOrder(3);
  filter->SetNumberOfWorkUnits(1);
  filter->SetInput(image);
  filter->Update();
  return filter->GetOutput();
}

/// 1e-6 HU: ITK sums the start of its recursion until the terms are below 1e-10 of the first.
constexpr double kTolerance = 1e-6;

template <class Interpolator>
void add_sampling(const std::string& kernel, const std::string& scan, const std::string& spacing_mm,
                  Interpolation method) {
  const auto made = std::make_shared<typename Interpolator::Pointer>();
  const auto interpolator = [=]() -> const Interpolator& {
    if (made->IsNull()) {
      *made = Interpolator::New();
      (*made)->SetInputImage(itk_image(region(scan, spacing_mm)));
    }
    return **made;
  };
  add_bench(
      kernel + "/itk/" + scan + "/" + spacing_mm + "mm",
      [=] {
        const Region& r = region(scan, spacing_mm);
        return compare_all("ITK's intensities, against ours", evaluate(r, interpolator()),
                           imaging::sample_affine(r.samples(method), r.matrix, r.shift, r.box), kTolerance);
      },
      [=] { return region(scan, spacing_mm).voxels(); }, "voxel",
      [=] { benchmark::DoNotOptimize(evaluate(region(scan, spacing_mm), interpolator())); });
}

}  // namespace

void add_itk_prefilter_bench(const std::string& scan) {
  const auto image = std::make_shared<Image::Pointer>();
  add_bench(
      "prefilter/itk/" + scan + "/native",
      [=] {
        const Region& r = region(scan, "2");
        *image = itk_image(r);
        const Coefficients::Pointer found = prefilter(*image);
        return compare_all("ITK's coefficients, against ours",
                           {found->GetBufferPointer(), r.coefficients.size()}, r.coefficients, kTolerance);
      },
      [=] { return region(scan, "2").source_voxels(); }, "voxel",
      [=] { benchmark::DoNotOptimize(prefilter(*image)); });
}

void add_itk_resample_benches(const std::string& scan, const std::string& spacing_mm) {
  itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(1);
  add_sampling<itk::BSplineInterpolateImageFunction<Image, double, double>>("sample_cubic", scan, spacing_mm,
                                                                            Interpolation::cubic);
  add_sampling<itk::LinearInterpolateImageFunction<Image, double>>("sample_trilinear", scan, spacing_mm,
                                                                   Interpolation::linear);
}

}  // namespace radgauge::bench
