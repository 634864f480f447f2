#include <tbb/parallel_for.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "phantoms/scanners/lattice.h"
#include "phantoms/scanners/row_pieces.h"
#include "phantoms/scanners/scanner.h"
#include "phantoms/scanners/texture_rows.h"

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

constexpr double kEverywhereMm = 1e9;

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
    tbb::parallel_for(std::int64_t{0}, image.lattice.size[2],
                      [&](std::int64_t z) { sample(object, z, image); });
    return std::make_unique<IdealExposure>(std::move(image));
  }

 private:
  /// Voxels of a slice, each the mean over its points. Lines of points are taken as a whole, which finds the
  /// parts around a point without asking each of them.
  void sample(const Object& object, std::int64_t z, Volume& image) const {
    const Lattice& lattice = image.lattice;
    const std::int64_t n = p_.oversampling;
    std::vector<double> sums(static_cast<std::size_t>(lattice.size[0]));
    std::vector<std::vector<double>> slice(static_cast<std::size_t>(lattice.size[1]), sums);
    std::vector<RowPiece> pieces;
    for (std::int64_t c = 0; c < n; ++c) {
      const double z_mm = place(lattice, 2, z, c);
      ObjectSection section(object, z_mm);
      TextureRows textures(object, z_mm);
      for (std::int64_t y = 0; y < lattice.size[1]; ++y)
        for (std::int64_t b = 0; b < n; ++b) {
          const double y_mm = place(lattice, 1, y, b);
          section.row(y_mm, -kEverywhereMm, kEverywhereMm, pieces);
          const bool has_texture = textures.row(y_mm).has_value();
          add_row(lattice, pieces, has_texture ? &textures : nullptr, slice[static_cast<std::size_t>(y)]);
        }
    }
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x)
        image(x, y, z) = static_cast<float>(slice[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] /
                                            static_cast<double>(n * n * n));
  }

  void add_row(const Lattice& lattice, const std::vector<RowPiece>& pieces, const TextureRows* textures,
               std::vector<double>& sums) const {
    std::size_t piece = 0;
    for (std::int64_t x = 0; x < lattice.size[0]; ++x)
      for (std::int64_t a = 0; a < p_.oversampling; ++a) {
        const double x_mm = place(lattice, 0, x, a);
        while (piece < pieces.size() && pieces[piece].high_mm < x_mm) ++piece;
        const bool is_in_part = piece < pieces.size() && pieces[piece].low_mm <= x_mm;
        Tissue tissue = is_in_part ? pieces[piece].tissue : Tissue{};
        if (textures != nullptr) tissue = tissue + textures->at(x_mm);
        sums[static_cast<std::size_t>(x)] += quantity_of(tissue, p_.quantity);
      }
  }

  /// Of point s of a voxel along an axis; the axes are those of the scanner (scan_lattice).
  double place(const Lattice& lattice, std::size_t axis, std::int64_t voxel, std::int64_t s) const {
    const double inner = (static_cast<double>(s) + 0.5) / static_cast<double>(p_.oversampling) - 0.5;
    return lattice.origin_mm[axis] + lattice.spacing_mm[axis] * (static_cast<double>(voxel) + inner);
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
