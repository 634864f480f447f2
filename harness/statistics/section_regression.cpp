#include <cmath>
#include <map>

#include "core/error.h"
#include "core/text.h"
#include "statistics/method_comparison.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

void add_line(Rows& rows, const FittedLine& line, bool has_errors) {
  const char* none = "not of this method";
  rows.add("n", line.n);
  rows.add("slope", line.slope, line.reason);
  if (has_errors) rows.add("slope.se", line.slope_se, line.reason.empty() ? none : line.reason);
  rows.add("slope.lower", line.slope_lower, line.reason);
  rows.add("slope.upper", line.slope_upper, line.reason);
  rows.add("intercept", line.intercept, line.reason);
  if (has_errors) rows.add("intercept.se", line.intercept_se, line.reason.empty() ? none : line.reason);
  rows.add("intercept.lower", line.intercept_lower, line.reason);
  rows.add("intercept.upper", line.intercept_upper, line.reason);
}

}  // namespace

std::vector<StatRow> regression(const Table& table) {
  const ConstantColumn error_ratio(table, "error_ratio", 1);
  std::vector<StatRow> out;
  for (const PairedFeature& f : read_pairs(table)) {
    const double ratio = error_ratio.of(f.feature);
    if (!(ratio > 0))
      throw Error(ErrorKind::data, "column 'error_ratio' is " + to_text(ratio) +
                                       "; it is the variance of the errors of x over that of y, above 0");
    Rows rows(out, f.feature, "deming");
    rows.add("error_ratio", ratio);
    add_line(rows, deming(f.x, f.y, ratio), true);
    const PassingBablok robust = passing_bablok(f.x, f.y);
    Rows others(out, f.feature, "passing_bablok");
    add_line(others, robust.line, false);
    const std::string_view why =
        robust.line.reason.empty() ? "all pairs are on one side of the line, or on it" : robust.line.reason;
    others.add("cusum", robust.cusum, why);
    others.add("cusum_H", robust.cusum_h, why);
    others.add("cusum_p", robust.cusum_p, why);
  }
  return out;
}

}  // namespace radgauge::statistics::section
