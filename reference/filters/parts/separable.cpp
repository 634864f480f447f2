#include "reference/filters/parts/separable.h"

#include <algorithm>
#include <map>
#include <set>

#include "reference/filters/parts/weighted_rows.h"

namespace radgauge::reference {

namespace {

std::int64_t kernel_half(const AxisKernel& kernel) {
  return static_cast<std::int64_t>(kernel.size() / 2);
}

/// The smallest range that holds every place in memory.
struct PlaceRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::size_t size() const { return static_cast<std::size_t>(end - begin); }
};
PlaceRange place_range(const std::vector<std::int64_t>& places) {
  PlaceRange range;
  for (const std::int64_t place : places) {
    if (place < 0) continue;
    range = range.end == 0 ? PlaceRange{place, place + 1}
                           : PlaceRange{std::min(range.begin, place), std::max(range.end, place + 1)};
  }
  return range;
}

using KernelPair = std::pair<std::size_t, std::size_t>;  // kernels along z and y

/// Passes along z, then y, then x, of one slice of the response at a time. Products of kernels that terms
/// share are made once.
class SliceFilter {
 public:
  SliceFilter(const Volume& image, const Box& wanted, const SeparableBank& bank, Boundary boundary)
      : image_(image), wanted_(wanted), bank_(bank), reach_(bank.reach()) {
    for (std::size_t a = 0; a < 3; ++a)
      places_[a] = sample_places(axis_part(image.window, image.lattice.size, a), boundary,
                                 wanted.begin[a] - reach_[a], wanted.end[a] + reach_[a]);
    columns_ = place_range(places_[0]);
    rows_ = place_range(places_[1]);
    for (const SeparableTerm& term : bank.terms) {
      slices_[term.kernel[2]];
      pairs_[{term.kernel[2], term.kernel[1]}];
    }
    zero_floats_.assign(columns_.size(), 0.0F);
    zeros_.assign(columns_.size(), 0.0);
    sum_.resize(columns_.size());
    extended_.resize(places_[0].size());
    width_ = wanted.size()[0];
    response_.resize(static_cast<std::size_t>(width_));
    pass_.resize(static_cast<std::size_t>(width_));
  }

  void run(const RowSink& sink) {
    for (std::int64_t z = wanted_.begin[2]; z < wanted_.end[2]; ++z) {
      for (auto& [kernel, slice] : slices_) along_z(z, bank_.kernels[kernel], slice);
      for (std::int64_t y = wanted_.begin[1]; y < wanted_.end[1]; ++y) {
        for (auto& [pair, row] : pairs_) along_y(y, bank_.kernels[pair.second], slices_[pair.first], row);
        if (bank_.largest)
          largest_along_x();
        else
          sum_along_x();
        sink(y, z, response_);
      }
    }
  }

 private:
  /// Where sample i + half - k of an axis is, i counted from the begin of the box.
  std::int64_t place(std::size_t axis, std::int64_t i, std::int64_t half, std::size_t k) const {
    return places_[axis][static_cast<std::size_t>(i + reach_[axis] + half - static_cast<std::int64_t>(k))];
  }

  void along_z(std::int64_t z, const AxisKernel& kernel, std::vector<double>& slice) {
    slice.resize(columns_.size() * rows_.size());
    std::vector<const float*> from(kernel.size());
    for (std::int64_t y = rows_.begin; y < rows_.end; ++y) {
      for (std::size_t k = 0; k < kernel.size(); ++k) {
        const std::int64_t at = place(2, z - wanted_.begin[2], kernel_half(kernel), k);
        from[k] = at < 0 ? zero_floats_.data() : &image_(columns_.begin, y, at);
      }
      weigh_rows(from, kernel, static_cast<std::int64_t>(columns_.size()),
                 slice.data() + columns_.size() * static_cast<std::size_t>(y - rows_.begin));
    }
  }

  void along_y(std::int64_t y, const AxisKernel& kernel, const std::vector<double>& slice,
               std::vector<double>& row) {
    row.resize(columns_.size());
    from_.resize(kernel.size());
    for (std::size_t k = 0; k < kernel.size(); ++k) {
      const std::int64_t at = place(1, y - wanted_.begin[1], kernel_half(kernel), k);
      from_[k] = at < 0 ? zeros_.data()
                        : slice.data() + columns_.size() * static_cast<std::size_t>(at - rows_.begin);
    }
    weigh_rows(from_, kernel, static_cast<std::int64_t>(columns_.size()), row.data());
  }

  void along_x(const std::vector<double>& row, const AxisKernel& kernel, double* to) {
    for (std::size_t i = 0; i < extended_.size(); ++i) {
      const std::int64_t at = places_[0][i];
      extended_[i] = at < 0 ? 0.0 : row[static_cast<std::size_t>(at - columns_.begin)];
    }
    from_.resize(kernel.size());
    for (std::size_t k = 0; k < kernel.size(); ++k)
      from_[k] = extended_.data() + reach_[0] + kernel_half(kernel) - static_cast<std::int64_t>(k);
    weigh_rows(from_, kernel, width_, to);
  }

  /// Terms of one kernel along x are added before its pass.
  void sum_along_x() {
    std::fill(response_.begin(), response_.end(), 0.0);
    for (std::size_t kernel = 0; kernel < bank_.kernels.size(); ++kernel) {
      bool any = false;
      std::fill(sum_.begin(), sum_.end(), 0.0);
      for (const SeparableTerm& term : bank_.terms) {
        if (term.kernel[0] != kernel) continue;
        any = true;
        const std::vector<double>& row = pairs_[{term.kernel[2], term.kernel[1]}];
        for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += term.weight * row[i];
      }
      if (!any) continue;
      along_x(sum_, bank_.kernels[kernel], pass_.data());
      for (std::size_t i = 0; i < response_.size(); ++i) response_[i] += pass_[i];
    }
  }

  void largest_along_x() {
    bool first = true;
    for (const SeparableTerm& term : bank_.terms) {
      along_x(pairs_[{term.kernel[2], term.kernel[1]}], bank_.kernels[term.kernel[0]], pass_.data());
      for (std::size_t i = 0; i < response_.size(); ++i) {
        const double value = term.weight * pass_[i];
        response_[i] = first ? value : pooled_max(response_[i], value);
      }
      first = false;
    }
  }

  const Volume& image_;
  const Box& wanted_;
  const SeparableBank& bank_;
  Index3 reach_;
  std::array<std::vector<std::int64_t>, 3> places_;  ///< of the box and the reach around it
  PlaceRange columns_, rows_;                        ///< in memory, that are looked at
  std::int64_t width_ = 0;
  std::map<std::size_t, std::vector<double>> slices_;  ///< after the pass along z, by its kernel
  std::map<KernelPair, std::vector<double>> pairs_;    ///< a row after the pass along y
  std::vector<float> zero_floats_;
  std::vector<double> zeros_, sum_, extended_, response_, pass_;
  std::vector<const double*> from_;
};

}  // namespace

std::size_t SeparableBank::number_of(const AxisKernel& kernel) {
  const auto found = std::find(kernels.begin(), kernels.end(), kernel);
  if (found != kernels.end()) return static_cast<std::size_t>(found - kernels.begin());
  kernels.push_back(kernel);
  return kernels.size() - 1;
}

Index3 SeparableBank::reach() const {
  Index3 reach{0, 0, 0};
  for (const SeparableTerm& term : terms)
    for (std::size_t a = 0; a < 3; ++a) reach[a] = std::max(reach[a], kernel_half(kernels[term.kernel[a]]));
  return reach;
}

void filter_rows(const Volume& image, const Box& wanted, const SeparableBank& bank, Boundary boundary,
                 const RowSink& sink) {
  if (wanted.empty()) return;
  SliceFilter(image, wanted, bank, boundary).run(sink);
}

Volume filtered(const Volume& image, const Box& wanted, const SeparableBank& bank, Boundary boundary) {
  Volume map = blank_part(image, wanted);
  filter_rows(image, wanted, bank, boundary,
              [&](std::int64_t y, std::int64_t z, std::span<const double> row) {
                float* to = &map(0, y - wanted.begin[1], z - wanted.begin[2]);
                for (std::size_t i = 0; i < row.size(); ++i) to[i] = static_cast<float>(row[i]);
              });
  return map;
}

}  // namespace radgauge::reference
