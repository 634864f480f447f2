#include "report/dose_summary.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"

namespace radgauge::report {
namespace {

std::string whole(std::int64_t n) {
  return to_text(n);
}

/// Levels up to the first that is not certified.
std::size_t levels_held(std::span<const agreement::DosePoint> points) {
  const auto lost = std::find_if(points.begin(), points.end(), [](const agreement::DosePoint& point) {
    return point.decision != agreement::Decision::certified;
  });
  return static_cast<std::size_t>(lost - points.begin());
}

std::string label_of(const analysis::QuestionResult& question, const agreement::DoseCurve& curve) {
  const auto sides =
      std::count_if(question.curves.begin(), question.curves.end(),
                    [&](const agreement::DoseCurve& other) { return other.factor == curve.factor; });
  if (sides < 2) return curve.factor;
  const std::string level = std::isfinite(curve.level_0) ? dose_text(curve.level_0, curve.unit) : "level 0";
  return curve.factor + " " + std::string(to_text(curve.side)) + " " + level;
}

void count_row(const agreement::CriticalRow& row, std::span<const agreement::DosePoint> points,
               DoseSummary& out) {
  if (row.answer == agreement::CriticalPlace::not_estimable) {
    ++out.not_estimable;
    return;
  }
  ++out.features;
  const std::size_t held = levels_held(points);
  if (held < points.size() && points[held].decision == agreement::Decision::inconclusive) ++out.inconclusive;
  if (held == 0)
    ++out.lost_at_mildest;
  else
    ++(held == points.size() ? out.held : out.lost_between);
  auto at = std::find_if(out.families.begin(), out.families.end(),
                         [&](const FamilyDoses& family) { return family.family == row.family; });
  if (at == out.families.end())
    at = out.families.insert(at, {row.family, 0, std::vector<std::int64_t>(points.size(), 0)});
  ++at->features;
  for (std::size_t m = 0; m < held; ++m) ++at->holding[m];
}

/// Mean share of the levels that a family's features hold.
double endurance(const FamilyDoses& family) {
  std::int64_t sum = 0;
  for (const std::int64_t n : family.holding) sum += n;
  return static_cast<double>(sum) /
         static_cast<double>(family.features * static_cast<std::int64_t>(family.holding.size()));
}

std::string family_words(const FamilyDoses& family, std::size_t level) {
  return family.family + " " + whole(family.holding[level]) + " of " + whole(family.features);
}

}  // namespace

std::string dose_text(double achieved, const std::string& unit) {
  return to_rounded_text(achieved, 3) + (unit.empty() || unit == "1" ? "" : " " + unit);
}

std::vector<DoseSummary> dose_summaries(const analysis::QuestionResult& question) {
  std::vector<DoseSummary> out;
  if (question.curves.empty()) return out;
  const std::size_t n = question.critical.rows.size() / question.curves.size();
  std::size_t first_point = 0;
  for (std::size_t c = 0; c < question.curves.size(); ++c) {
    const agreement::DoseCurve& curve = question.curves[c];
    const std::size_t levels = curve.levels.size();
    DoseSummary summary;
    summary.curve = &curve;
    summary.label = label_of(question, curve);
    summary.rows = std::span(question.critical.rows).subspan(c * n, n);
    summary.points = std::span(question.critical.points).subspan(first_point, n * levels);
    for (std::size_t f = 0; f < n; ++f)
      count_row(summary.rows[f], summary.points.subspan(f * levels, levels), summary);
    std::stable_sort(summary.families.begin(), summary.families.end(),
                     [](const FamilyDoses& a, const FamilyDoses& b) { return endurance(a) < endurance(b); });
    for (std::size_t m = 0; m < levels; ++m) {
      std::int64_t holding = 0;
      for (const FamilyDoses& family : summary.families) holding += family.holding[m];
      if (summary.features > 0 && 2 * holding >= summary.features) summary.half = curve.levels[m].achieved;
    }
    first_point += n * levels;
    out.push_back(std::move(summary));
  }
  return out;
}

std::string dose_sentence(const DoseSummary& s) {
  if (s.features == 0) return "No feature can be told about.";
  const auto& levels = s.curve->levels;
  const std::string mildest = dose_text(levels.front().achieved, s.curve->unit);
  const std::string strongest = dose_text(levels.back().achieved, s.curve->unit);
  std::string text = "Of " + whole(s.features) + " features, no longer certified at the mildest level (" +
                     mildest + "): " + whole(s.lost_at_mildest);
  if (levels.size() > 1)
    text += "; on the way: " + whole(s.lost_between) + "; held up to the strongest (" + strongest +
            "): " + whole(s.held);
  else
    text += ", the only one tested; held: " + whole(s.held);
  if (s.inconclusive > 0)
    text += ". Of those that do not hold, " + whole(s.inconclusive) +
            " are inconclusive, not refused: more patients may certify them";
  text += std::isnan(s.half) ? ". Fewer than half hold at all"
                             : ". Half of them hold up to " + dose_text(s.half, s.curve->unit);
  if (s.families.size() < 2 || s.held == s.features) return text + ".";
  // The level at which families differ most tells them apart.
  std::size_t telling = 0;
  double widest = -1;
  for (std::size_t m = 0; m < levels.size(); ++m) {
    const auto share = [&](const FamilyDoses& f) {
      return static_cast<double>(f.holding[m]) / static_cast<double>(f.features);
    };
    const auto [least, most] =
        std::minmax_element(s.families.begin(), s.families.end(),
                            [&](const FamilyDoses& a, const FamilyDoses& b) { return share(a) < share(b); });
    if (share(*most) - share(*least) <= widest) continue;
    widest = share(*most) - share(*least);
    telling = m;
  }
  std::vector<std::string> first;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, s.families.size() - 1); ++i)
    first.push_back(family_words(s.families[i], telling));
  return text + ". At " + dose_text(levels[telling].achieved, s.curve->unit) +
         " the first families to break still hold " + join(first, ", ") +
         " of their features; the last holds " + family_words(s.families.back(), telling) + ".";
}

}  // namespace radgauge::report
