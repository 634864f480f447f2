#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "core/error.h"
#include "core/text.h"
#include "io/image_backend.h"
#include "io/image_file.h"

namespace radgauge::io {

namespace {

namespace fs = std::filesystem;

Error cannot_write(const std::string& path, const std::string& reason) {
  return {ErrorKind::internal, "cannot write '" + path + "': " + reason};
}

/// A folder beside the target, so that a format of two files can name its data file and both are moved at
/// once.
class Workshop {
 public:
  explicit Workshop(const std::string& path) {
    static std::atomic<unsigned> ordinal{0};
    folder_ = path + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(ordinal.fetch_add(1));
    std::error_code error;
    if (!fs::create_directory(folder_, error))
      throw cannot_write(path,
                         error ? error.message() : "its temporary folder '" + folder_.string() + "' exists");
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

void flush(const std::string& path, const fs::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const int error = fd < 0 || ::fsync(fd) != 0 ? errno : 0;
  if (fd >= 0) ::close(fd);
  if (error != 0 && error != EINVAL) throw cannot_write(path, std::generic_category().message(error));
}

/// Moves all files of the workshop beside it, the header last: it names the others.
void publish(const std::string& path, const fs::path& folder) {
  const fs::path target(path);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end(), [&](const fs::path& a, const fs::path& b) {
    const bool a_last = a.filename() == target.filename(), b_last = b.filename() == target.filename();
    return a_last != b_last ? b_last : a < b;
  });
  for (const auto& file : files) flush(path, file);
  for (const auto& file : files) {
    std::error_code error;
    fs::rename(file, target.parent_path() / file.filename(), error);
    if (error) throw cannot_write(path, error.message());
  }
  flush(path, target.parent_path().empty() ? fs::path(".") : target.parent_path());
}

/// `reads_back(file)`: does the file hold what was written? The image library reports no full disk.
template <class ReadsBack>
void write_checked(const std::string& path, const Lattice& lattice, PixelType pixel, const void* voxels,
                   double bytes, ReadsBack reads_back) {
  check_lattice(lattice);
  image_format(path);
  const Workshop workshop(path);
  const std::string part = (workshop.folder() / fs::path(path).filename()).string();
  std::string problem;
  try {
    write_raw_image(part, lattice, pixel, voxels);
    if (!reads_back(part)) problem = "what stands on the disk differs from what was written";
  } catch (const Error& error) {
    problem = error.stack().front();
  }
  if (!problem.empty()) {
    std::error_code ignored;
    const auto space = fs::space(workshop.folder(), ignored);
    if (static_cast<double>(space.available) < bytes) problem = "No space left on device";
    throw cannot_write(path, problem);
  }
  publish(path, workshop.folder());
}

bool same_place(const Lattice& a, const Lattice& b) {
  // NIfTI keeps positions in float32.
  double reach = 1;
  for (std::size_t i = 0; i < 3; ++i)
    reach += std::abs(a.origin_mm[i]) + a.spacing_mm[i] * static_cast<double>(a.size[i]);
  return a.size == b.size && largest_displacement_mm(a, b) <= 1e-5 * reach;
}

}  // namespace

void write_image(const std::string& path, const Volume& image) {
  const std::size_t bytes = image.voxels.size() * sizeof(float);
  write_checked(path, image.lattice, PixelType::float32, image.voxels.data(), static_cast<double>(bytes),
                [&](const std::string& part) {
                  const Volume back = read_image(part);
                  return same_place(image.lattice, back.lattice) &&
                         std::memcmp(image.voxels.data(), back.voxels.data(), bytes) == 0;
                });
}

void write_mask(const std::string& path, const Mask& mask) {
  write_checked(path, mask.lattice, PixelType::uint8, mask.voxels.data(),
                static_cast<double>(mask.voxels.size()), [&](const std::string& part) {
                  const Volume back = read_image(part);
                  return same_place(mask.lattice, back.lattice) &&
                         std::equal(mask.voxels.begin(), mask.voxels.end(), back.voxels.begin(),
                                    [](std::uint8_t a, float b) { return static_cast<float>(a) == b; });
                });
}

}  // namespace radgauge::io
