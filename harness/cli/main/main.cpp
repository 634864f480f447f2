#include "cli/command.h"

int main(int argc, char** argv) {
  return radgauge::run_program(argc, argv);
}
