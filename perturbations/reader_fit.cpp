#include "perturbations/reader_fit.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/mask_comparison.h"
#include "perturbations/moved_surface.h"

namespace radgauge::perturbations {

namespace {

constexpr double kBinMm = 2;
constexpr std::size_t kBins = 30;
constexpr std::size_t kPlaces = 1000;
constexpr double kReachMm = 20;
constexpr double kShortestMm = 0.5, kLongestMm = 100, kReaderFitLargestSdMm = 20;
/// Pairs of observers that a round compares, over all objects.
constexpr std::size_t kPairsPerRound = 32;
constexpr int kRounds = 7;
/// Of the way that the figures of a round suggest: SDs below a voxel overshoot otherwise.
constexpr double kStep = 0.8;
/// A round whose figures are this near to the readers' is the last.
constexpr double kConverged = 0.02;

/// A place of a surface and how far it lies outside another.
struct Place {
  Vec3 at_mm;
  double distance_mm;
};

/// Faces between inside and outside of `after`, every n-th so that at most kPlaces are left.
std::vector<Place> places(const Mask& before, const Mask& after) {
  const imaging::MaskDistances distances(before);
  const LevelSet surface(before, distances, kReachMm);
  const Vec3& s = after.lattice.spacing_mm;
  const Index3& n = after.lattice.size;
  std::vector<Place> all;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x)
        for (std::size_t a = 0; a < 3; ++a) {
          Index3 next{x, y, z};
          if (++next[a] >= n[a] || (after(x, y, z) != 0) == (after(next[0], next[1], next[2]) != 0)) continue;
          Vec3 at{static_cast<double>(x) * s[0], static_cast<double>(y) * s[1],
                  static_cast<double>(z) * s[2]};
          at[a] += 0.5 * s[a];
          all.push_back({at, 0.5 * (surface.at(x, y, z) + surface.at(next[0], next[1], next[2]))});
        }
  const std::size_t step = 1 + all.size() / kPlaces;
  std::vector<Place> some;
  for (std::size_t i = 0; i < all.size(); i += step) some.push_back(all[i]);
  return some;
}

double mean_distance(const std::vector<Place>& at) {
  double sum = 0;
  for (const Place& place : at) sum += place.distance_mm;
  return at.empty() ? 0 : sum / static_cast<double>(at.size());
}

/// Sums over pairs of masks.
class Differences {
 public:
  std::array<double, kBins> products{};
  std::array<double, kBins> counts{};
  double dice = 0;
  double hd95_mm = 0;
  std::int64_t pairs = 0;

  /// The mean of both directions is what bumps add to either (they have more surface than hollows), for a
  /// difference between the two changes sign with the direction.
  void add(const Mask& a, const Mask& b) {
    std::array<std::vector<Place>, 2> sides{places(a, b), places(b, a)};
    const double excess = 0.5 * (mean_distance(sides[0]) + mean_distance(sides[1]));
    for (std::vector<Place>& side : sides) {
      for (Place& place : side) place.distance_mm -= excess;
      add_products(side);
    }
    const imaging::MaskComparison compared = imaging::compare_masks(a, b);
    dice += compared.dice;
    hd95_mm += compared.hd95_mm;
    ++pairs;
  }

 private:
  void add_products(const std::vector<Place>& at) {
    for (std::size_t i = 0; i < at.size(); ++i)
      for (std::size_t j = i + 1; j < at.size(); ++j) {
        const Vec3 d = at[i].at_mm - at[j].at_mm;
        // A call of lround for each pair would take most of the time.
        // NOLINTNEXTLINE(bugprone-incorrect-roundings)
        const double apart_mm = std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        // A call of lround for each pair would take most of the time.
        // NOLINTNEXTLINE(bugprone-incorrect-roundings)
        const auto bin = static_cast<std::size_t>(apart_mm / kBinMm + 0.5);
        if (bin < 1 || bin > kBins) continue;
        products[bin - 1] += at[i].distance_mm * at[j].distance_mm;
        counts[bin - 1] += 1;
      }
  }
};

/// Variance and length of one reader's error.
struct Error2 {
  double variance = 0;
  double length_mm = 0;
};

/// Least squares; for each length the best variance is linear. On a surface the pairs of places grow as their
/// distance: a weight of pairs / distance is the same for every bin until the lesions end.
Error2 least_squares(const Differences& seen) {
  constexpr int kSteps = 400;
  Error2 best;
  double best_gain = 0;
  for (int step = 0; step <= kSteps; ++step) {
    const double w = kShortestMm * std::pow(kLongestMm / kShortestMm, static_cast<double>(step) / kSteps);
    double product = 0, square = 0;
    for (std::size_t k = 0; k < kBins; ++k) {
      if (seen.counts[k] == 0) continue;
      const double h = kBinMm * static_cast<double>(k + 1), shape = std::exp(-h * h / (4 * w * w));
      product += shape * seen.products[k] / h;
      square += shape * shape * seen.counts[k] / h;
    }
    if (!(product > 0 && square > 0)) continue;
    const double gain = product * product / square;
    if (gain > best_gain) {
      best_gain = gain;
      best = {0.5 * product / square, w};
    }
  }
  return best;
}

Differences of_readers(std::span<const ReaderMasks> readers) {
  Differences seen;
  for (const ReaderMasks& object : readers)
    for (std::size_t i = 0; i < object.masks.size(); ++i)
      for (std::size_t j = i + 1; j < object.masks.size(); ++j) seen.add(object.masks[i], object.masks[j]);
  return seen;
}

/// Pairs of observers of each object's first mask. A draw that leaves nothing is left out.
Differences of_observers(std::span<const ReaderMasks> readers, const RedrawAs& redraw, double sd_mm,
                         double correlation_mm) {
  Differences seen;
  const std::size_t pairs = (kPairsPerRound + readers.size() - 1) / readers.size();
  for (const ReaderMasks& object : readers)
    for (std::size_t pair = 0; pair < pairs; ++pair) {
      std::array<Mask, 2> drawn;
      for (std::size_t k = 0; k < 2; ++k)
        drawn[k] =
            redraw(object.masks.front(), sd_mm, correlation_mm,
                   Draws(0, object.object, "calibration", 0, static_cast<std::uint32_t>(2 * pair + k)));
      if (count(drawn[0]) > 0 && count(drawn[1]) > 0) seen.add(drawn[0], drawn[1]);
    }
  return seen;
}

double bounded_ratio(double wanted, double found) {
  return found > 0 ? std::clamp(wanted / found, 0.4, 2.5) : 0.4;
}

}  // namespace

ReaderFit fit_to_readers(std::span<const ReaderMasks> readers, const RedrawAs& redraw) {
  const Differences seen = of_readers(readers);
  if (seen.pairs == 0)
    throw Error(ErrorKind::data,
                "no object has the masks of two readers on one lattice; there is nothing to fit to");
  const Error2 wanted = least_squares(seen);
  if (!(wanted.variance > 0))
    throw Error(ErrorKind::data,
                "the masks of the readers (" + to_text(seen.pairs) +
                    " pairs) do not differ in a way that is alike over 2 mm or more; there is no surface "
                    "error to fit");
  const auto n = static_cast<double>(seen.pairs);
  ReaderFit fit{std::min(std::sqrt(wanted.variance), kReaderFitLargestSdMm),
                wanted.length_mm,
                seen.dice / n,
                seen.hd95_mm / n,
                0,
                0,
                seen.pairs};
  ReaderFit next = fit;
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds && best > kConverged; ++round) {
    const Differences drawn = of_observers(readers, redraw, next.sd_mm, next.correlation_mm);
    if (drawn.pairs == 0) break;
    const Error2 found = least_squares(drawn);
    const double sd_ratio = std::sqrt(bounded_ratio(wanted.variance, found.variance));
    const double length_ratio = bounded_ratio(wanted.length_mm, found.length_mm);
    const double off = std::abs(std::log(sd_ratio)) + std::abs(std::log(length_ratio));
    if (off < best) {
      best = off;
      fit = next;
      fit.fitted_dice = drawn.dice / static_cast<double>(drawn.pairs);
      fit.fitted_hd95_mm = drawn.hd95_mm / static_cast<double>(drawn.pairs);
    }
    next.sd_mm = std::min(next.sd_mm * std::pow(sd_ratio, kStep), kReaderFitLargestSdMm);
    next.correlation_mm =
        std::clamp(next.correlation_mm * std::pow(length_ratio, kStep), kShortestMm, kLongestMm);
  }
  if (!(best < 0.2))
    fit.status = "the model does not show the differences of the readers: its own SD or length stay " +
                 to_rounded_text(100 * best) + " % away from theirs";
  else if (fit.correlation_mm >= 0.99 * kLongestMm)
    fit.status = "the errors are alike over all of each lesion; the length is a lower bound";
  return fit;
}

}  // namespace radgauge::perturbations
