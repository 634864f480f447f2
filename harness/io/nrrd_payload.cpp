#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/text.h"
#include "io/image_payload.h"
#include "io/text_header.h"

namespace radgauge::io {

namespace {

/// The format has many names for each type.
std::optional<PixelType> nrrd_payload_pixel_of(const std::string& name) {
  struct Types {
    PixelType pixel;
    std::vector<std::string_view> names;
  };
  static const std::vector<Types> kTypes{
      {PixelType::int8, {"signed char", "int8", "int8_t"}},
      {PixelType::uint8, {"uchar", "unsigned char", "uint8", "uint8_t"}},
      {PixelType::int16, {"short", "short int", "signed short", "signed short int", "int16", "int16_t"}},
      {PixelType::uint16, {"ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"}},
      {PixelType::int32, {"int", "signed int", "int32", "int32_t"}},
      {PixelType::uint32, {"uint", "unsigned int", "uint32", "uint32_t"}},
      {PixelType::int64,
       {"longlong", "long long", "long long int", "signed long long", "signed long long int", "int64",
        "int64_t"}},
      {PixelType::uint64,
       {"ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"}},
      {PixelType::float32, {"float"}},
      {PixelType::float64, {"double"}}};
  for (const auto& types : kTypes)
    for (const auto candidate : types.names)
      if (candidate == name) return types.pixel;
  return std::nullopt;
}

/// The library takes NaN for "no spacing given" and puts 1 mm.
void nrrd_payload_check_spacing(const TextHeader& header) {
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

std::optional<std::string> first_of(const TextHeader& header, const std::string& key,
                                    const std::string& other_key) {
  const auto value = header.find(key);
  return value ? value : header.find(other_key);
}

std::string data_file(const TextHeader& header) {
  const auto name = first_of(header, "data file", "datafile");
  if (!name) return header.path;
  if (names_several_files(*name))
    throw header.error("its voxels are spread over several files; save the image as one file");
  const std::filesystem::path file(*name);
  return (file.is_absolute() ? file : std::filesystem::path(header.path).parent_path() / file).string();
}

/// The words of a list like `"mm" "mm" ""`, without their quotes.
std::vector<std::string> quoted_words(const std::string& text) {
  std::vector<std::string> words;
  for (auto begin = text.find('"'); begin != std::string::npos; begin = text.find('"', begin)) {
    const auto end = text.find('"', begin + 1);
    if (end == std::string::npos) break;
    words.push_back(trim(text.substr(begin + 1, end - begin - 1)));
    begin = end + 1;
  }
  return words;
}

/// `space units` of the space, `units` of axes without one. One unit for all of them.
double length_unit_mm(const TextHeader& header) {
  const bool in_space = header.find("space directions").has_value();
  const auto text = header.find(in_space ? "space units" : "units");
  double mm = 1;
  bool is_first = true;
  for (const std::string& word : quoted_words(text.value_or(""))) {
    if (!in_space && word.empty()) continue;  // an axis of a vector's components
    const double own = mm_per_unit(header, word);
    if (!is_first && own != mm)
      throw header.error("the header gives lengths in several units (" + *text + "); export the image in mm");
    mm = own;
    is_first = false;
  }
  return mm;
}

/// Integers that stand for a range of intensities, as `unu quantize` leaves them.
void check_quantised(const TextHeader& header, PixelType pixel) {
  const auto low = first_of(header, "old min", "oldmin"), high = first_of(header, "old max", "oldmax");
  if ((!low && !high) || pixel == PixelType::float32 || pixel == PixelType::float64) return;
  throw header.error("its voxels were quantised from intensities of " + low.value_or("?") + " to " +
                     high.value_or("?") +
                     " (old min, old max), and are not intensities; save the image before it was quantised");
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

Payload nrrd_payload(const std::string& path) {
  check_magic(path);
  const TextHeader header = read_text_header(path, ':', "");
  const auto type = header.find("type").value_or("nothing");
  const auto pixel = nrrd_payload_pixel_of(type);
  if (!pixel)
    throw header.error("voxels of type '" + type + "' are not understood; save them as integer or float");
  const auto encoding = header.find("encoding").value_or("nothing");
  const bool compressed = encoding == "gzip" || encoding == "gz";
  if (!compressed && encoding != "raw")
    throw header.error("voxels in the encoding '" + encoding +
                       "' are not read; save the image as raw or gzip");
  const auto sizes = sizes_of(header, "sizes");
  nrrd_payload_check_spacing(header);
  check_quantised(header, *pixel);
  Payload payload;
  payload.mm_per_unit = length_unit_mm(header);
  const NotedRescale noted = noted_rescale(header);
  payload.noted_slope = noted.slope;
  payload.noted_intercept = noted.intercept;
  payload.file = data_file(header);
  payload.compressed = compressed;
  payload.offset = payload.file == path ? header.length : 0;
  payload.pixel = *pixel;
  payload.big_endian = header.find("endian") == "big";
  payload.values = 1;
  for (const auto size : sizes) payload.values *= static_cast<double>(size);
  const auto skipped = first_of(header, "byte skip", "byteskip").value_or("0");
  if (first_of(header, "line skip", "lineskip").value_or("0") != "0" ||
      (skipped != "0" && (skipped != "-1" || compressed)))
    throw header.error("its header skips part of the data (byte skip, line skip); save the image without");
  if (skipped == "-1") payload.offset = -1;
  return payload;
}

}  // namespace radgauge::io
