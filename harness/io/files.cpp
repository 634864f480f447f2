#include "io/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::io {

namespace {

std::string reason_of(int error) {
  return std::generic_category().message(error);
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags, mode_t mode = 0) : fd_(::open(path.c_str(), flags, mode)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  /// 0, or the error number: some file systems report a full disk only here.
  int close() {
    const int result = ::close(fd_) == 0 ? 0 : errno;
    fd_ = -1;
    return result;
  }

 private:
  int fd_;
};

/// A path that cannot be written to is the command line's; a full or broken disk the machine's.
ErrorKind kind_of(int error) {
  const bool wrong_path = error == ENOENT || error == ENOTDIR || error == EISDIR || error == EACCES ||
                          error == EPERM || error == EROFS || error == ENAMETOOLONG || error == ELOOP;
  return wrong_path ? ErrorKind::usage : ErrorKind::internal;
}

/// 0, or the error number.
int write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// Makes a rename in `folder` last through a power cut. File systems that cannot flush a folder say EINVAL.
int flush_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (!descriptor.is_open()) return errno;
  return ::fsync(descriptor.get()) == 0 || errno == EINVAL ? 0 : errno;
}

int write_and_rename(const std::filesystem::path& target, std::string_view content) {
  static std::atomic<unsigned> ordinal{0};  // two threads may write files of one folder
  const std::string beside = target.string() + ".part-" + std::to_string(::getpid()) + "-" +
                             std::to_string(ordinal.fetch_add(1, std::memory_order_relaxed));
  Descriptor file(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (!file.is_open()) return errno;
  int error = write_all(file.get(), content);
  if (error == 0 && ::fsync(file.get()) != 0) error = errno;
  const int close_error = file.close();
  if (error == 0) error = close_error;
  if (error == 0 && ::rename(beside.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(beside.c_str());
    return error;
  }
  return flush_folder(target.parent_path());
}

/// A device or a pipe cannot be renamed onto.
int write_in_place(const std::filesystem::path& target, std::string_view content) {
  Descriptor file(target.string(), O_WRONLY | O_CLOEXEC);
  if (!file.is_open()) return errno;
  const int error = write_all(file.get(), content);
  const int close_error = file.close();
  return error != 0 ? error : close_error;
}

}  // namespace

bool file_exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::string advice_on_missing(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::path file(path);
  const std::filesystem::path folder =
      file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
  if (!std::filesystem::is_directory(folder, ignored))
    return "; its folder '" + folder.string() + "' does not exist";
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
       entry.increment(ignored))
    names.push_back(entry->path().filename().string());
  std::sort(names.begin(), names.end());
  return did_you_mean(file.filename().string(), names);
}

std::string read_file(const std::string& path) {
  const auto fail = [&](int error) {
    if (error == ENOENT)
      return Error(ErrorKind::data, "cannot read '" + path + "': there is no such file" +
                                        advice_on_missing(path) + "; give the path of a file that is there");
    if (error == EACCES)
      return Error(ErrorKind::data, "cannot read '" + path + "': " + reason_of(error) +
                                        "; ask for leave to read it (chmod u+r), or copy it");
    return Error(ErrorKind::data, "cannot read '" + path + "': " + reason_of(error));
  };
  const Descriptor file(path, O_RDONLY | O_CLOEXEC);
  if (!file.is_open()) throw fail(errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw fail(errno);
  if (S_ISDIR(status.st_mode))
    throw Error(ErrorKind::data, "cannot read '" + path + "': it is a folder, and a file was expected");
  std::string content;
  std::size_t used = 0;
  content.resize(static_cast<std::size_t>(std::max<off_t>(0, status.st_size)) + 4096);
  while (true) {
    if (used == content.size()) content.resize(2 * content.size());
    const ssize_t got = ::read(file.get(), content.data() + used, content.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw fail(errno);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  content.resize(used);
  return content;
}

void write_file(const std::string& path, std::string_view content) {
  std::error_code ignored;
  std::filesystem::path target = path;
  if (std::filesystem::is_symlink(target, ignored)) {
    const auto resolved = std::filesystem::canonical(target, ignored);
    if (!resolved.empty()) target = resolved;
  }
  int error = 0;
  if (std::filesystem::is_directory(target, ignored))
    error = EISDIR;
  else if (std::filesystem::exists(target, ignored) && !std::filesystem::is_regular_file(target, ignored))
    error = write_in_place(target, content);
  else
    error = write_and_rename(target, content);
  if (error != 0)
    throw Error(kind_of(error),
                "cannot write '" + path + "' (" + to_text(static_cast<std::int64_t>(content.size())) +
                    " bytes): " + reason_of(error) + (error == ENOENT ? "; is there such a folder?" : ""));
}

}  // namespace radgauge::io
