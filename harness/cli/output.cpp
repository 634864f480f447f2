#include "cli/output.h"

#include <iostream>

#include "io/files.h"

namespace radgauge::cli {

CommandOption format_option() {
  return {"format", "--format", OptionKind::text, "FORMAT", "csv (default) or json", false, {"csv", "json"}};
}

CommandOption output_option() {
  return {"output", "-o,--output", OptionKind::text, "FILE",
          "file to write, - for standard output (default)"};
}

void write_output(const Arguments& arguments, const std::string& text) {
  if (const std::string output = arguments.text("output", "-"); output != "-")
    io::write_file(output, text);
  else
    std::cout << text;
}

}  // namespace radgauge::cli
