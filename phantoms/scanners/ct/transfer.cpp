#include "phantoms/scanners/ct/transfer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>

#include "core/error.h"
#include "core/text.h"
#include "phantoms/scanners/ct/windows.h"

namespace radgauge::phantoms::ct {

namespace {

constexpr double kHuPerMu = 1000 / kWaterPerMm;
/// Beyond so many sampling frequencies, sinc^4 leaves less than 1e-5 of the noise.
constexpr double kLastRepeat = 6;
constexpr int kSteps = 6000;

double sinc(double x) {
  const double angle = std::numbers::pi * x;
  return std::abs(angle) > 1e-8 ? std::sin(angle) / angle : 1;
}

double gaussian_transfer(double sigma_mm, double per_mm) {
  const double angle = 2 * std::numbers::pi * sigma_mm * per_mm;
  return std::exp(-0.5 * angle * angle);
}

/// A table of the scanner file as a curve that is 0 beyond its end.
struct TableCurve {
  MonotoneCurve curve;
  double end = 0;

  double operator()(double x) const { return x <= end ? curve(x) : 0; }
};

TableCurve read_curve(const ScannerTables& tables, const std::string& name) {
  const auto found = tables.find(name);
  if (found == tables.end()) throw Error(ErrorKind::internal, "the table of " + name + " was not read");
  const auto& rows = found->second;
  if (rows.size() < 3)
    throw Error(ErrorKind::study, name + ": a table of " + count_text(rows.size()) +
                                      " rows; give 3 or more, from frequency 0 on");
  if (rows.front()[0] != 0)
    throw Error(ErrorKind::study, name + ": the table starts at " + to_text(rows.front()[0]) +
                                      " /mm; it must start at frequency 0");
  for (const auto& row : rows)
    if (!(row[1] >= 0 && row[1] < 1e12))
      throw Error(ErrorKind::study,
                  name + ": " + to_text(row[1]) + " at " + to_text(row[0]) + " /mm; values are 0 or more");
  return {MonotoneCurve(rows), rows.back()[0]};
}

std::function<double(double)> measured_window(const Parameters& p, const ScannerTables& tables,
                                              Transfer physical) {
  TableCurve table = read_curve(tables, "mtf_file");
  const double whole = table(0);
  if (!(std::abs(whole - 1) <= 0.02))
    throw Error(ErrorKind::study, "mtf_file: the MTF at frequency 0 is " + to_text(whole) +
                                      "; divide the table by it, so that it is 1");
  const double last = std::min(p.nyquist_per_mm(), table.end);
  if (const double left = table(last); left > 0.1)
    throw Error(ErrorKind::study, "mtf_file: the MTF is still " + to_rounded_text(left, 3) + " at " +
                                      to_rounded_text(last, 4) + " /mm, and the Nyquist frequency of " +
                                      "detector_pitch_mm = " + to_text(p.detector_pitch_mm) + " is " +
                                      to_rounded_text(p.nyquist_per_mm(), 4) +
                                      " /mm; give a smaller pitch, or the table further on");
  physical.window = [](double) { return 1.0; };
  return [table = std::move(table), whole, physical](double f) { return table(f) / whole / physical.mtf(f); };
}

/// Denoising by a linear blend: (1 - share) of the image and share of it under a Gaussian.
std::function<double(double)> blended_window(const Parameters& p) {
  const double sigma = p.denoise_sigma_mm * std::sqrt(std::sqrt(kReferencePhotons / p.photons));
  const double share = p.denoise_share;
  return [p, sigma, share](double f) {
    const double window = window_value(p.window, p.window_cutoff, f / p.nyquist_per_mm());
    return share > 0 ? window * (1 - share + share * gaussian_transfer(sigma, f)) : window;
  };
}

/// The window that gives the noise of the reference water the power of the table.
std::function<double(double)> measured_noise_window(const Parameters& p, const ScannerTables& tables,
                                                    Transfer physical) {
  TableCurve table = read_curve(tables, "nps_file");
  const double variance =
      ray_variance(p.photons * std::exp(-kWaterPerMm * kReferenceWaterMm), p.electronic_noise);
  physical.noise_window = [](double) { return 1.0; };
  return [table = std::move(table), variance, physical](double f) {
    return f > 0 ? std::sqrt(table(f) / physical.noise_power(f, variance)) : 1;
  };
}

}  // namespace

double Transfer::blur(double per_mm) const {
  return sinc(kAperture * pitch_mm * per_mm) * gaussian_transfer(focal_spot_sigma_mm, per_mm);
}

double Transfer::mtf(double per_mm) const {
  if (!(per_mm > 0)) return 1;
  const double folded = std::abs(per_mm - std::round(per_mm * pitch_mm) / pitch_mm);
  const double interpolation = sinc(pitch_mm * per_mm) * sinc(pitch_mm * per_mm);
  return folded / per_mm * window(folded) * blur(per_mm) * interpolation;
}

double Transfer::noise_power(double per_mm, double variance) const {
  if (!(per_mm > 0)) return 0;
  const double folded = std::abs(per_mm - std::round(per_mm * pitch_mm) / pitch_mm);
  const double interpolation = sinc(pitch_mm * per_mm) * sinc(pitch_mm * per_mm);
  const double amplitude = folded * noise_window(folded) * interpolation * kHuPerMu;
  return std::numbers::pi / views * pitch_mm * variance * amplitude * amplitude / per_mm;
}

double Transfer::noise_sd(double variance) const {
  const double step = kLastRepeat / pitch_mm / kSteps;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double f = (i + 0.5) * step;
    sum += 2 * std::numbers::pi * f * noise_power(f, variance) * step;
  }
  return std::sqrt(sum);
}

double Transfer::mtf_frequency(double level) const {
  const double step = kLastRepeat / pitch_mm / kSteps;
  for (int i = 1; i < kSteps; ++i) {
    if (mtf(i * step) > level) continue;
    double low = (i - 1) * step, high = i * step;
    for (int round = 0; round < 50; ++round) {
      const double middle = 0.5 * (low + high);
      (mtf(middle) > level ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double Transfer::noise_peak() const {
  const double step = kLastRepeat / pitch_mm / kSteps;
  double best = 0, at = 0;
  for (int i = 1; i < kSteps; ++i)
    if (const double power = noise_power(i * step, 1); power > best) {
      best = power;
      at = i * step;
    }
  return at;
}

double ray_variance(double photons_left, double electronic_noise) {
  const double share = electronic_noise / photons_left;
  return 1 / photons_left + share * share;
}

Transfer transfer_of(const Parameters& p, const ScannerTables& tables) {
  Transfer transfer{p.detector_pitch_mm, p.focal_spot_sigma_mm, static_cast<double>(p.views), {}, {}};
  transfer.window = p.mtf_file.empty() ? blended_window(p) : measured_window(p, tables, transfer);
  transfer.noise_window = p.nps_file.empty() ? transfer.window : measured_noise_window(p, tables, transfer);
  return transfer;
}

}  // namespace radgauge::phantoms::ct
