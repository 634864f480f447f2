#include "phantoms/scanners/mr/mr.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "phantoms/scanners/lattice.h"
#include "phantoms/scanners/mr/k_space.h"
#include "phantoms/scanners/mr/object_signal.h"
#include "phantoms/scanners/mr/receive_field.h"
#include "phantoms/scanners/texture_rows.h"

namespace radgauge::phantoms {

namespace {

double slice_height_mm(const Lattice& lattice, std::int64_t z) {
  return lattice.origin_mm[2] + lattice.spacing_mm[2] * static_cast<double>(z);
}

/// Receive field times sensitivity of each coil in each cell.
std::vector<std::vector<std::complex<double>>> cell_sensitivities(const MrProtocol& p,
                                                                  const ReceiveField& field) {
  const SignalCells cells = signal_cells(p);
  std::vector<std::vector<std::complex<double>>> coils(
      static_cast<std::size_t>(p.coils),
      std::vector<std::complex<double>>(static_cast<std::size_t>(cells.x * cells.y)));
  tbb::parallel_for(std::int64_t{0}, cells.y, [&](std::int64_t j) {
    const double y = static_cast<double>(j - cells.y / 2) * cells.width_y_mm;
    std::vector<std::complex<double>> here(coils.size());
    for (std::int64_t i = 0; i < cells.x; ++i) {
      const double x = static_cast<double>(i - cells.x / 2) * cells.width_x_mm;
      field.coils(x, y, here);
      const double received = field.field(x, y);
      for (std::size_t c = 0; c < here.size(); ++c)
        coils[c][static_cast<std::size_t>(i + cells.x * j)] = received * here[c];
    }
  });
  return coils;
}

class MrExposure : public Exposure {
 public:
  MrExposure(const MrProtocol& p, const Object& object, const Lattice& lattice)
      : p_(p), k_space_(p, lattice), noiseless_(lattice) {
    require_upright_textures(object);
    std::vector<double> heights;
    for (std::int64_t z = 0; z < lattice.size[2]; ++z)
      for (const QuadratureNode& plane : slice_planes(object, p, slice_height_mm(lattice, z)))
        heights.push_back(plane.at_mm);
    const ReceiveField field(object, p, heights);
    if (is_homodyne()) set_phases(field);
    const auto sensitivities = cell_sensitivities(p, field);
    images_.resize(static_cast<std::size_t>(lattice.size[2] * p.coils));
    tbb::parallel_for(std::int64_t{0}, lattice.size[2], [&](std::int64_t z) {
      const std::vector<double> signal = slice_signal(object, p, slice_height_mm(lattice, z));
      for (std::int64_t c = 0; c < p.coils; ++c) {
        const auto image =
            k_space_.image(k_space_.acquire(signal, sensitivities[static_cast<std::size_t>(c)]));
        images_[coil_image(z, c)].assign(image.begin(), image.end());
      }
      combine(z, nullptr, noiseless_);
    });
  }

  const Volume& noiseless() const override { return noiseless_; }

  Volume scan(const Draws& draws) const override {
    Volume image(noiseless_.lattice);
    tbb::parallel_for(std::int64_t{0}, image.lattice.size[2],
                      [&](std::int64_t z) { combine(z, &draws, image); });
    return image;
  }

  Truth truth() const override { return {{"noise_sigma", mr_noise_sigma(p_), "intensity"}}; }

 private:
  bool is_homodyne() const {
    return p_.reconstruction == MrReconstruction::homodyne && p_.partial_fourier < 1;
  }
  std::size_t coil_image(std::int64_t z, std::int64_t coil) const {
    return static_cast<std::size_t>(coil + p_.coils * z);
  }

  void set_phases(const ReceiveField& field) {
    const Lattice& lattice = noiseless_.lattice;
    for (std::int64_t c = 0; c < p_.coils; ++c) {
      std::vector<std::complex<float>>& turns = back_turns_.emplace_back();
      for (std::int64_t y = 0; y < lattice.size[1]; ++y)
        for (std::int64_t x = 0; x < lattice.size[0]; ++x) {
          const Vec3 at = lattice.to_physical({static_cast<double>(x), static_cast<double>(y), 0});
          turns.emplace_back(std::conj(field.phase(c, at[0], at[1])));
        }
    }
  }

  /// The noise of a coil in a slice, as it arrives in the image.
  std::vector<std::complex<double>> noise(const Draws& draws, std::int64_t z, std::int64_t coil) const {
    const std::size_t n = k_space_.samples();
    const std::uint64_t first = coil_image(z, coil) * n;
    std::vector<double> real(n), imaginary(n);
    draws.normals(first, real, 0);
    draws.normals(first, imaginary, 1);
    const double sd = mr_noise_sigma(p_) * k_space_.unit_noise();
    std::vector<std::complex<double>> samples(n);
    for (std::size_t i = 0; i < n; ++i) samples[i] = {sd * real[i], sd * imaginary[i]};
    return k_space_.image(samples);
  }

  /// Slice z: the root of the sum of squares over the coils, with noise if there are draws.
  void combine(std::int64_t z, const Draws* draws, Volume& out) const {
    const std::size_t n = k_space_.pixels();
    std::vector<double> squares(n);
    for (std::int64_t c = 0; c < p_.coils; ++c) {
      const std::vector<std::complex<float>>& image = images_[coil_image(z, c)];
      const auto noisy = draws != nullptr ? noise(*draws, z, c) : std::vector<std::complex<double>>(n);
      for (std::size_t i = 0; i < n; ++i) {
        double re = static_cast<double>(image[i].real()) + noisy[i].real();
        double im = static_cast<double>(image[i].imag()) + noisy[i].imag();
        if (is_homodyne()) {
          const std::complex<float>& turn = back_turns_[static_cast<std::size_t>(c)][i];
          re = re * static_cast<double>(turn.real()) - im * static_cast<double>(turn.imag());
          im = 0;
        }
        squares[i] += re * re + im * im;
      }
    }
    float* slice = out.voxels.data() + static_cast<std::size_t>(z) * n;
    for (std::size_t i = 0; i < n; ++i) slice[i] = static_cast<float>(std::sqrt(squares[i]));
  }

  MrProtocol p_;
  KSpace k_space_;
  Volume noiseless_;
  std::vector<std::vector<std::complex<float>>> images_;      ///< without noise; coil_image(z, coil)
  std::vector<std::vector<std::complex<float>>> back_turns_;  ///< of homodyne detection, by coil
};

class MrScanner : public Scanner {
 public:
  explicit MrScanner(const MrProtocol& p) : p_(p) {}

  Lattice lattice(const Object& object) const override {
    const double pixel = p_.field_of_view_mm / static_cast<double>(p_.matrix_out);
    return scan_lattice({pixel, pixel, p_.slice_mm, p_.matrix_out, p_.matrix_out}, object);
  }
  std::unique_ptr<Exposure> expose(const Object& object) const override {
    return std::make_unique<MrExposure>(p_, object, lattice(object));
  }

 private:
  MrProtocol p_;
};

}  // namespace

std::unique_ptr<Scanner> make_mr(const MrProtocol& p, const ScannerTables&) {
  return std::make_unique<MrScanner>(p);
}

namespace scanner_models {

ScannerKind mr() {
  return scanner_kind<MrProtocol, make_mr, test_mr>(
      {"mr", "magnetic resonance: k-space of the object, coils, noise, magnitude",
       "The signal of each tissue follows from its proton density, T1 and T2 by the signal equation of the "
       "sequence; units are such that proton density 1, fully relaxed, at echo time 0 gives 1000. It is "
       "averaged over the slice (a box) and multiplied by the sensitivity of each coil, whose sum of squares "
       "is one receive field: diagonal stripes that run from 1 - P/200 to 1 + P/200 over the object (P = "
       "inu_percent), flat at both extremes and the same in all slices. Its Fourier coefficients at the "
       "matrix_x times matrix_y acquired frequencies come from cells of half a pixel under a cubic B-spline, "
       "whose transform is divided out: edges ring as their Fourier series does, by 8.95 % without a filter. "
       "White complex Gaussian noise is added to the samples of each coil. They are weighted by the filter, "
       "filled with zeros to matrix_out, transformed, and combined as root of the sum of squares. The truth "
       "noise_sigma is the SD of the noise in the real and in the imaginary part of a coil's image, after "
       "filter and zero filling: the signal of doped water (T1 300 ms, T2 200 ms) over snr, whatever is "
       "scanned. One coil's background is Rayleigh distributed. Partial Fourier leaves out lines from the "
       "lowest up. zero_filled takes the magnitude of what there is; homodyne weights lines without mirror "
       "image twice, turns the phase of each coil (taken as known, as from a calibration scan) back and keeps "
       "the real part, so that a coil's background is the magnitude of a real Gaussian number of SD "
       "noise_sigma. With motion_mm the object drifts along y by that length while the lines are acquired in "
       "order, and is in its place in the middle of k-space. Field strength acts through snr, inu_percent and "
       "the times of tissues only; there is no distortion, no chemical shift and no flow.",
       "Gudbjartsson and Patz 1995, doi:10.1002/mrm.1910340618 (noise of magnitudes); Constantinides, Atalar "
       "and McVeigh 1997, doi:10.1002/mrm.1910380524 (several coils); Noll, Nishimura and Macovski 1991, "
       "doi:10.1109/42.79473 (homodyne); Lowe and Sorenson 1997, doi:10.1002/mrm.1910370514 (filters)"},
      Modality::mr, "arbitrary");
}

}  // namespace scanner_models
}  // namespace radgauge::phantoms
