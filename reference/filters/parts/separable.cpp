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
  /// Of the image, or of its product with another on the same lattice.
  SliceFilter(const Volume& image, const Volume* times, const Box& wanted, const SeparableBank& bank,
              Boundary boundary)
      : image_(image), times_(times), wanted_(wanted), bank_(bank), reach_(bank.reach()) {
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

  void enter_slice(std::int64_t z) {
    for (auto& [kernel, slice] : slices_) along_z(z, bank_.kernels[kernel], slice);
  }
  /// Of the slice that was entered.
  std::span<const double> row_of(std::int64_t y) {
    for (auto& [pair, row] : pairs_) along_y(y, bank_.kernels[pair.second], slices_[pair.first], row);
    if (bank_.largest)
      largest_along_x();
    else
      sum_along_x();
    return response_;
  }

 private:
  /// Where sample i + half - k of an axis is, i counted from the begin of the box.
  std::int64_t place(std::size_t axis, std::int64_t i, std::int64_t half, std::size_t k) const {
    return places_[axis][static_cast<std::size_t>(i + reach_[axis] + half - static_cast<std::int64_t>(k))];
  }

  void along_z(std::int64_t z, const AxisKernel& kernel, std::vector<double>& slice) {
    slice.resize(columns_.size() * rows_.size());
    std::vector<const float*> from(kernel.size());
    std::vector<float> products(times_ == nullptr ? 0 : kernel.size() * columns_.size());
    for (std::int64_t y = rows_.begin; y < rows_.end; ++y) {
      for (std::size_t k = 0; k < kernel.size(); ++k) {
        const std::int64_t at = place(2, z - wanted_.begin[2], kernel_half(kernel), k);
        from[k] = at < 0 ? zero_floats_.data() : &image_(columns_.begin, y, at);
        if (at >= 0 && times_ != nullptr)
          from[k] = product_row(from[k], &(*times_)(columns_.begin, y, at), &products[k * columns_.size()]);
      }
      weigh_rows(from, kernel, static_cast<std::int64_t>(columns_.size()),
                 slice.data() + columns_.size() * static_cast<std::size_t>(y - rows_.begin));
    }
  }

  const float* product_row(const float* a, const float* b, float* to) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) to[i] = a[i] * b[i];
    return to;
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
  const Volume* times_;
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
  SliceFilter filter(image, nullptr, wanted, bank, boundary);
  for (std::int64_t z = wanted.begin[2]; z < wanted.end[2]; ++z) {
    filter.enter_slice(z);
    for (std::int64_t y = wanted.begin[1]; y < wanted.end[1]; ++y) sink(y, z, filter.row_of(y));
  }
}

void filter_products(std::span<const Volume> images, const Box& wanted, const SeparableBank& bank,
                     Boundary boundary, const ProductSink& sink) {
  if (wanted.empty()) return;
  std::vector<SliceFilter> filters;
  for (std::size_t a = 0; a < images.size(); ++a)
    for (std::size_t b = a; b < images.size(); ++b)
      filters.emplace_back(images[a], &images[b], wanted, bank, boundary);
  std::vector<std::span<const double>> rows(filters.size());
  for (std::int64_t z = wanted.begin[2]; z < wanted.end[2]; ++z) {
    for (SliceFilter& filter : filters) filter.enter_slice(z);
    for (std::int64_t y = wanted.begin[1]; y < wanted.end[1]; ++y) {
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = filters[i].row_of(y);
      sink(y, z, rows);
    }
  }
}

Volume volume_of_rows(const Volume& image, const Box& wanted,
                      const std::function<void(const RowSink&)>& rows) {
  Volume map;
  rows([&](std::int64_t y, std::int64_t z, std::span<const double> row) {
    if (map.voxels.empty()) map = blank_part(image, wanted);
    float* to = &map(0, y - wanted.begin[1], z - wanted.begin[2]);
    for (std::size_t i = 0; i < row.size(); ++i) to[i] = static_cast<float>(row[i]);
  });
  if (map.voxels.empty()) map = blank_part(image, wanted);
  return map;
}

Volume filtered(const Volume& image, const Box& wanted, const SeparableBank& bank, Boundary boundary) {
  return volume_of_rows(image, wanted,
                        [&](const RowSink& sink) { filter_rows(image, wanted, bank, boundary, sink); });
}

}  // namespace radgauge::reference
