#pragma once

#include <string>

namespace radgauge {

/// "0.1.0".
std::string version_number();
/// Version, commit and compiler, for people.
std::string version_text();
/// Short commit of the sources, "" when they were built outside a repository.
std::string source_commit();
std::string compiler_name();
std::string build_type();

}  // namespace radgauge
