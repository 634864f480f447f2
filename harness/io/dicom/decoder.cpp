#include "io/dicom/decoder.h"

#include <fcntl.h>
#include <gdcmImageReader.h>
#include <gdcmTrace.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <sstream>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::io {

namespace {

using DecoderClock = std::chrono::steady_clock;

/// What decoding one slice may take, far beyond what any takes.
constexpr double kSecondsToStart = 30, kSecondsPerMegabyte = 1;
/// Within this a child says that it runs, or another is started; so many at most.
constexpr double kSecondsToAnswer = 5;
constexpr int kStarts = 6;
constexpr char kRunning = 'r';

bool send_all(int fd, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t n = ::write(fd, bytes, count);
    if (n <= 0) return false;
    bytes += n;
    count -= static_cast<std::size_t>(n);
  }
  return true;
}

/// Whether all bytes came until then.
bool receive_all(int fd, char* bytes, std::size_t count, DecoderClock::time_point until) {
  while (count > 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - DecoderClock::now()).count();
    pollfd waiting{fd, POLLIN, 0};
    if (left <= 0) return false;
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<long long>(left, 1000)));
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    if (ready < 0) return false;
    const ssize_t n = ::read(fd, bytes, count);
    if (n <= 0) return false;
    bytes += n;
    count -= static_cast<std::size_t>(n);
  }
  return true;
}

/// In the child: the frames of files, each file decoded once for those of its frames that follow each other.
class FileFrames {
 public:
  /// To the pipe; false where the file cannot be decoded.
  bool send(int fd, const DicomSlice& slice) {
    if (slice.file != file_ && !decode(slice)) return false;
    if (slice.first_byte() + slice.bytes() > static_cast<std::int64_t>(bytes_.size())) return false;
    return send_all(fd, bytes_.data() + slice.first_byte(), static_cast<std::size_t>(slice.bytes()));
  }

 private:
  bool decode(const DicomSlice& slice) {
    gdcm::ImageReader reader;
    reader.SetFileName(slice.file.c_str());
    if (!reader.Read()) return false;
    const gdcm::Image& image = reader.GetImage();
    const auto expected = static_cast<std::size_t>(slice.frame_bytes() * slice.frames);
    if (image.GetBufferLength() != expected) return false;
    bytes_.assign(expected, '\0');
    file_ = slice.file;
    return image.GetBuffer(bytes_.data());
  }

  std::string file_, bytes_;
};

/// Takes once what decoding takes again and again. A fork copies the locks that other threads hold at its
/// moment, and nobody opens them in the child: better here than half way.
void take_common_locks() {
  try {
    std::ostringstream text;
    text << 1.5;
    throw Error(ErrorKind::internal, text.str());
  } catch (const Error&) {
    const std::vector<char> bytes(std::size_t{1} << 20);
  }
}

[[noreturn]] void decode_in_child(int fd, const std::vector<const DicomSlice*>& slices, double seconds) {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(nowhere, 1);
  ::dup2(nowhere, 2);
  const rlimit time{static_cast<rlim_t>(seconds) + 1, static_cast<rlim_t>(seconds) + 2}, none{0, 0};
  ::setrlimit(RLIMIT_CPU, &time);
  ::setrlimit(RLIMIT_CORE, &none);
  ::signal(SIGPIPE, SIG_IGN);
  int code = 0;
  try {
    take_common_locks();
    if (!send_all(fd, &kRunning, 1)) ::_exit(1);
    gdcm::Trace::SetDebug(false);
    gdcm::Trace::SetWarning(false);
    gdcm::Trace::SetError(false);
    FileFrames frames;
    for (const DicomSlice* slice : slices)
      if (!frames.send(fd, *slice)) {
        code = 1;
        break;
      }
  } catch (...) {
    code = 1;
  }
  ::_exit(code);
}

DecoderClock::time_point in_seconds(double seconds) {
  return DecoderClock::now() + std::chrono::milliseconds(static_cast<std::int64_t>(1000 * seconds));
}

/// A process that decodes slices. It goes with this object.
struct DecoderChild {
  pid_t id = -1;
  int fd = -1;

  DecoderChild(const std::vector<const DicomSlice*>& slices, double seconds) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
      throw Error(ErrorKind::internal, std::string("no pipe for a decoder: ") + std::strerror(errno));
    fd = ends[0];
    id = ::fork();
    if (id == 0) decode_in_child(ends[1], slices, seconds);
    const int problem = errno;
    ::close(ends[1]);
    if (id >= 0) return;
    ::close(fd);
    throw Error(ErrorKind::internal, std::string("no process for a decoder: ") + std::strerror(problem));
  }
  DecoderChild(const DecoderChild&) = delete;
  DecoderChild& operator=(const DecoderChild&) = delete;
  ~DecoderChild() {
    ::close(fd);
    ::kill(id, SIGKILL);
    while (::waitpid(id, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  /// Whether it says that it runs.
  bool answers() const {
    char byte = 0;
    return receive_all(fd, &byte, 1, in_seconds(kSecondsToAnswer)) && byte == kRunning;
  }
};

std::unique_ptr<DecoderChild> running_child(const std::vector<const DicomSlice*>& slices, double seconds) {
  for (int start = 0; start < kStarts; ++start) {
    auto child = std::make_unique<DecoderChild>(slices, seconds);
    if (child->answers()) return child;
  }
  throw Error(ErrorKind::internal, "the process that decodes compressed pixels does not start");
}

}  // namespace

bool has_decoder(const std::string& transfer_syntax) {
  for (const std::string_view known :
       {"1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57",
        "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81",
        "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"})
    if (transfer_syntax == known) return true;
  return false;
}

std::vector<std::string> decoded_frames(const std::vector<const DicomSlice*>& slices) {
  double megabytes = 0;
  for (const DicomSlice* slice : slices) megabytes += static_cast<double>(slice->bytes()) / 1e6;
  const double seconds = kSecondsToStart + kSecondsPerMegabyte * megabytes;
  const std::unique_ptr<DecoderChild> child = running_child(slices, seconds);
  const auto until = in_seconds(seconds);
  std::vector<std::string> frames;
  for (const DicomSlice* slice : slices) {
    std::string bytes(static_cast<std::size_t>(slice->bytes()), '\0');
    if (!receive_all(child->fd, bytes.data(), bytes.size(), until))
      throw DicomError(DicomFault::truncated_pixel_data, slice->file,
                       "its compressed pixels are cut off or damaged", "copy or export it again");
    frames.push_back(std::move(bytes));
  }
  return frames;
}

}  // namespace radgauge::io
