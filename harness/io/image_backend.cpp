#include "io/image_backend.h"

#include <itkMetaImageIO.h>
#include <itkMultiThreaderBase.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <iostream>
#include <mutex>
#include <streambuf>

#include "core/error.h"
#include "core/text.h"
#include "io/image_file.h"

namespace radgauge::io {

namespace {

using Io = itk::ImageIOBase;

Io::Pointer make_io(const std::string& path) {
  Io::Pointer io;
  switch (image_format(path)) {
    case ImageFormat::nifti:
      io = itk::NiftiImageIO::New();
      break;
    case ImageFormat::nrrd:
      io = itk::NrrdImageIO::New();
      break;
    case ImageFormat::meta:
      io = itk::MetaImageIO::New();
      break;
  }
  io->SetFileName(path);
  return io;
}

RawHeader header_of(const Io& io) {
  RawHeader raw;
  const unsigned dimensions = io.GetNumberOfDimensions();
  raw.lattice.size = {1, 1, 1};
  for (unsigned d = 0; d < dimensions; ++d) {
    raw.size.push_back(static_cast<std::int64_t>(io.GetDimensions(d)));
    if (d >= 3) continue;
    raw.lattice.size[d] = raw.size.back();
    raw.lattice.spacing_mm[d] = io.GetSpacing(d);
    raw.lattice.origin_mm[d] = io.GetOrigin(d) + 0.0;  // -0 becomes 0
    const std::vector<double> column = io.GetDirection(d);
    for (unsigned row = 0; row < 3; ++row)
      raw.lattice.direction[3 * row + d] = (row < column.size() ? column[row] : 0.0) + 0.0;
  }
  raw.pixel_name = Io::GetComponentTypeAsString(io.GetComponentType());
  raw.components = static_cast<std::int64_t>(io.GetNumberOfComponents());
  return raw;
}

/// ITK's message without its file, line and address.
std::string short_tail(const std::string& description) {
  std::string text = trim(description);
  const auto name_end = text.find("): ");
  if (name_end != std::string::npos) text = text.substr(name_end + 3);
  for (const std::string_view prefix : {"ITK ERROR: ", "itk::ERROR: "})
    if (text.starts_with(prefix)) text = text.substr(prefix.size());
  for (char& c : text)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  constexpr std::size_t kMost = 100;
  return text.size() > kMost ? text.substr(0, kMost) + "..." : text;
}

/// MetaImage's reader writes to std::cerr. This passes everything on, except from a thread that is inside the
/// library.
class PassingBuffer : public std::streambuf {
 public:
  explicit PassingBuffer(std::streambuf* next) : next_(next) {}
  static bool& silent() {
    thread_local bool silent = false;
    return silent;
  }

 protected:
  int_type overflow(int_type c) override {
    if (silent() || traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    return next_->sputc(traits_type::to_char_type(c));
  }
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    return silent() ? count : next_->sputn(text, count);
  }
  int sync() override { return next_->pubsync(); }

 private:
  std::streambuf* next_;
};

struct Silence {
  Silence() { PassingBuffer::silent() = true; }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() { PassingBuffer::silent() = false; }
};

/// NrrdIO collects its messages in one global list.
std::mutex& nrrd_mutex() {
  static std::mutex mutex;
  return mutex;
}

template <class Work>
auto guarded(const std::string& path, ErrorKind kind, const std::string& what_is_wrong, Work work) {
  std::unique_lock<std::mutex> lock;
  if (image_format(path) == ImageFormat::nrrd) lock = std::unique_lock(nrrd_mutex());
  const Silence silence;
  try {
    return work();
  } catch (const itk::ExceptionObject& exception) {
    if (std::string(exception.GetDescription()).find("orthonormal direction") != std::string::npos)
      throw NotPerpendicular(
          kind,
          "'" + path +
              "': the axes of the voxel grid are not perpendicular (the header shears the image); resample "
              "it onto a rectangular grid");
    throw Error(kind,
                "'" + path + "': " + what_is_wrong + " (" + short_tail(exception.GetDescription()) + ")");
  }
}

}  // namespace

namespace {

std::optional<ImageFormat> known_format(const std::string& path) {
  std::string lower = path;
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (lower.ends_with(".nii") || lower.ends_with(".nii.gz")) return ImageFormat::nifti;
  if (lower.ends_with(".nrrd") || lower.ends_with(".nhdr")) return ImageFormat::nrrd;
  if (lower.ends_with(".mha") || lower.ends_with(".mhd")) return ImageFormat::meta;
  return std::nullopt;
}

}  // namespace

bool has_image_ending(const std::string& path) {
  return known_format(path).has_value();
}

ImageFormat image_format(const std::string& path) {
  if (const auto format = known_format(path)) return *format;
  throw Error(ErrorKind::data,
              "'" + path +
                  "': the ending names no image format that is known, and it is no DICOM file; use .nii, "
                  ".nii.gz, .nrrd, .nhdr, .mha or .mhd, or a DICOM series");
}

RawHeader read_raw_header(const std::string& path) {
  return guarded(path, ErrorKind::data, "the header cannot be read; export the image again", [&] {
    const Io::Pointer io = make_io(path);
    // ITK's NIfTI reader keeps the file name of the last call in a static string.
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    io->ReadImageInformation();
    return header_of(*io);
  });
}

void write_raw_image(const std::string& path, const Lattice& lattice, PixelType pixel, const void* voxels) {
  guarded(path, ErrorKind::internal, "cannot be written", [&] {
    const Io::Pointer io = make_io(path);
    io->SetNumberOfDimensions(3);
    itk::ImageIORegion region(3);
    for (unsigned d = 0; d < 3; ++d) {
      io->SetDimensions(d, static_cast<itk::SizeValueType>(lattice.size[d]));
      io->SetSpacing(d, lattice.spacing_mm[d]);
      io->SetOrigin(d, lattice.origin_mm[d]);
      io->SetDirection(
          d, std::vector<double>{lattice.direction[d], lattice.direction[3 + d], lattice.direction[6 + d]});
      region.SetIndex(d, 0);
      region.SetSize(d, static_cast<itk::SizeValueType>(lattice.size[d]));
    }
    io->SetIORegion(region);
    io->SetPixelType(itk::IOPixelEnum::SCALAR);
    io->SetNumberOfComponents(1);
    io->SetComponentType(pixel == PixelType::uint8 ? itk::IOComponentEnum::UCHAR
                                                   : itk::IOComponentEnum::FLOAT);
    io->SetUseCompression(true);
    io->Write(voxels);
  });
}

void quieten_image_library() {
  // Never taken out again: std::cerr outlives every other object.
  static PassingBuffer* const buffer = [] {
    auto* made = new PassingBuffer(std::cerr.rdbuf());
    std::cerr.rdbuf(made);
    return made;
  }();
  static_cast<void>(buffer);
  itk::Object::SetGlobalWarningDisplay(false);
  itk::MultiThreaderBase::SetGlobalMaximumNumberOfThreads(1);
  itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(1);
}

}  // namespace radgauge::io
