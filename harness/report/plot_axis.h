#pragma once

#include <span>
#include <vector>

#include "report/html_markup.h"

namespace radgauge::report::html {

/// A linear axis of a small picture: values from `low` to `high` lie between two places of it.
struct PlotAxis {
  double low = 0, high = 1;
  double from = 0, to = 1;
  double at(double value) const { return from + (value - low) / (high - low) * (to - from); }
};

/// The axis that holds the values, 4 % of their range free at each end; finite whatever the values are.
PlotAxis axis_over(std::span<const double> values, double from, double to);

/// Round values within the axis (1, 2 or 5 times a power of ten apart), at most `most` and at least two.
std::vector<double> round_ticks(const PlotAxis& axis, int most);

/// The frame of a plot: ticks and numbers at its bottom and its left.
Markup plot_frame(const PlotAxis& x, const PlotAxis& y, bool x_ticks);

}  // namespace radgauge::report::html
