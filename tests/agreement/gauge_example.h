#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "agreement/gauge.h"
#include "core/text.h"

/// Made-up and reference studies of one feature.
namespace radgauge {

/// A made-up or reference study: places with one feature. Labels by the factor's name; no label of repeats.
struct Made {
  agreement::GaugePlaces places;
  std::vector<double> values;
  agreement::GaugeRow row(unsigned over = statistics::kReader) {
    places.over = over;
    places.features = {"f"};
    places.read = [this](std::size_t, std::span<double> out) {
      std::copy(values.begin(), values.end(), out.begin());
    };
    return gauge_rows("q", places).at(0);
  }
};

struct Expected {
  double value = 0, relative = 0, absolute = 0;
};

inline const agreement::GaugeComponent& component(const agreement::GaugeRow& row, const std::string& term) {
  for (const agreement::GaugeComponent& c : row.components)
    if (c.term == term) return c;
  static const agreement::GaugeComponent none;
  ADD_FAILURE() << "no component " << term;
  return none;
}

inline void near(double got, const Expected& want, const std::string& what) {
  EXPECT_NEAR(got, want.value, want.absolute + want.relative * std::abs(want.value)) << what;
}

inline void near(double got, double want, const std::string& what) {
  near(got, Expected{want, 1e-9, 1e-9}, what);
}

// Deterministic, without structure, -0.5 to 0.5.
inline double noise(int seed) {
  return std::fmod(0.6180339887498949 * (seed * seed + 7 * seed + 3), 1.0) - 0.5;
}

struct Sizes {
  int patients = 8, lesions = 1, scanners = 0, sessions = 0, readers = 0, draws = 0;
};

// Effects of objects, instruments and readers; draws change an object's image for all its readers.
inline Made crossed(const Sizes& n, double draw_sd = 1) {
  Made out;
  int seed = 0;
  for (int p = 0; p < n.patients; ++p)
    for (int l = 0; l < n.lesions; ++l)
      for (int s = 0; s < std::max(1, n.scanners); ++s)
        for (int v = 0; v < std::max(1, n.sessions); ++v)
          for (int d = 0; d < std::max(1, n.draws); ++d)
            for (int r = 0; r < std::max(1, n.readers); ++r) {
              const auto add = [&](unsigned factor, const char* prefix, int number) {
                out.places.labels[statistics::factor_index(factor)].push_back(prefix +
                                                                              to_text(std::int64_t{number}));
              };
              add(statistics::kPatient, "P", p);
              add(statistics::kObject, "L", l);
              if (n.scanners) add(statistics::kScanner, "S", s);
              if (n.sessions) add(statistics::kSession, "V", v);
              if (n.readers) add(statistics::kReader, "R", r);
              if (n.draws) add(statistics::kDraw, "d", d);
              out.places.rows.push_back("P" + to_text(std::int64_t{p}) + "/" + to_text(std::int64_t{l}));
              out.values.push_back(10 * noise(p + 1) + 6 * noise(100 + 9 * p + l) + 3 * noise(200 + s) +
                                   2 * noise(300 + 5 * s + v) + 2 * noise(400 + r) +
                                   draw_sd * noise(1000 + 37 * (p * 9 + l) + 11 * s + d) +
                                   0.4 * noise(5000 + ++seed));
            }
  return out;
}

}  // namespace radgauge
