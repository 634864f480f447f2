#include "io/dicom/enhanced.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/text.h"
#include "io/dicom/fault.h"

namespace radgauge::io {

namespace {

constexpr DicomTag kSharedGroups{0x5200, 0x9229}, kFrameGroups{0x5200, 0x9230},
    kRealWorldMapping{0x0040, 0x9096}, kUnits{0x0054, 0x1001}, kSuvType{0x0054, 0x1006},
    kSlope{0x0028, 0x1053}, kIntercept{0x0028, 0x1052}, kRescaleType{0x0028, 0x1054},
    kTracers{0x0054, 0x0016}, kDimensions{0x0020, 0x9222};

/// Functional groups whose attributes are those of a slice (PS3.3 C.7.6.16.2 and C.8), a group within another
/// after it. The unassigned ones hold the classic attributes of what was converted.
constexpr DicomTag kSliceGroups[] = {
    {0x0020, 0x9170}, {0x0020, 0x9171},                                      // unassigned
    {0x0020, 0x9111}, {0x0020, 0x9113}, {0x0020, 0x9116}, {0x0028, 0x9110},  // content, place
    {0x0028, 0x9145}, {0x0020, 0x9310}, {0x0018, 0x9118}, {0x0020, 0x9253},  // rescale, times
    {0x0018, 0x9329}, {0x0018, 0x9304}, {0x0018, 0x9314}, {0x0018, 0x9321},
    {0x0018, 0x9325},  // CT
    {0x0018, 0x9226}, {0x0018, 0x9112}, {0x0018, 0x9114}, {0x0018, 0x9115},
    {0x0018, 0x9117},  // MR
    {0x0018, 0x9076}, {0x0018, 0x9197}, {0x0018, 0x9751}, {0x0018, 0x9732},
    {0x0018, 0x9341}};  // PET, contrast

void put(DicomDataset& data, DicomElement element) {
  const auto at = std::lower_bound(data.elements.begin(), data.elements.end(), element.tag,
                                   [](const DicomElement& e, DicomTag tag) { return e.tag < tag; });
  if (at != data.elements.end() && at->tag == element.tag)
    *at = std::move(element);
  else
    data.elements.insert(at, std::move(element));
}

void put_text(DicomDataset& data, DicomTag tag, const std::string& vr, const std::string& text) {
  if (!text.empty()) put(data, DicomElement(tag, vr, text));
}

bool has_value(const DicomDataset& data, DicomTag tag) {
  const DicomElement* element = data.find(tag);
  return element != nullptr && (!element->bytes.empty() || !element->items.empty());
}

/// What only the object can say: whose it is, and how its pixels are written.
bool is_of_object(DicomTag tag) {
  if (tag.group == 0x0028) return tag.element <= 0x0011 || (tag.element >= 0x0100 && tag.element <= 0x0103);
  for (const DicomTag own : {DicomTag{0x0008, 0x0016}, DicomTag{0x0008, 0x0018}, DicomTag{0x0008, 0x0060},
                             DicomTag{0x0010, 0x0020}, DicomTag{0x0020, 0x000d}, DicomTag{0x0020, 0x000e},
                             DicomTag{0x0020, 0x0052}})
    if (tag == own) return true;
  return false;
}

/// The attributes of an item, without the sequences in it.
void put_all(DicomDataset& data, const DicomDataset& item) {
  if (item.encoding.big_endian != data.encoding.big_endian) return;
  for (const DicomElement& element : item.elements)
    if (element.vr != "SQ" && element.items.empty() && !is_of_object(element.tag)) put(data, element);
}

void put_groups(DicomDataset& data, const DicomDataset& groups) {
  for (const DicomTag tag : kSliceGroups) {
    const DicomDataset item = groups.item(tag);
    put_all(data, item);
    if (tag == DicomTag{0x0018, 0x9117}) put_all(data, item.item({0x0018, 0x9076}));
    if (tag == DicomTag{0x0020, 0x9170} || tag == DicomTag{0x0020, 0x9171})
      if (const DicomElement* tracers = item.find(kTracers)) put(data, *tracers);
  }
}

void put_date_time(DicomDataset& data, const std::string& date_time) {
  if (date_time.size() < 10 || has_value(data, {0x0008, 0x0032})) return;
  put_text(data, {0x0008, 0x0022}, "DA", date_time.substr(0, 8));
  put_text(data, {0x0008, 0x0032}, "TM", date_time.substr(8, date_time.find_first_of("+-") - 8));
}

/// Classic attributes from those that only enhanced objects have.
void put_classic(DicomDataset& data) {
  const auto number = [&](DicomTag enhanced, DicomTag classic) {
    if (const auto value = data.number(enhanced); value && !has_value(data, classic))
      put_text(data, classic, "DS", to_text(*value));
  };
  number({0x0018, 0x9082}, {0x0018, 0x0081});
  number({0x0018, 0x9079}, {0x0018, 0x0082});
  number({0x0018, 0x9332}, {0x0018, 0x1152});
  number({0x0018, 0x9220}, {0x0018, 0x1242});
  put_date_time(data, data.text({0x0018, 0x9074}));
  put_date_time(data, data.text({0x0008, 0x002a}));
  const std::string decay = data.text({0x0018, 0x9758}), attenuation = data.text({0x0018, 0x9759});
  if (!has_value(data, {0x0054, 0x1102})) {
    if (decay == "NO") put_text(data, {0x0054, 0x1102}, "CS", "NONE");
    if (decay == "YES" && has_value(data, {0x0018, 0x9701})) put_text(data, {0x0054, 0x1102}, "CS", "START");
  }
  if (!attenuation.empty() && !has_value(data, {0x0028, 0x0051}))
    put_text(data, {0x0028, 0x0051}, "CS", attenuation == "YES" ? "ATTN" : "NONE");
}

struct PetUnit {
  std::string_view code, units, suv_type;
};
/// Codes of PS3.16 CID 84 and CID 85 in the words of the classic PET series; the first is preferred.
constexpr PetUnit kPetUnits[] = {
    {"Bq/ml", "BQML", ""},          {"{SUVbw}g/ml", "GML", "BW"},       {"g/ml{SUVbw}", "GML", "BW"},
    {"{SUVlbm}g/ml", "GML", "LBM"}, {"g/ml{SUVlbm}", "GML", "LBM"},     {"{SUVibw}g/ml", "GML", "IBW"},
    {"g/ml{SUVibw}", "GML", "IBW"}, {"{SUVbsa}cm2/ml", "CM2ML", "BSA"}, {"cm2/ml{SUVbsa}", "CM2ML", "BSA"}};

std::string unit_code(const DicomDataset& mapping) {
  const DicomDataset unit = mapping.item({0x0040, 0x08ea});
  for (const DicomTag tag : {DicomTag{0x0008, 0x0100}, DicomTag{0x0008, 0x0119}, DicomTag{0x0008, 0x0120}})
    if (std::string code = unit.text(tag); !code.empty()) return code;
  return "";
}

/// The mappings of one unit; of PET the first unit that is known, else the first there is.
std::vector<DicomDataset> mappings_of_one_unit(const std::vector<DicomDataset>& mappings, bool is_pet) {
  std::string wanted = unit_code(mappings.front());
  if (is_pet)
    for (const PetUnit& unit : kPetUnits)
      if (std::any_of(mappings.begin(), mappings.end(),
                      [&](const DicomDataset& m) { return unit_code(m) == unit.code; })) {
        wanted = std::string(unit.code);
        break;
      }
  std::vector<DicomDataset> same;
  for (const DicomDataset& mapping : mappings)
    if (unit_code(mapping) == wanted) same.push_back(mapping);
  return same;
}

void put_mapping(DicomDataset& data, const std::vector<DicomDataset>& mappings, const std::string& path) {
  const bool is_pet = data.text({0x0008, 0x0060}) == "PT";
  if (is_pet && mappings.empty() && !has_value(data, kUnits))
    for (const std::string_view unit : {"BQML", "GML", "CM2ML", "CNTS"})
      if (data.text(kRescaleType) == unit) put_text(data, kUnits, "CS", std::string(unit));
  if (mappings.empty() || (is_pet ? has_value(data, kUnits) : has_value(data, kSlope))) return;
  const std::vector<DicomDataset> same = mappings_of_one_unit(mappings, is_pet);
  const auto slope = same.front().number({0x0040, 0x9225}), intercept = same.front().number({0x0040, 0x9224});
  if (same.size() > 1 || !slope || !intercept)
    throw DicomError(DicomFault::unsupported_object, path,
                     same.size() > 1
                         ? "its Real World Value Mapping has several pieces in one unit"
                         : "its Real World Value Mapping is a table, not a slope and an intercept",
                     "export it with a rescale (Pixel Value Transformation), or as a classic series");
  put_text(data, kSlope, "DS", to_text(*slope));
  put_text(data, kIntercept, "DS", to_text(*intercept));
  const std::string code = unit_code(same.front());
  put_text(data, kRescaleType, "LO", code == "[hnsf'U]" ? "HU" : code);
  if (!is_pet) return;
  put_text(data, kUnits, "CS", code);
  for (const PetUnit& unit : kPetUnits) {
    if (unit.code != code) continue;
    put_text(data, kUnits, "CS", std::string(unit.units));
    put_text(data, kSuvType, "CS", std::string(unit.suv_type));
  }
}

}  // namespace

bool is_enhanced(const DicomFile& file) {
  if (!file.pixels) return false;
  const std::string sop_class = file.data.text({0x0008, 0x0016});
  for (const std::string_view enhanced :
       {"1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.130",
        "1.2.840.10008.5.1.4.1.1.2.2", "1.2.840.10008.5.1.4.1.1.4.4", "1.2.840.10008.5.1.4.1.1.128.1"})
    if (sop_class == enhanced) return true;
  return false;
}

FrameHeaders::FrameHeaders(const DicomFile& file) : path_(file.path) {
  common_.encoding = file.data.encoding;
  common_.charset = file.data.charset;
  for (const DicomElement& element : file.data.elements)
    if ((element.vr != "SQ" || element.tag == kTracers || element.tag == kDimensions) &&
        element.tag != kSharedGroups && element.tag != kFrameGroups)
      common_.elements.push_back(element);
  const DicomDataset groups = file.data.item(kSharedGroups);
  put_groups(common_, groups);
  shared_mappings_ = groups.items(kRealWorldMapping);
  frames_ = file.data.items(kFrameGroups);
  const std::int64_t promised = file.data.whole({0x0028, 0x0008}).value_or(1);
  if (static_cast<std::int64_t>(frames_.size()) != promised || frames_.empty())
    throw DicomError(DicomFault::unreadable, path_,
                     "it has " + to_text(promised) +
                         " frames, and headers (Per-Frame Functional Groups) for " +
                         count_text(frames_.size()),
                     "export it again, or as a classic series");
}

DicomDataset FrameHeaders::of(std::size_t frame) const {
  DicomDataset data = common_;
  put_groups(data, frames_[frame]);
  put_classic(data);
  const std::vector<DicomDataset> own = frames_[frame].items(kRealWorldMapping);
  put_mapping(data, own.empty() ? shared_mappings_ : own, path_);
  return data;
}

}  // namespace radgauge::io
