#include "common/program.h"
#include "scanners/scanners.h"

int main(int argc, char** argv) {
  radgauge::bench::add_ct_benches();
  radgauge::bench::add_mr_benches();
  radgauge::bench::add_pet_benches();
  return radgauge::bench::run_benches(argc, argv);
}
