#include <cmath>
#include <limits>

#include "core/error.h"
#include "phantoms/scanners/lattice.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge::phantoms {

namespace {

enum class Quantity { hu, proton_density, activity };

struct Ideal {
  Quantity quantity = Quantity::hu;
  double pixel_mm = 1;
  double slice_mm = 1;
  std::int64_t matrix = 256;
  std::int64_t oversampling = 4;

  static auto fields() {
    return FieldList{field("quantity", &Ideal::quantity,
                           {{"hu", Quantity::hu},
                            {"proton_density", Quantity::proton_density},
                            {"activity", Quantity::activity}},
                           "what of the object the intensities are"),
                     field("pixel_mm", &Ideal::pixel_mm, "mm", between(0.05, 20), "size of a pixel"),
                     field("slice_mm", &Ideal::slice_mm, "mm", between(0.05, 50), "distance between slices"),
                     field("matrix", &Ideal::matrix, "voxel", between(1, 4096), "pixels along x and y"),
                     field("oversampling", &Ideal::oversampling, "1", between(1, 16),
                           "points along each axis whose mean is the voxel; 1 samples its centre")};
  }
};

double quantity_of(const Tissue& tissue, Quantity quantity) {
  switch (quantity) {
    case Quantity::hu:
      return 1000 * (tissue.attenuation - 1);
    case Quantity::proton_density:
      return tissue.proton_density;
    case Quantity::activity:
      return tissue.activity;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

class IdealExposure : public Exposure {
 public:
  explicit IdealExposure(Volume image) : image_(std::move(image)) {}
  const Volume& noiseless() const override { return image_; }
  Volume scan(const Draws&) const override { return image_; }

 private:
  Volume image_;
};

class IdealScanner : public Scanner {
 public:
  explicit IdealScanner(const Ideal& p) : p_(p) {}

  Lattice lattice(const Object& object) const override {
    return scan_lattice({p_.pixel_mm, p_.pixel_mm, p_.slice_mm, p_.matrix, p_.matrix}, object);
  }

  std::unique_ptr<Exposure> expose(const Object& object) const override {
    Volume image(lattice(object));
    const Index3& size = image.lattice.size;
    for (std::int64_t z = 0; z < size[2]; ++z)
      for (std::int64_t y = 0; y < size[1]; ++y)
        for (std::int64_t x = 0; x < size[0]; ++x) image(x, y, z) = voxel(object, image.lattice, {x, y, z});
    return std::make_unique<IdealExposure>(std::move(image));
  }

 private:
  /// The mean over the points of a voxel.
  float voxel(const Object& object, const Lattice& lattice, const Index3& at) const {
    const std::int64_t n = p_.oversampling;
    const auto inner = [&](std::int64_t i, std::int64_t s) {
      return static_cast<double>(i) + (static_cast<double>(s) + 0.5) / static_cast<double>(n) - 0.5;
    };
    double sum = 0;
    for (std::int64_t c = 0; c < n; ++c)
      for (std::int64_t b = 0; b < n; ++b)
        for (std::int64_t a = 0; a < n; ++a)
          sum += quantity_of(
              tissue_at(object, lattice.to_physical({inner(at[0], a), inner(at[1], b), inner(at[2], c)})),
              p_.quantity);
    return static_cast<float>(sum / static_cast<double>(n * n * n));
  }

  Ideal p_;
};

std::unique_ptr<Scanner> make_ideal(const Ideal& p, const ScannerTables&) {
  return std::make_unique<IdealScanner>(p);
}

}  // namespace

namespace scanner_models {

ScannerKind ideal() {
  ScannerKind kind = scanner_kind<Ideal, make_ideal, nullptr>(
      {"ideal", "no scanner: what stands there, sampled without blur and noise",
       "Each voxel is the mean of oversampling^3 points of the object: Hounsfield units 1000 (attenuation - 1), "
       "proton density, or activity. The truth that scans are compared with.",
       "none, because nothing is modelled"},
      Modality::other, "arbitrary");
  kind.yields = [](std::span<const Value> values) -> std::pair<Modality, std::string> {
    switch (from_values<Ideal>(values).quantity) {
      case Quantity::hu:
        return {Modality::ct, "HU"};
      case Quantity::proton_density:
        return {Modality::mr, "arbitrary"};
      case Quantity::activity:
        break;
    }
    return {Modality::pet, "SUV"};
  };
  return kind;
}

}  // namespace scanner_models
}  // namespace radgauge::phantoms
