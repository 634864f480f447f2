#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "phantoms/object/block.h"
#include "phantoms/object/gaussian_texture.h"
#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

enum class FieldModel { gaussian, matern, power_law };

struct RandomField : BlockSize {
  static constexpr bool population = true;
  FieldModel model = FieldModel::gaussian;
  double mean = 40;
  double sd = 25;
  double correlation_mm = 3;
  double smoothness = 1.5;
  double beta = 3;
  double cell_mm = 1;

  static auto fields() {
    return FieldList{
        field("model", &RandomField::model,
              {{"gaussian", FieldModel::gaussian},
               {"matern", FieldModel::matern},
               {"power_law", FieldModel::power_law}},
              "of its correlation"),
        field("mean", &RandomField::mean, "intensity", between(-1000, 3000), "mean Hounsfield units"),
        field("sd", &RandomField::sd, "intensity", between(0, 1000), "SD over many fields"),
        field("correlation_mm", &RandomField::correlation_mm, "mm", between(0.1, 30),
              "w of exp(-r^2 / (4 w^2)), or the length of Matern"),
        field("smoothness", &RandomField::smoothness, "1", between(0.3, 10), "nu of Matern"),
        field("beta", &RandomField::beta, "1", between(0, 6), "exponent of the power law f^-beta"),
        field("cell_mm", &RandomField::cell_mm, "mm", between(0.1, 10), "cells on which the field is drawn")}
        .append(BlockSize::size_fields());
  }
  std::string problem() const {
    if (model != FieldModel::power_law && correlation_mm < cell_mm)
      return "correlation_mm = " + to_text(correlation_mm) + " is below cell_mm = " + to_text(cell_mm) +
             ", which cannot hold it; use finer cells";
    if (2 * cell_mm > std::min(width_mm, thickness_mm) / 4)
      return "cell_mm = " + to_text(cell_mm) + " leaves fewer than 8 cells in the block; use finer cells";
    return cells_problem(*this, cell_mm);
  }
  TextureSpectrum spectrum() const {
    switch (model) {
      case FieldModel::gaussian:
        return gaussian_spectrum(correlation_mm);
      case FieldModel::matern:
        return matern_spectrum(correlation_mm, smoothness);
      case FieldModel::power_law:
        break;
    }
    return power_law_spectrum(beta, 1 / width_mm);
  }
};

Object describe_random_field(const RandomField& p, std::uint64_t seed, std::uint64_t index) {
  const Draws draws(seed, "random_field-" + std::to_string(index), "phantom.random_field", 0, 0);
  Object object = block_of(p, water_of_hu(p.mean));
  const double room = p.model == FieldModel::power_law ? p.width_mm : 8 * p.correlation_mm;
  object.textures = {
      {gaussian_texture(cells_of(p, p.cell_mm), p.spectrum(), p.sd, room, draws, 0), texture_tissue(p.sd)}};
  object.truth = {
      {"mean_hu", p.mean, "HU"}, {"sd_hu", p.sd, "HU"}, {"skewness", 0, "1"}, {"excess_kurtosis", 0, "1"}};
  if (p.model == FieldModel::power_law)
    object.truth.push_back({"beta", p.beta, "1"});
  else
    object.truth.push_back({"correlation_mm", p.correlation_mm, "mm"});
  return object;
}

}  // namespace

namespace generators {

Phantom random_field() {
  return object_phantom<RandomField, describe_random_field>(
      {"random_field", "a block of a Gaussian random field",
       "A stationary Gaussian field in a block that stands in air, with the autocorrelation exp(-r^2 / (4 w^2)), "
       "that of Matern, 2^(1-nu) / Gamma(nu) (r/l)^nu K_nu(r/l), or a power law f^-beta from 1/width_mm on "
       "(trabecular bone and mammograms: beta 2 to 4). Its spectrum ends at 1/4 per cell, and is scaled to the SD "
       "asked for. Proton density and activity vary with an SD of 1/5 around 1. Mean, SD, skewness 0 and excess "
       "kurtosis 0 are those of the law that objects are drawn from; one block has less variance than that "
       "within itself.",
       "Lantuejoul 2002, doi:10.1007/978-3-662-04808-5 (simulation in the frequency domain); Burgess et al. 2001, Med "
       "Phys 28:419, doi:10.1118/1.1355308 (power-law backgrounds)"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
