#pragma once

#include <string_view>
#include <vector>

namespace radgauge::reference {

/// A file of reference/values as it was when the program was built.
struct EmbeddedFile {
  std::string_view name;  ///< below reference/values: "ibsi1.csv", "names/mirp.csv"
  std::string_view text;
};

/// All tables of reference/values, ordered by name. The code is made from them by CMake.
const std::vector<EmbeddedFile>& embedded_files();

/// The text of one; throws Error(internal) if there is none of that name.
std::string_view embedded_text(std::string_view name);

}  // namespace radgauge::reference
