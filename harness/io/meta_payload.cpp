#include <cmath>
#include <filesystem>

#include "core/text.h"
#include "io/image_payload.h"
#include "io/text_header.h"

namespace radgauge::io {

namespace {

std::optional<PixelType> pixel_of(const std::string& name) {
  struct Type {
    std::string_view name;
    PixelType pixel;
  };
  // MET_LONG has four bytes on every machine.
  constexpr Type kTypes[] = {{"MET_CHAR", PixelType::int8},       {"MET_UCHAR", PixelType::uint8},
                             {"MET_SHORT", PixelType::int16},     {"MET_USHORT", PixelType::uint16},
                             {"MET_INT", PixelType::int32},       {"MET_UINT", PixelType::uint32},
                             {"MET_LONG", PixelType::int32},      {"MET_ULONG", PixelType::uint32},
                             {"MET_LONG_LONG", PixelType::int64}, {"MET_ULONG_LONG", PixelType::uint64},
                             {"MET_FLOAT", PixelType::float32},   {"MET_DOUBLE", PixelType::float64}};
  for (const Type& type : kTypes)
    if (type.name == name) return type.pixel;
  return std::nullopt;
}

bool is_true(const std::optional<std::string>& value) {
  return value && !value->empty() && ((*value)[0] == 'T' || (*value)[0] == 't' || (*value)[0] == '1');
}

void check_spacing(const TextHeader& header) {
  const auto text =
      header.find("ElementSpacing") ? header.find("ElementSpacing") : header.find("ElementSize");
  if (!text) throw header.error("the header gives no voxel spacing (ElementSpacing); export the image again");
  for (const auto& word : split(*text, ' ')) {
    if (word.empty()) continue;
    const auto number = parse_double(word);
    if (!number || !(*number > 0) || !std::isfinite(*number))
      throw header.error("the header gives a voxel spacing of '" + *text +
                         "' mm; each must be a number above 0; export the image again");
  }
}

/// Which of two lines of one key counts is anybody's guess, and ITK does not come to an end over two of
/// NDims.
void check_keys_are_unique(const TextHeader& header) {
  for (std::size_t i = 0; i < header.keys.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (header.keys[i] == header.keys[k] && header.keys[i] != "Comment")
        throw header.error("the header gives '" + shortened(header.keys[i]) +
                           "' twice; copy or export the image again");
}

/// The file that holds the voxels.
std::string data_file(const TextHeader& header, const std::string& name) {
  if (name == "LOCAL" || name == "Local" || name == "local") return header.path;
  if (name.empty() || names_several_files(name))
    throw header.error("its voxels are spread over several files; save the image as one file");
  const std::filesystem::path file(name);
  return (file.is_absolute() ? file : std::filesystem::path(header.path).parent_path() / file).string();
}

/// A rescale that the format has a field for, and that readers pass over.
void check_rescale(const TextHeader& header) {
  const auto slope = header.find("ElementToIntensityFunctionSlope").value_or("1");
  const auto offset = header.find("ElementToIntensityFunctionOffset").value_or("0");
  if (parse_double(slope) != 1 || parse_double(offset) != 0)
    throw header.error(
        "the header asks for intensities of " + slope + " x value + " + offset +
        " (ElementToIntensityFunction), which most programs pass over; save the image with its "
        "intensities as they are meant");
}

}  // namespace

Payload meta_payload(const std::string& path) {
  const TextHeader header = read_text_header(path, '=', "ElementDataFile");
  const auto data = header.find("ElementDataFile");
  if (!data || !header.find("NDims"))
    throw header.error("this is not a MetaImage, or its header is cut off; copy or export it again");
  check_keys_are_unique(header);
  const auto type = header.find("ElementType").value_or("nothing");
  const auto pixel = pixel_of(type);
  if (!pixel)
    throw header.error("voxels of type '" + type + "' are not understood; save them as integer or float");
  if (header.find("BinaryData") && !is_true(header.find("BinaryData")))
    throw header.error("its voxels are written as text; save the image with binary voxels");
  check_spacing(header);
  check_rescale(header);
  const auto sizes = sizes_of(header, "DimSize");
  if (header.find("NDims") != to_text(static_cast<std::int64_t>(sizes.size())))
    throw header.error("the header says NDims = " + *header.find("NDims") + " and gives " +
                       to_text(static_cast<std::int64_t>(sizes.size())) + " sizes; export the image again");
  Payload payload;
  payload.file = data_file(header, *data);
  payload.compressed = is_true(header.find("CompressedData"));
  const auto skipped = parse_int(header.find("HeaderSize").value_or("0"));
  if (!skipped)
    throw header.error("HeaderSize is '" + *header.find("HeaderSize") + "'; a whole number was expected");
  payload.offset = payload.file == path ? header.length : *skipped;
  payload.pixel = *pixel;
  payload.big_endian =
      is_true(header.find("BinaryDataByteOrderMSB")) || is_true(header.find("ElementByteOrderMSB"));
  payload.mm_per_unit = mm_per_unit(header, header.find("DistanceUnits").value_or(""));
  const NotedRescale noted = noted_rescale(header);
  payload.noted_slope = noted.slope;
  payload.noted_intercept = noted.intercept;
  payload.values = 1;
  for (const auto size : sizes) payload.values *= static_cast<double>(size);
  const auto channels = parse_int(header.find("ElementNumberOfChannels").value_or("1"));
  payload.values *= static_cast<double>(std::max<std::int64_t>(1, channels.value_or(1)));
  return payload;
}

}  // namespace radgauge::io
