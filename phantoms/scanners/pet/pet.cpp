#include "phantoms/scanners/pet/pet.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "imaging/random_field.h"
#include "imaging/slice_profile.h"
#include "phantoms/scanners/lattice.h"
#include "phantoms/scanners/pet/psf.h"

namespace radgauge::phantoms {

namespace {

class PetExposure : public Exposure {
 public:
  PetExposure(const PetProtocol& p, const Object& object, const Lattice& lattice)
      : p_(p), noiseless_(lattice) {
    std::vector<double> mean(noiseless_.voxels.size());
    for (const PsfTerm& term : pet_psf(p.fwhm_mm, p.edge_overshoot_percent / 100)) {
      if (term.weight == 0) continue;
      const std::vector<double> blurred = blurred_activity(object, lattice, term.sigma_mm);
      for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += term.weight * blurred[i];
    }
    for (std::size_t i = 0; i < mean.size(); ++i)
      noiseless_.voxels[i] = static_cast<float>(std::max(0.0, mean[i]));
  }

  const Volume& noiseless() const override { return noiseless_; }

  Volume scan(const Draws& draws) const override {
    if (p_.cov == 0) return noiseless_;
    const double fwhm = p_.noise_fwhm_mm > 0 ? p_.noise_fwhm_mm : p_.fwhm_mm;
    const Grid<float> field =
        imaging::random_field(noiseless_.lattice, noiseless_.window, imaging::sigma_of_fwhm(fwhm), draws);
    Volume image(noiseless_.lattice);
    for (std::size_t i = 0; i < image.voxels.size(); ++i) {
      const double mean = static_cast<double>(noiseless_.voxels[i]);
      if (!(mean > 0)) continue;
      // Log-normal of this mean and of SD cov sqrt(mean).
      const double variance = std::log1p(p_.cov * p_.cov / mean);
      image.voxels[i] = static_cast<float>(
          mean * std::exp(std::sqrt(variance) * static_cast<double>(field.voxels[i]) - 0.5 * variance));
    }
    return image;
  }

  Truth truth() const override { return {{"cov", p_.cov, "1"}}; }

 private:
  PetProtocol p_;
  Volume noiseless_;
};

class PetScanner : public Scanner {
 public:
  explicit PetScanner(const PetProtocol& p) : p_(p) {}

  Lattice lattice(const Object& object) const override {
    return scan_lattice({p_.pixel_mm, p_.pixel_mm, p_.slice_mm, p_.matrix, p_.matrix}, object);
  }
  std::unique_ptr<Exposure> expose(const Object& object) const override {
    const auto is_active = [](const auto& it) { return it.tissue.activity != 0; };
    if (std::none_of(object.parts.begin(), object.parts.end(), is_active) &&
        std::none_of(object.textures.begin(), object.textures.end(), is_active))
      throw Error(
          ErrorKind::data,
          "nothing of the object has activity, so that a PET scanner sees nothing; give its tissues activity");
    return std::make_unique<PetExposure>(p_, object, lattice(object));
  }

 private:
  PetProtocol p_;
};

}  // namespace

std::unique_ptr<Scanner> make_pet(const PetProtocol& p, const ScannerTables&) {
  return std::make_unique<PetScanner>(p);
}

namespace scanner_models {

ScannerKind pet() {
  return scanner_kind<PetProtocol, make_pet, test_pet>(
      {"pet", "positron emission tomography: point spread function and correlated noise",
       "Voxels are samples of the activity convolved with a Gaussian of fwhm_mm in all directions; nothing is "
       "averaged over the voxel beside that. With edge_overshoot_percent the point spread function is (1 + b) "
       "G(s) - b G(2 s): b gives the overshoot at a straight edge, s the width at half maximum, and samples "
       "below 0 become 0. Activity is relative to the background, which is 1. Noise starts from white noise "
       "under a Gaussian filter of noise_fwhm_mm (autocorrelation exp(-d^2/(4 s^2)), s = fwhm/2.355), in three "
       "dimensions. At a place of mean m the image is log-normal with mean m and SD cov sqrt(m): never "
       "negative, and no mean is shifted, however few the counts (cutting a normal law at 0 would raise cold "
       "places). In the background the law is close to normal, of skewness 3 cov. Attenuation, scatter and the "
       "counts of single lines of response are not modelled; the noise is that of an image whose corrections "
       "are right.",
       "Barrett, Wilson and Tsui 1994, doi:10.1088/0031-9155/39/5/004 (log-normal noise of iterative "
       "reconstruction); Kessler, Ellis and Eden 1984, J Comput Assist Tomogr 8:514 (recovery of spheres); Rahmim, Qi and Sossi 2013, doi:10.1118/1.4800806 (edges where resolution is modelled)"},
      Modality::pet, "SUV");
}

}  // namespace scanner_models
}  // namespace radgauge::phantoms
