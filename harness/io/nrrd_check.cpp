#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/text.h"
#include "io/image_check.h"
#include "io/text_header.h"

namespace radgauge {

namespace {

/// Bytes of one value; 0 for a type that is none of the scalar ones. The format has many names for each.
double bytes_of_type(const std::string& name) {
  struct Types {
    double bytes;
    std::vector<std::string_view> names;
  };
  static const std::vector<Types> kTypes{
      {1, {"signed char", "int8", "int8_t", "uchar", "unsigned char", "uint8", "uint8_t"}},
      {2,
       {"short", "short int", "signed short", "signed short int", "int16", "int16_t", "ushort",
        "unsigned short", "unsigned short int", "uint16", "uint16_t"}},
      {4, {"int", "signed int", "int32", "int32_t", "uint", "unsigned int", "uint32", "uint32_t", "float"}},
      {8,
       {"longlong", "long long", "long long int", "signed long long", "signed long long int", "int64",
        "int64_t", "ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t",
        "double"}}};
  for (const auto& types : kTypes)
    for (const auto candidate : types.names)
      if (candidate == name) return types.bytes;
  return 0;
}

/// The library takes NaN for "no spacing given" and puts 1 mm.
void check_spacing(const TextHeader& header) {
  const auto directions = header.find("space directions");
  const auto spacings = header.find("spacings");
  if (!directions && !spacings)
    throw header.error(
        "the header gives no voxel spacing (spacings, space directions); export the image again");
  std::string text = directions ? *directions : *spacings;
  for (char& c : text)
    if (c == '(' || c == ')' || c == ',') c = ' ';
  int axes = 0;
  for (const auto& word : split(text, ' ')) {
    if (word.empty() || word == "none") continue;
    const auto number = parse_double(word);
    // An axis that is not of space (a vector's components) has the spacing NaN; the shape is checked
    // elsewhere.
    if (!directions && number && std::isnan(*number)) continue;
    if (!number || !std::isfinite(*number) || (!directions && !(*number > 0)))
      throw header.error("the header gives a voxel spacing of '" + (directions ? *directions : *spacings) +
                         "'; each must be a number above 0; export the image again");
    ++axes;
  }
  if (axes < 2)
    throw header.error("the header gives a voxel spacing of '" + (directions ? *directions : *spacings) +
                       "'; each must be a number above 0; export the image again");
}

std::string data_file(const TextHeader& header) {
  const auto name = header.find("data file") ? header.find("data file") : header.find("datafile");
  if (!name) return header.path;
  if (name->starts_with("LIST") || name->find('%') != std::string::npos)
    throw header.error("its voxels are spread over several files; save the image as one file");
  const std::filesystem::path file(*name);
  return (file.is_absolute() ? file : std::filesystem::path(header.path).parent_path() / file).string();
}

void check_magic(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string magic(4, '\0');
  stream.read(magic.data(), 4);
  if (magic != "NRRD")
    throw Error(ErrorKind::data,
                "'" + path + "': " +
                    (stream.gcount() == 0
                         ? "the file is empty; copy or export it again"
                         : "this is not an NRRD file, whatever its ending says; export the image again"));
}

}  // namespace

void check_nrrd(const std::string& path, bool whole_file) {
  check_magic(path);
  const TextHeader header = read_text_header(path, ':', "");
  const auto type = header.find("type").value_or("nothing");
  if (bytes_of_type(type) == 0)
    throw header.error("voxels of type '" + type + "' are not understood; save them as integer or float");
  const auto encoding = header.find("encoding").value_or("nothing");
  const bool compressed = encoding == "gzip" || encoding == "gz";
  if (!compressed && encoding != "raw")
    throw header.error("voxels in the encoding '" + encoding +
                       "' are not read; save the image as raw or gzip");
  const auto sizes = sizes_of(header, "sizes");
  check_spacing(header);
  Payload payload;
  payload.file = data_file(header);
  payload.compressed = compressed;
  payload.offset = payload.file == path ? header.length : 0;
  payload.promised_bytes = bytes_of_type(type);
  for (const auto size : sizes) payload.promised_bytes *= static_cast<double>(size);
  const bool skips = header.find("line skip") || header.find("byte skip") || header.find("lineskip") ||
                     header.find("byteskip");
  // What is skipped is rare and has rules of its own; the library's check of the length has to do there.
  if (!(skips && compressed)) check_payload(header, payload, whole_file);
}

}  // namespace radgauge
