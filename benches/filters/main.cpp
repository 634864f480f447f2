#include "filters/filters.h"

int main(int argc, char** argv) {
  using namespace radgauge::bench;
  add_filter_benches();
  add_plain_convolution_benches();
  return run_benches(argc, argv);
}
