#include <cmath>
#include <filesystem>

#include "core/text.h"
#include "io/image_check.h"
#include "io/text_header.h"

namespace radgauge {

namespace {

/// Bytes of one value; 0 for a type that is none of the scalar ones.
double bytes_of_type(const std::string& name) {
  struct Type {
    std::string_view name;
    double bytes;
  };
  constexpr Type kTypes[] = {{"MET_CHAR", 1},       {"MET_UCHAR", 1}, {"MET_SHORT", 2},
                             {"MET_USHORT", 2},     {"MET_INT", 4},   {"MET_UINT", 4},
                             {"MET_LONG", 4},       {"MET_ULONG", 4}, {"MET_LONG_LONG", 8},
                             {"MET_ULONG_LONG", 8}, {"MET_FLOAT", 4}, {"MET_DOUBLE", 8}};
  for (const Type& type : kTypes)
    if (type.name == name) return type.bytes;
  return 0;
}

bool is_true(const std::optional<std::string>& value) {
  return value && !value->empty() && ((*value)[0] == 'T' || (*value)[0] == 't' || (*value)[0] == '1');
}

void check_spacing(const TextHeader& header) {
  const auto text =
      header.find("elementspacing") ? header.find("elementspacing") : header.find("elementsize");
  if (!text) throw header.error("the header gives no voxel spacing (ElementSpacing); export the image again");
  for (const auto& word : split(*text, ' ')) {
    if (word.empty()) continue;
    const auto number = parse_double(word);
    if (!number || !(*number > 0) || !std::isfinite(*number))
      throw header.error("the header gives a voxel spacing of '" + *text +
                         "' mm; each must be a number above 0; export the image again");
  }
}

/// The file that holds the voxels.
std::string data_file(const TextHeader& header, const std::string& name) {
  if (name == "LOCAL" || name == "Local" || name == "local") return header.path;
  if (name.empty() || name.starts_with("LIST") || name.find('%') != std::string::npos)
    throw header.error("its voxels are spread over several files; save the image as one file");
  const std::filesystem::path file(name);
  return (file.is_absolute() ? file : std::filesystem::path(header.path).parent_path() / file).string();
}

}  // namespace

void check_meta(const std::string& path, bool whole_file) {
  const TextHeader header = read_text_header(path, '=', "elementdatafile");
  const auto data = header.find("elementdatafile");
  if (!data || !header.find("ndims"))
    throw header.error("this is not a MetaImage, or its header is cut off; copy or export it again");
  const auto type = header.find("elementtype").value_or("nothing");
  if (bytes_of_type(type) == 0)
    throw header.error("voxels of type '" + type + "' are not understood; save them as integer or float");
  if (header.find("binarydata") && !is_true(header.find("binarydata")))
    throw header.error("its voxels are written as text; save the image with binary voxels");
  check_spacing(header);
  const auto sizes = sizes_of(header, "dimsize");
  if (header.find("ndims") != to_text(static_cast<std::int64_t>(sizes.size())))
    throw header.error("the header says NDims = " + *header.find("ndims") + " and gives " +
                       to_text(static_cast<std::int64_t>(sizes.size())) + " sizes; export the image again");
  Payload payload;
  payload.file = data_file(header, *data);
  payload.compressed = is_true(header.find("compresseddata"));
  const auto skipped = parse_int(header.find("headersize").value_or("0"));
  if (!skipped)
    throw header.error("HeaderSize is '" + *header.find("headersize") + "'; a whole number was expected");
  payload.offset = payload.file == path ? header.length : *skipped;
  payload.promised_bytes = bytes_of_type(type);
  for (const auto size : sizes) payload.promised_bytes *= static_cast<double>(size);
  const auto channels = parse_int(header.find("elementnumberofchannels").value_or("1"));
  payload.promised_bytes *= static_cast<double>(std::max<std::int64_t>(1, channels.value_or(1)));
  check_payload(header, payload, whole_file);
}

}  // namespace radgauge
