#include "intake/scanner_attributes.h"

#include "core/text.h"
#include "study/name_letters.h"

namespace radgauge::intake {

std::string name_text(const std::string& text) {
  std::string result;
  for (const char c : trim(text)) result += study::is_name_letter(c) ? c : '_';
  return result;
}

std::string manufacturer_class(const std::string& name) {
  std::string lower;
  for (const char c : name) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  struct Known {
    std::string_view part, name;
  };
  static constexpr Known kKnown[] = {{"siemens", "Siemens"},
                                     {"cti", "Siemens"},
                                     {"cps", "Siemens"},
                                     {"philips", "Philips"},
                                     {"adac", "Philips"},
                                     {"picker", "Philips"},
                                     {"toshiba", "Canon"},
                                     {"canon", "Canon"},
                                     {"hitachi", "Fujifilm"},
                                     {"fuji", "Fujifilm"},
                                     {"united imaging", "United Imaging"},
                                     {"uih", "United Imaging"},
                                     {"mediso", "Mediso"},
                                     {"neusoft", "Neusoft"},
                                     {"ge medical", "GE"},
                                     {"ge health", "GE"},
                                     {"general electric", "GE"}};
  if (trim(lower).empty()) return "";
  if (trim(lower) == "ge") return "GE";
  for (const Known& known : kKnown)
    if (lower.find(known.part) != std::string::npos) return std::string(known.name);
  return "other";
}

std::map<std::string, std::string> scanner_attributes(const io::DicomSeries& series,
                                                      const Identifiers& identifiers) {
  std::map<std::string, std::string> columns;
  const io::DicomDataset& header = series.header;
  const auto add = [&](const std::string& name, const std::string& text) {
    if (!text.empty() && !identifiers.are_in(text)) columns[name] = name_text(text);
  };
  const auto add_number = [&](const std::string& name, std::optional<double> number) {
    if (number) columns[name] = to_text(*number);
  };
  add("manufacturer", manufacturer_class(header.text({0x0008, 0x0070})));
  add("model", header.text({0x0008, 0x1090}));
  add("kernel", header.text({0x0018, 0x1210}));
  add_number("kvp", header.number({0x0018, 0x0060}));
  add_number("exposure_mas", header.number({0x0018, 0x1152}));
  add_number("field_strength_t", header.number({0x0018, 0x0087}));
  add_number("repetition_time_ms", header.number({0x0018, 0x0080}));
  add_number("echo_time_ms", header.number({0x0018, 0x0081}));
  add_number("slice_thickness_mm", series.first().thickness_mm);
  add_number("pixel_mm", series.first().column_spacing_mm);
  if (series.faults.empty())
    add_number("slice_spacing_mm", parse_double(to_rounded_text(series.lattice.spacing_mm[2], 6)));
  return columns;
}

std::string scanner_level(const io::DicomSeries& series, const Identifiers& identifiers,
                          const Pseudonyms& pseudonyms) {
  const std::string model = series.header.text({0x0008, 0x1090});
  std::string level = manufacturer_class(series.header.text({0x0008, 0x0070}));
  if (!model.empty() && !identifiers.are_in(model)) level += (level.empty() ? "" : " ") + name_text(model);
  std::string device = series.header.text({0x0018, 0x1000});
  if (device.empty()) device = series.header.text({0x0008, 0x1010});
  if (!device.empty()) level += (level.empty() ? "scanner-" : "-") + pseudonyms.of("", device).substr(0, 4);
  return level;
}

}  // namespace radgauge::intake
