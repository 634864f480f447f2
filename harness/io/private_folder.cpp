#include "io/private_folder.h"

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX, not in <cstdlib>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/error.h"

namespace radgauge::io {

namespace fs = std::filesystem;

PrivateFolder::PrivateFolder() {
  std::error_code error;
  const fs::path parent = fs::temp_directory_path(error);
  path_ = (parent / "radgauge-XXXXXX").string();
  if (error || ::mkdtemp(path_.data()) == nullptr)
    throw Error(ErrorKind::internal, "no temporary folder can be made as " + path_ + ": " +
                                         (error ? error.message() : std::strerror(errno)) +
                                         "; set TMPDIR to a folder you may write to");
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace radgauge::io
