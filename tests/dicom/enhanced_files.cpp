#include "dicom/enhanced_files.h"

#include <cstring>

namespace radgauge::testing {

namespace {

using TreeTag = std::pair<std::uint16_t, std::uint16_t>;

std::string enhanced_class(const std::string& modality, EnhancedForm form) {
  const bool is_original = form == EnhancedForm::original;
  if (modality == "PT") return std::string("1.2.840.10008.5.1.4.1.1.") + (is_original ? "130" : "128.1");
  if (modality == "MR") return std::string("1.2.840.10008.5.1.4.1.1.4.") + (is_original ? "1" : "4");
  return std::string("1.2.840.10008.5.1.4.1.1.2.") + (is_original ? "1" : "2");
}

/// Takes attributes out of a tree into a group.
DicomTree taken(DicomTree& tree, const std::vector<TreeTag>& tags) {
  DicomTree group;
  for (const TreeTag& tag : tags)
    if (const auto it = tree.find(tag); it != tree.end()) {
      group.insert(*it);
      tree.erase(it);
    }
  return group;
}

void move_number(DicomTree& from, TreeTag tag, DicomTree& to, TreeTag enhanced) {
  const auto it = from.find(tag);
  if (it == from.end()) return;
  to.set_fd(enhanced.first, enhanced.second, std::stod(it->second.bytes));
  from.erase(it);
}

/// What is said once of all frames, taken out of the object.
DicomTree original_shared(DicomTree& object) {
  DicomTree shared, exposure, echo;
  shared.set_items(0x0018, 0x9314, {taken(object, {{0x0018, 0x1210}})});
  shared.set_items(0x0018, 0x9325, {taken(object, {{0x0018, 0x0060}})});
  move_number(object, {0x0018, 0x1152}, exposure, {0x0018, 0x9332});
  shared.set_items(0x0018, 0x9321, {exposure});
  shared.set_items(0x0018, 0x9112, {taken(object, {{0x0018, 0x0080}})});
  move_number(object, {0x0018, 0x0081}, echo, {0x0018, 0x9082});
  shared.set_items(0x0018, 0x9114, {echo});
  return shared;
}

void set_original_pet(DicomTree& object) {
  const std::string date = object[{0x0008, 0x0021}].bytes;
  taken(object, {{0x0054, 0x1001}, {0x0054, 0x1102}, {0x0028, 0x0051}, {0x0008, 0x0022}, {0x0008, 0x0032}});
  object.set(0x0018, 0x9758, "CS", "YES");
  object.set(0x0018, 0x9759, "CS", "YES");
  object.set(0x0018, 0x9701, "DT", date + "110000");
  DicomTree& tracer = object[{0x0054, 0x0016}].items[0];
  tracer.set(0x0018, 0x1078, "DT", date + tracer[{0x0018, 0x1072}].bytes);
  tracer.remove(0x0018, 0x1072);
}

DicomTree frame_of(DicomTree& slice, std::uint32_t number, EnhancedForm form) {
  const bool is_pet = slice[{0x0008, 0x0060}].bytes == "PT", is_original = form == EnhancedForm::original;
  DicomTree frame, content;
  content.set(0x0020, 0x9056, "SH", "1");
  content.set_ul(0x0020, 0x9057, {number});
  content.set_ul(0x0020, 0x9157, {1, number});
  if (is_pet && is_original)
    content.set(0x0018, 0x9074, "DT", slice[{0x0008, 0x0021}].bytes + slice[{0x0008, 0x0032}].bytes);
  frame.set_items(0x0020, 0x9111, {content});
  frame.set_items(0x0020, 0x9113, {taken(slice, {{0x0020, 0x0032}})});
  frame.set_items(0x0020, 0x9116, {taken(slice, {{0x0020, 0x0037}})});
  frame.set_items(0x0028, 0x9110, {taken(slice, {{0x0028, 0x0030}, {0x0018, 0x0050}})});
  DicomTree rescale = taken(slice, {{0x0028, 0x1052}, {0x0028, 0x1053}});
  if (is_pet && is_original) {
    frame.set_items(0x0040, 0x9096,
                    {mapping_item(std::stod(rescale[{0x0028, 0x1053}].bytes),
                                  std::stod(rescale[{0x0028, 0x1052}].bytes), "Bq/ml")});
    rescale.set(0x0028, 0x1053, "DS", "1");
    rescale.set(0x0028, 0x1052, "DS", "0");
  }
  rescale.set(0x0028, 0x1054, "LO", slice[{0x0008, 0x0060}].bytes == "CT" ? "HU" : "US");
  frame.set_items(0x0028, 0x9145, {rescale});
  if (!is_original)
    frame.set_items(0x0020, 0x9171,
                    {taken(slice, {{0x0008, 0x0022}, {0x0008, 0x0032}, {0x0018, 0x0081}, {0x0020, 0x0013}})});
  return frame;
}

DicomTree dimension_item(TreeTag pointer) {
  DicomTree item;
  std::string bytes(4, '\0');
  std::memcpy(bytes.data(), &pointer.first, 2);
  std::memcpy(bytes.data() + 2, &pointer.second, 2);
  item[{0x0020, 0x9165}] = {"AT", bytes};
  return item;
}

}  // namespace

DicomTree enhanced_tree(const std::vector<DicomTree>& slices, EnhancedForm form) {
  DicomTree object;
  std::vector<DicomTree> frames;
  std::string pixels;
  for (DicomTree slice : slices) {
    frames.push_back(frame_of(slice, static_cast<std::uint32_t>(frames.size() + 1), form));
    pixels += slice[{0x7fe0, 0x0010}].bytes;
    if (object.empty()) object = slice;
  }
  const std::string modality = object[{0x0008, 0x0060}].bytes;
  object.remove(0x0020, 0x0013);
  object.set(0x0008, 0x0016, "UI", enhanced_class(modality, form));
  object.set(0x0028, 0x0008, "IS", std::to_string(frames.size()));
  object.set_items(0x0020, 0x9222, {dimension_item({0x0020, 0x9056}), dimension_item({0x0020, 0x9057})});
  DicomTree shared;
  if (form == EnhancedForm::original) {
    shared = original_shared(object);
    if (modality == "PT") set_original_pet(object);
  } else {
    shared.set_items(0x0020, 0x9170,
                     {taken(object, {{0x0018, 0x0060},
                                     {0x0018, 0x1210},
                                     {0x0018, 0x1152},
                                     {0x0018, 0x0080},
                                     {0x0018, 0x0087},
                                     {0x0054, 0x1001},
                                     {0x0054, 0x1102},
                                     {0x0028, 0x0051},
                                     {0x0054, 0x0016}})});
  }
  object.set_items(0x5200, 0x9229, {shared});
  object.set_items(0x5200, 0x9230, frames);
  object[{0x7fe0, 0x0010}] = {"OW", pixels};
  return object;
}

DicomTree& frame_groups(DicomTree& object, std::size_t frame) {
  return object[{0x5200, 0x9230}].items[frame];
}

DicomTree& shared_groups(DicomTree& object) {
  return object[{0x5200, 0x9229}].items[0];
}

void add_dimension(DicomTree& object, std::pair<std::uint16_t, std::uint16_t> pointer,
                   const std::vector<std::uint32_t>& index) {
  object[{0x0020, 0x9222}].items.push_back(dimension_item(pointer));
  for (std::size_t i = 0; i < index.size(); ++i) {
    std::string& bytes = frame_groups(object, i)[{0x0020, 0x9111}].items[0][{0x0020, 0x9157}].bytes;
    bytes.append(reinterpret_cast<const char*>(&index[i]), 4);
  }
}

DicomTree mapping_item(double slope, double intercept, const std::string& unit) {
  DicomTree mapping, code;
  code.set(0x0008, 0x0100, "SH", unit);
  code.set(0x0008, 0x0102, "SH", "UCUM");
  code.set(0x0008, 0x0104, "LO", unit);
  mapping.set_items(0x0040, 0x08ea, {code});
  mapping.set(0x0040, 0x9210, "SH", unit);
  mapping.set_fd(0x0040, 0x9224, intercept);
  mapping.set_fd(0x0040, 0x9225, slope);
  return mapping;
}

}  // namespace radgauge::testing
