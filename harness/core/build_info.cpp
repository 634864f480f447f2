#include "core/build_info.h"

#include "radgauge_version.h"

namespace radgauge {

std::string version_number() {
  return RADGAUGE_VERSION;
}
std::string source_commit() {
  return RADGAUGE_GIT_COMMIT;
}
std::string compiler_name() {
  return RADGAUGE_COMPILER;
}
std::string build_type() {
  return RADGAUGE_BUILD_TYPE;
}
std::string version_text() {
  return "radgauge " + version_number() + (source_commit().empty() ? "" : " (" + source_commit() + ")") +
         ", " + compiler_name();
}

}  // namespace radgauge
