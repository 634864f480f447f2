#include "io/dicom/aspects.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"

namespace radgauge::io {

namespace {

struct KnownAspect {
  DicomTag tag;
  std::string_view name;
};

/// The first tag of a name that the header has counts: the enhanced attribute before the classic one.
constexpr KnownAspect kKnownAspects[] = {{{0x0018, 0x0086}, "echo"},
                                         {{0x0018, 0x9082}, "echo time in ms"},
                                         {{0x0018, 0x0081}, "echo time in ms"},
                                         {{0x0018, 0x9087}, "b-value"},
                                         {{0x0018, 0x9089}, "diffusion direction"},
                                         {{0x0018, 0x9075}, "kind of diffusion"},
                                         {{0x0020, 0x9128}, "temporal position"},
                                         {{0x0020, 0x0100}, "temporal position"},
                                         {{0x0020, 0x930d}, "time in s"},
                                         {{0x0054, 0x1300}, "frame reference time in ms"},
                                         {{0x0020, 0x9241}, "cardiac phase in %"},
                                         {{0x0020, 0x9153}, "cardiac trigger delay in ms"},
                                         {{0x0018, 0x1060}, "cardiac trigger delay in ms"},
                                         {{0x0020, 0x9245}, "respiratory phase in %"},
                                         {{0x0018, 0x9079}, "inversion time in ms"},
                                         {{0x0018, 0x0082}, "inversion time in ms"},
                                         {{0x0018, 0x9090}, "velocity direction"},
                                         {{0x0008, 0x9208}, "complex component"},
                                         {{0x0008, 0x9007}, "kind of image"},
                                         {{0x0008, 0x0008}, "kind of image"},
                                         {{0x0018, 0x0060}, "tube voltage in kV"},
                                         {{0x0018, 0x1210}, "kernel"},
                                         {{0x0018, 0x9337}, "contrast agent"},
                                         {{0x0020, 0x9056}, "stack"},
                                         {{0x0020, 0x0012}, "acquisition"}};

std::string aspect_value(const DicomDataset& header, const DicomElement& element) {
  if (element.vr != "FD" && element.vr != "FL" && element.vr != "UL" && element.vr != "US")
    return header.text(element.tag);
  std::vector<std::string> numbers;
  for (const double number : header.numbers(element.tag)) numbers.push_back(to_text(number));
  return join(numbers, "\\");
}

/// Positions in a stack are what slices differ in anyway.
bool is_place(DicomTag pointer) {
  return pointer == DicomTag{0x0020, 0x9057} || pointer == DicomTag{0x0020, 0x0032} ||
         pointer == DicomTag{0x0020, 0x1041} || pointer == DicomTag{0x0020, 0x0013};
}

std::optional<DicomTag> pointer_of(const DicomDataset& dimension) {
  const DicomElement* element = dimension.find({0x0020, 0x9165});
  if (element == nullptr || element->bytes.size() < 4) return std::nullopt;
  const auto word = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(element->bytes[at]),
               b = static_cast<unsigned char>(element->bytes[at + 1]);
    return static_cast<std::uint16_t>(dimension.encoding.big_endian ? a << 8 | b : b << 8 | a);
  };
  return DicomTag{word(0), word(2)};
}

std::string tag_name(DicomTag tag) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text = "(";
  for (const std::uint16_t word : {tag.group, tag.element}) {
    for (int shift = 12; shift >= 0; shift -= 4) text += kHex[word >> shift & 15];
    if (text.size() == 5) text += ',';
  }
  return text + ")";
}

/// Dimensions of the object (PS3.3 C.7.6.17) that none of the names above stands for.
void add_dimensions(const DicomDataset& header, std::vector<SliceAspect>& aspects) {
  const std::vector<double> index = header.numbers({0x0020, 0x9157});
  if (index.empty()) return;
  const std::vector<DicomDataset> dimensions = header.items({0x0020, 0x9222});
  for (std::size_t i = 0; i < std::min(dimensions.size(), index.size()); ++i) {
    const auto pointer = pointer_of(dimensions[i]);
    if (!pointer || is_place(*pointer)) continue;
    const bool is_known = std::any_of(std::begin(kKnownAspects), std::end(kKnownAspects),
                                      [&](const KnownAspect& known) { return known.tag == *pointer; });
    if (!is_known) aspects.push_back({"dimension " + tag_name(*pointer), to_text(index[i])});
  }
}

/// A short number or word of the standard; other texts may be anybody's, and long numbers days.
bool can_be_shown(const std::string& value) {
  for (const std::string& part : split(value, '\\')) {
    const bool is_number = parse_double(part).has_value();
    const bool is_word = part.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string::npos;
    if (!(is_number && part.size() < 8) && !(is_word && part.size() < 17)) return false;
  }
  return !value.empty();
}

std::string shown_values(const std::string& name, const std::set<std::string>& values) {
  constexpr std::size_t kMost = 6;
  const bool is_shown = values.size() <= kMost && name != "acquisition time" && name != "stack" &&
                        name != "kernel" && std::all_of(values.begin(), values.end(), can_be_shown);
  if (!is_shown) return count_of(values.size(), "value");
  std::vector<std::string> texts(values.begin(), values.end());
  std::sort(texts.begin(), texts.end(), [](const std::string& a, const std::string& b) {
    const auto x = parse_double(a), y = parse_double(b);
    return x && y ? *x < *y : a < b;
  });
  return join(texts, ", ");
}

const std::string* value_of(const std::vector<SliceAspect>& aspects, const std::string& name) {
  for (const SliceAspect& aspect : aspects)
    if (aspect.name == name) return &aspect.value;
  return nullptr;
}

}  // namespace

std::vector<SliceAspect> aspects_of(const DicomDataset& header) {
  std::vector<SliceAspect> aspects;
  for (const KnownAspect& known : kKnownAspects) {
    const DicomElement* element = header.find(known.tag);
    if (element == nullptr || element->bytes.empty()) continue;
    if (!aspects.empty() && aspects.back().name == known.name) continue;
    if (std::string value = aspect_value(header, *element); !value.empty())
      aspects.push_back({std::string(known.name), std::move(value)});
  }
  add_dimensions(header, aspects);
  const std::string time = header.text({0x0008, 0x0022}) + header.text({0x0008, 0x0032});
  if (!time.empty()) aspects.push_back({"acquisition time", time});
  return aspects;
}

std::string differing_aspects(const std::vector<std::vector<const std::vector<SliceAspect>*>>& groups) {
  std::map<std::string, std::set<std::string>> values;
  std::vector<std::string> order;
  for (const auto& group : groups)
    for (const auto* aspects : group)
      for (const SliceAspect& aspect : *aspects) {
        if (values.find(aspect.name) == values.end()) order.push_back(aspect.name);
        values[aspect.name].insert(aspect.value);
      }
  std::vector<std::string> parts;
  for (const std::string& name : order) {
    const auto differ = [&](const auto& group) {
      return std::any_of(group.begin(), group.end(), [&](const auto* aspects) {
        const std::string *first = value_of(*group.front(), name), *own = value_of(*aspects, name);
        return (first == nullptr) != (own == nullptr) || (first != nullptr && *first != *own);
      });
    };
    if (!std::any_of(groups.begin(), groups.end(), differ)) continue;
    // When it was measured follows from everything else.
    if (name == "acquisition time" && !parts.empty()) continue;
    parts.push_back(name + " (" + shown_values(name, values[name]) + ")");
  }
  if (parts.size() < 2) return join(parts, "");
  const std::string last = parts.back();
  parts.pop_back();
  return join(parts, ", ") + " and " + last;
}

}  // namespace radgauge::io
