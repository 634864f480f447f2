#include "cli/command.h"

int main(int argc, char** argv) {
  return radgauge::cli::run_program(argc, argv);
}
