#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "statistics/section_parts.h"
#include "statistics/truth.h"

namespace radgauge::statistics::section {
namespace {

void add_coefficient(Rows& rows, const char* name, const Coefficient& c, std::string_view reason) {
  const std::string_view why = reason.empty() ? std::string_view("too few truths for this order") : reason;
  rows.add(name, c.value, why);
  rows.add(std::string(name) + ".se", c.se, why);
  rows.add(std::string(name) + ".p", c.p, why);
}

void add_comparison(Rows& rows, const TruthComparison& t) {
  const std::string_view one = t.reason.empty() ? std::string_view("one value") : t.reason;
  rows.add("n", t.n);
  rows.add("n_levels", t.n_levels);
  rows.add("bias", t.bias, t.reason);
  rows.add("bias.lower", t.bias_lower, one);
  rows.add("bias.upper", t.bias_upper, one);
  rows.add("bias_percent", t.bias_percent, t.percent_reason);
  rows.add("bias_percent.lower", t.bias_percent_lower, t.percent_reason.empty() ? one : t.percent_reason);
  rows.add("bias_percent.upper", t.bias_percent_upper, t.percent_reason.empty() ? one : t.percent_reason);
  rows.add("RMSE", t.rmse, t.reason);
  rows.add("slope", t.slope, t.line_reason);
  rows.add("slope.se", t.slope_se, t.line_reason);
  rows.add("slope.lower", t.slope_lower, t.line_reason);
  rows.add("slope.upper", t.slope_upper, t.line_reason);
  rows.add("intercept", t.intercept, t.line_reason);
  rows.add("intercept.se", t.intercept_se, t.line_reason);
  rows.add("intercept.lower", t.intercept_lower, t.line_reason);
  rows.add("intercept.upper", t.intercept_upper, t.line_reason);
  rows.add("residual_sd", t.residual_sd, t.line_reason);
  rows.add("R2", t.r_squared, t.line_reason.empty() ? "the values do not vary" : t.line_reason);
  add_coefficient(rows, "quadratic", t.quadratic, t.order_reason);
  add_coefficient(rows, "cubic", t.cubic, t.order_reason);
  rows.add("best_order", t.best_order, t.order_reason);
  rows.add("nonlinearity_max", t.nonlinearity, t.order_reason);
  rows.add("nonlinearity_at", t.nonlinearity_at,
           t.order_reason.empty() ? "a line is the best polynomial" : t.order_reason);
  rows.add("lack_of_fit_F", t.lack_of_fit_f, t.fit_reason);
  rows.add("lack_of_fit_p", t.lack_of_fit_p, t.fit_reason);
}

}  // namespace

std::vector<StatRow> truth(const Table& table) {
  const std::size_t truth = column(table, "truth"), value = column(table, "value");
  const bool named = has_column(table, "feature");
  const std::size_t feature = named ? column(table, "feature") : 0;
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::pair<double, double>>> features;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string name = named ? table.rows[row][feature] : "-";
    auto [at, fresh] = features.emplace(name, std::vector<std::pair<double, double>>{});
    if (fresh) order.push_back(name);
    const double known = number(table, row, truth), measured = number(table, row, value);
    if (!std::isnan(known) && !std::isnan(measured)) at->second.emplace_back(known, measured);
  }
  if (order.empty()) throw Error(ErrorKind::data, "the table has a header but no rows");
  std::vector<StatRow> out;
  for (const std::string& name : order) {
    auto& pairs = features[name];
    std::sort(pairs.begin(), pairs.end());  // the same bytes for any row order
    std::vector<double> known, measured;
    for (const auto& [t, v] : pairs) {
      known.push_back(t);
      measured.push_back(v);
    }
    Rows rows(out, name, "-");
    add_comparison(rows, compare_with_truth(known, measured));
  }
  return out;
}

}  // namespace radgauge::statistics::section
