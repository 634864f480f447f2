#include "ct_fixtures.h"
#include "phantoms/scanners/ct/windows.h"

namespace radgauge {

using namespace radgauge::phantoms::ct;

namespace {

// oracle: values of SciPy 1.14's PchipInterpolator through the same five points
// and their mirror images.
TEST(CtWindowsOracle, PublishedWindowsAsScipyInterpolates) {
  struct Case {
    Window window;
    double at_01, at_03, at_06, at_09;
  };
  for (const Case& c :
       {Case{Window::soft, 0.9583205882352941, 0.7567155536279028, 0.3270038476837255, 0.051964631578947366},
        Case{Window::standard, 0.9861730000000001, 0.9091545010183301, 0.6371205167633909,
             0.22023022865412442},
        Case{Window::bone, 1.0105517176470589, 1.068248048985208, 1.1977894736842103, 1.0939999999999999}}) {
    EXPECT_NEAR(window_value(c.window, 1, 0.1), c.at_01, 1e-14);
    EXPECT_NEAR(window_value(c.window, 1, 0.3), c.at_03, 1e-14);
    EXPECT_NEAR(window_value(c.window, 1, 0.6), c.at_06, 1e-14);
    EXPECT_NEAR(window_value(c.window, 1, 0.9), c.at_09, 1e-14);
    EXPECT_EQ(window_value(c.window, 1, 0), 1);
  }
}

// oracle: closed forms.
TEST(CtWindowsOracle, HannAndSheppLogan) {
  EXPECT_EQ(window_value(Window::hann, 0.85, 0), 1);
  EXPECT_NEAR(window_value(Window::hann, 0.85, 0.425), 0.5, 1e-15);
  EXPECT_EQ(window_value(Window::hann, 0.85, 0.9), 0);
  EXPECT_NEAR(window_value(Window::hann, 2, 1), 0.5, 1e-15);
  EXPECT_EQ(window_value(Window::shepp_logan, 1, 0), 1);
  EXPECT_NEAR(window_value(Window::shepp_logan, 1, 1), 2 / M_PI, 1e-15);
}

// invariant: a monotone curve stays between its points, meets them, and mirrors.
TEST(CtWindowsInvariant, CurveIsMonotone) {
  const MonotoneCurve up({{0, 0}, {1, 0.1}, {1.5, 3}, {4, 3}, {5, 4}});
  const MonotoneCurve down({{-5, 4}, {-4, 3}, {-1.5, 3}, {-1, 0.1}, {0, 0}});
  double before = 0;
  for (int i = 0; i <= 500; ++i) {
    const double x = 0.01 * i;
    EXPECT_GE(up(x), before - 1e-12);
    EXPECT_NEAR(up(x), down(-x), 1e-12);
    before = up(x);
  }
  EXPECT_NEAR(up(1.5), 3, 1e-15);
  EXPECT_EQ(up(7), 4);
}

}  // namespace
}  // namespace radgauge
