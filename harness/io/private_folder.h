#pragma once

#include <string>

namespace radgauge::io {

/// A new folder for temporary files that only this user may enter. It goes, with what is in it, when this
/// object does.
class PrivateFolder {
 public:
  /// Below TMPDIR or /tmp. Throws Error(internal) if none can be made there.
  PrivateFolder();
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder();

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace radgauge::io
