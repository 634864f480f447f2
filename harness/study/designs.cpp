#include "study/designs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/nan.h"
#include "core/text.h"

namespace radgauge::study {

namespace {

double number_of(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  return kNaN;
}

/// A step that changes nothing is left out, so that its level is the condition without it.
void apply(std::vector<AppliedOperation>& chain, const ChainStep& step, std::vector<Value> values) {
  if (step.operation->identity(values)) return;
  const auto ordinal = std::count_if(chain.begin(), chain.end(), [&](const AppliedOperation& before) {
    return before.operation == step.operation;
  });
  chain.push_back({step.operation, std::move(values), static_cast<std::uint32_t>(ordinal)});
}

void sort_by_stage(std::vector<AppliedOperation>& chain) {
  std::stable_sort(chain.begin(), chain.end(), [](const AppliedOperation& a, const AppliedOperation& b) {
    return a.operation->stage < b.operation->stage;
  });
}

bool is_random(const std::vector<AppliedOperation>& chain) {
  return std::any_of(chain.begin(), chain.end(),
                     [](const AppliedOperation& step) { return step.operation->random; });
}

/// Every combination of the levels of a step.
std::vector<std::vector<Value>> combinations_of(const ChainStep& step) {
  std::vector<std::vector<Value>> combinations{{}};
  for (const auto& levels : step.levels) {
    std::vector<std::vector<Value>> longer;
    for (const auto& start : combinations)
      for (const Value& level : levels) {
        longer.push_back(start);
        longer.back().push_back(level);
      }
    combinations = std::move(longer);
  }
  return combinations;
}

std::vector<DesignPoint> product(const Group& group) {
  std::vector<std::vector<AppliedOperation>> chains{{}};
  for (const ChainStep& step : group.chain) {
    std::vector<std::vector<AppliedOperation>> longer;
    const auto combinations = combinations_of(step);
    for (const auto& start : chains)
      for (const auto& values : combinations) {
        longer.push_back(start);
        apply(longer.back(), step, values);
      }
    chains = std::move(longer);
  }
  std::vector<DesignPoint> points;
  for (auto& chain : chains) {
    sort_by_stage(chain);
    for (std::int64_t r = 0; r < (chain.empty() ? 1 : group.repeats); ++r)
      points.push_back({chain, r, group.repeats > 1});
  }
  return points;
}

std::vector<DesignPoint> one_at_a_time(const Group& group) {
  const std::vector<OatFactor> factors = oat_factors(group);
  std::vector<DesignPoint> points;
  for (std::size_t f = 0; f < factors.size(); ++f) {
    const ChainStep& step = group.chain[factors[f].step];
    for (const Value& level : step.levels[factors[f].parameter]) {
      DesignPoint point;
      apply(point.chain, step, oat_values(group, factors[f], level));
      point.factor = f;
      point.level = number_of(level);
      point.numbered = group.repeats > 1 && is_random(point.chain);
      for (std::int64_t r = 0; r < (point.numbered ? group.repeats : 1); ++r) {
        points.push_back(point);
        points.back().repetition = r;
      }
    }
  }
  return points;
}

/// The part of its range that sample `sample` takes of one parameter, and the place in it.
struct Place {
  double part = 0;    ///< from 0
  double inside = 0;  ///< (0, 1)
};

std::vector<Place> places_of(const Draws& draws, std::size_t n, std::uint32_t dimension) {
  std::vector<double> keys(n);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < n; ++i) keys[i] = draws.uniform(i, 2 * dimension);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  std::vector<Place> places(n);
  for (std::size_t rank = 0; rank < n; ++rank)
    places[order[rank]] = {static_cast<double>(rank), draws.uniform(order[rank], 2 * dimension + 1)};
  return places;
}

/// A number inside (low, high) near `x`, of as few digits as that allows: names of conditions stay short.
double inset(double x, double low, double high) {
  for (int digits = 3; digits < 17; ++digits)
    if (const double shorter = parse_double(to_rounded_text(x, digits)).value();
        shorter > low && shorter < high)
      return shorter;
  return std::clamp(x, low, high);
}

Value value_at(const ChainStep& step, std::size_t parameter, const Place& place, double n) {
  const auto& levels = step.levels[parameter];
  const double share = std::min((place.part + place.inside) / n, 1 - std::numeric_limits<double>::epsilon());
  if (!step.is_range[parameter])
    return levels[static_cast<std::size_t>(share * static_cast<double>(levels.size()))];
  const double from = number_of(levels[0]), to = number_of(levels[1]);
  if (std::holds_alternative<double>(levels[0])) {
    const double low = from + (to - from) * (place.part / n);
    const double high = std::min(to, from + (to - from) * ((place.part + 1) / n));
    return inset(from + (to - from) * share, low, high);
  }
  const auto steps = static_cast<std::int64_t>(std::floor((to - from + 1) * share));
  return std::min(std::get<std::int64_t>(levels[0]) + steps, std::get<std::int64_t>(levels[1]));
}

std::vector<DesignPoint> latin_hypercube(const Group& group, std::uint64_t seed) {
  const Draws draws(seed, group.name, "latin-hypercube", 0, 0);
  const auto n = static_cast<std::size_t>(group.samples);
  std::vector<std::vector<Place>> places;  // of each parameter that varies
  for (const ChainStep& step : group.chain)
    for (std::size_t p = 0; p < step.levels.size(); ++p)
      if (step.varies(p)) places.push_back(places_of(draws, n, static_cast<std::uint32_t>(places.size())));
  std::vector<DesignPoint> points(n);
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t dimension = 0;
    for (const ChainStep& step : group.chain) {
      std::vector<Value> values;
      for (std::size_t p = 0; p < step.levels.size(); ++p)
        values.push_back(step.varies(p) ? value_at(step, p, places[dimension++][i], static_cast<double>(n))
                                        : step.levels[p].front());
      apply(points[i].chain, step, std::move(values));
    }
    sort_by_stage(points[i].chain);
    points[i].repetition = static_cast<std::int64_t>(i);
    points[i].numbered = is_random(points[i].chain);
  }
  return points;
}

/// Where the parameter of a factor changes nothing while the others are as in its conditions.
double unchanged_at(const Group& group, const OatFactor& factor) {
  const Operation& operation = *group.chain[factor.step].operation;
  const Field& field = operation.fields[factor.parameter];
  for (const auto& [name, value] : operation.unchanged_at)
    if (name == field.name) return value;
  return operation.identity(oat_values(group, factor, field.fallback)) ? number_of(field.fallback) : kNaN;
}

}  // namespace

std::string_view to_text(Design design) {
  switch (design) {
    case Design::product:
      return "product";
    case Design::oat:
      return "oat";
    case Design::latin_hypercube:
      return "latin-hypercube";
  }
  return "";
}

std::vector<Value> oat_values(const Group& group, const OatFactor& factor, const Value& level) {
  const ChainStep& step = group.chain[factor.step];
  std::vector<Value> values;
  for (std::size_t p = 0; p < step.levels.size(); ++p)
    values.push_back(step.varies(p) ? step.operation->fields[p].fallback : step.levels[p].front());
  values[factor.parameter] = level;
  return values;
}

std::vector<OatFactor> oat_factors(const Group& group) {
  std::vector<OatFactor> factors;
  for (std::size_t s = 0; s < group.chain.size(); ++s) {
    const ChainStep& step = group.chain[s];
    std::string held = step.operation->id;
    for (std::size_t p = 0; p < step.levels.size(); ++p)
      if (const Field& field = step.operation->fields[p];
          !step.varies(p) && step.levels[p].front() != field.fallback)
        held += ":" + field.name + "=" + to_text(step.levels[p].front());
    for (std::size_t p = 0; p < step.levels.size(); ++p) {
      if (!step.varies(p)) continue;
      OatFactor factor{s, p, held + ":" + step.operation->fields[p].name, 0};
      factor.unchanged = unchanged_at(group, factor);
      factors.push_back(std::move(factor));
    }
  }
  return factors;
}

namespace {

/// Names end in "#" and the repetition from 1 where a condition was repeated.
std::vector<DesignPoint> measured_points(const Group& group) {
  std::vector<DesignPoint> points;
  for (const std::string& name : group.measured) {
    DesignPoint point;
    point.measured = name;
    if (const auto hash = name.rfind('#'); hash != std::string::npos)
      point.repetition = std::max<std::int64_t>(0, parse_int(name.substr(hash + 1)).value_or(1) - 1);
    points.push_back(std::move(point));
  }
  return points;
}

}  // namespace

std::vector<DesignPoint> design_points(const Group& group, std::uint64_t seed) {
  if (!group.measured.empty()) return measured_points(group);
  switch (group.design) {
    case Design::product:
      return product(group);
    case Design::oat:
      return one_at_a_time(group);
    case Design::latin_hypercube:
      return latin_hypercube(group, seed);
  }
  return {};
}

}  // namespace radgauge::study
