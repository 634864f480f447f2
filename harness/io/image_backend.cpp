#include "io/image_backend.h"

#include <itkMetaImageIO.h>
#include <itkMultiThreaderBase.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <mutex>
#include <new>

#include "core/error.h"
#include "core/text.h"

namespace radgauge {

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

PixelType pixel_of(const Io& io) {
  using Component = itk::IOComponentEnum;
  const bool wide = sizeof(long) == 8;
  switch (io.GetComponentType()) {
    case Component::UCHAR:
      return PixelType::uint8;
    case Component::CHAR:
      return PixelType::int8;
    case Component::USHORT:
      return PixelType::uint16;
    case Component::SHORT:
      return PixelType::int16;
    case Component::UINT:
      return PixelType::uint32;
    case Component::INT:
      return PixelType::int32;
    case Component::ULONG:
      return wide ? PixelType::uint64 : PixelType::uint32;
    case Component::LONG:
      return wide ? PixelType::int64 : PixelType::int32;
    case Component::ULONGLONG:
      return PixelType::uint64;
    case Component::LONGLONG:
      return PixelType::int64;
    case Component::FLOAT:
      return PixelType::float32;
    case Component::DOUBLE:
      return PixelType::float64;
    default:
      return PixelType::unknown;
  }
}

RawImage header_of(const Io& io) {
  RawImage raw;
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
  raw.pixel = pixel_of(io);
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

/// NrrdIO collects its messages in one global list.
std::mutex& nrrd_mutex() {
  static std::mutex mutex;
  return mutex;
}

template <class Work>
auto guarded(const std::string& path, ErrorKind kind, const std::string& what_is_wrong, Work work) {
  std::unique_lock<std::mutex> lock;
  if (image_format(path) == ImageFormat::nrrd) lock = std::unique_lock(nrrd_mutex());
  try {
    return work();
  } catch (const itk::ExceptionObject& exception) {
    if (std::string(exception.GetDescription()).find("orthonormal direction") != std::string::npos)
      throw Error(kind, "'" + path +
                            "': the axes of the voxel grid are not perpendicular (the header shears the "
                            "image); resample it onto a rectangular grid");
    throw Error(kind,
                "'" + path + "': " + what_is_wrong + " (" + short_tail(exception.GetDescription()) + ")");
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::internal, "'" + path + "': not enough memory for this image");
  }
}

}  // namespace

ImageFormat image_format(const std::string& path) {
  std::string lower = path;
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (lower.ends_with(".nii") || lower.ends_with(".nii.gz")) return ImageFormat::nifti;
  if (lower.ends_with(".nrrd") || lower.ends_with(".nhdr")) return ImageFormat::nrrd;
  if (lower.ends_with(".mha") || lower.ends_with(".mhd")) return ImageFormat::meta;
  throw Error(ErrorKind::data,
              "'" + path +
                  "': the ending names no image format that is known; use .nii, .nii.gz, "
                  ".nrrd, .nhdr, .mha or .mhd (convert a DICOM series to one of them first)");
}

RawImage read_raw_header(const std::string& path) {
  return guarded(path, ErrorKind::data, "the header cannot be read; export the image again", [&] {
    const Io::Pointer io = make_io(path);
    io->ReadImageInformation();
    return header_of(*io);
  });
}

RawImage read_raw_image(const std::string& path) {
  return guarded(path, ErrorKind::data,
                 "the voxels cannot be read, the file is damaged or incomplete; copy or export it again",
                 [&] {
                   const Io::Pointer io = make_io(path);
                   io->ReadImageInformation();
                   RawImage raw = header_of(*io);
                   if (raw.components != 1 || raw.pixel == PixelType::unknown) return raw;
                   itk::ImageIORegion region(io->GetNumberOfDimensions());
                   for (unsigned d = 0; d < io->GetNumberOfDimensions(); ++d) {
                     region.SetIndex(d, 0);
                     region.SetSize(d, io->GetDimensions(d));
                   }
                   io->SetIORegion(region);
                   raw.bytes.resize(static_cast<std::size_t>(io->GetImageSizeInBytes()));
                   io->Read(raw.bytes.data());
                   return raw;
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
  itk::Object::SetGlobalWarningDisplay(false);
  itk::MultiThreaderBase::SetGlobalMaximumNumberOfThreads(1);
  itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(1);
}

}  // namespace radgauge
