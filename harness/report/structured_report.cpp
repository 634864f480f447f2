#include "report/structured_report.h"

#include <tuple>

#include "core/build_info.h"
#include "core/hash.h"
#include "core/text.h"
#include "io/dicom/write.h"

namespace radgauge::report {

namespace {

using io::DicomDataset;
using io::DicomTag;

constexpr const char* kComprehensive3DSr = "1.2.840.10008.5.1.4.1.1.88.34";
constexpr DicomTag kContent{0x0040, 0xa730}, kConcept{0x0040, 0xa043}, kMeasured{0x0040, 0xa300},
    kUnits{0x0040, 0x08ea}, kFloat{0x0040, 0xa161}, kNumeric{0x0040, 0xa30a}, kValueType{0x0040, 0xa040},
    kRelation{0x0040, 0xa010};

/// Content Date must have a value: none of a patient, and the same for the same content.
constexpr const char* kNoDate = "19700101";

struct Code {
  std::string value, scheme, meaning;
};

DicomDataset code_item(const Code& code) {
  DicomDataset item;
  item.elements = {io::dicom_text({0x0008, 0x0100}, "SH", code.value),
                   io::dicom_text({0x0008, 0x0102}, "SH", code.scheme),
                   io::dicom_text({0x0008, 0x0104}, "LO", shortened(code.meaning, 64))};
  return item;
}

DicomDataset content_item(const std::string& relation, const std::string& type, const Code& concept_name) {
  DicomDataset item;
  if (!relation.empty()) item.elements.push_back(io::dicom_text(kRelation, "CS", relation));
  item.elements.push_back(io::dicom_text(kValueType, "CS", type));
  item.elements.push_back(io::dicom_sequence(kConcept, {code_item(concept_name)}));
  return item;
}

DicomDataset container(const std::string& relation, const Code& concept_name,
                       std::vector<DicomDataset> children) {
  DicomDataset item = content_item(relation, "CONTAINER", concept_name);
  item.elements.push_back(io::dicom_text({0x0040, 0xa050}, "CS", "SEPARATE"));
  item.elements.push_back(io::dicom_sequence(kContent, std::move(children)));
  return item;
}

DicomDataset text_item(const std::string& relation, const Code& concept_name, const std::string& text) {
  DicomDataset item = content_item(relation, "TEXT", concept_name);
  item.elements.push_back(io::dicom_text({0x0040, 0xa160}, "UT", text));
  return item;
}

DicomDataset code_content(const std::string& relation, const Code& concept_name, const Code& value) {
  DicomDataset item = content_item(relation, "CODE", concept_name);
  item.elements.push_back(io::dicom_sequence({0x0040, 0xa168}, {code_item(value)}));
  return item;
}

std::string ucum(const std::string& unit) {
  if (unit == "HU") return "[hnsf'U]";
  if (unit == "HU^2") return "[hnsf'U]2";
  if (unit == "SUV") return "g/ml{SUVbw}";
  if (unit == "SUV^2") return "(g/ml{SUVbw})2";
  if (unit == "mm^2") return "mm2";
  if (unit == "mm^3") return "mm3";
  if (unit == "mm^-1") return "/mm";
  return unit == "mm" || unit == "1" ? unit : "[arb'U]";
}

DicomDataset measurement(const store::StoredFeature& feature, bool has_value, double value) {
  DicomDataset item = content_item("CONTAINS", "NUM", {feature.info.ibsi_code, "IBSI", feature.name});
  if (!has_value) {
    item.elements.push_back(io::dicom_sequence(kMeasured, {}));
    item.elements.push_back(
        io::dicom_sequence({0x0040, 0xa301}, {code_item({"114006", "DCM", "Measurement failure"})}));
    return item;
  }
  DicomDataset measured;
  // A decimal string has at most 16 characters; the float64 beside it has every bit.
  std::string text = to_text(value);
  for (int digits = 15; text.size() > 16; --digits) text = to_rounded_text(value, digits);
  measured.elements = {
      io::dicom_text(kNumeric, "DS", text), io::dicom_double(kFloat, value),
      io::dicom_sequence(kUnits, {code_item({ucum(feature.info.unit), "UCUM", feature.info.unit})})};
  item.elements.push_back(io::dicom_sequence(kMeasured, {measured}));
  return item;
}

void collect(const DicomDataset& item, std::vector<ReportedValue>& values) {
  if (item.text(kValueType) == "NUM") {
    const DicomDataset name = item.item(kConcept), measured = item.item(kMeasured);
    const auto number = measured.number(kFloat);
    values.push_back({name.text({0x0008, 0x0100}), name.text({0x0008, 0x0104}),
                      measured.item(kUnits).text({0x0008, 0x0100}), number.has_value(), number.value_or(0)});
  }
  for (const DicomDataset& child : item.items(kContent)) collect(child, values);
}

}  // namespace

std::string structured_report(const std::vector<store::StoredFeature>& features,
                              const store::CellRecord& cell, const ReportedRegion& region) {
  std::vector<DicomDataset> group{
      text_item("HAS OBS CONTEXT", {"112039", "DCM", "Tracking Identifier"}, region.lesion),
      content_item("HAS OBS CONTEXT", "UIDREF", {"112040", "DCM", "Tracking Unique Identifier"})};
  group.back().elements.push_back(
      io::dicom_text({0x0040, 0xa124}, "UI",
                     io::dicom_uid_of("region " + region.patient + "/" + region.lesion + region.inputs)));
  std::string identity = region.patient + "/" + region.lesion + "/" + region.inputs;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const bool has_value = cell.statuses[i] == Status::ok;
    group.push_back(measurement(features[i], has_value, has_value ? cell.values[i] : 0));
    identity += features[i].name + (has_value ? to_text(cell.values[i]) : "-");
  }
  DicomDataset observer = content_item("HAS OBS CONTEXT", "UIDREF", {"121012", "DCM", "Device Observer UID"});
  observer.elements.push_back(io::dicom_text({0x0040, 0xa124}, "UI", io::dicom_uid_of(version_text())));
  DicomDataset root = container(
      "", {"126000", "DCM", "Imaging Measurement Report"},
      {code_content("HAS CONCEPT MOD", {"121049", "DCM", "Language of Content Item and Descendants"},
                    {"en", "RFC5646", "English"}),
       code_content("HAS OBS CONTEXT", {"121005", "DCM", "Observer Type"}, {"121007", "DCM", "Device"}),
       observer, text_item("HAS OBS CONTEXT", {"121013", "DCM", "Device Observer Name"}, version_text()),
       code_content("HAS CONCEPT MOD", {"121058", "DCM", "Procedure reported"},
                    {"363679005", "SCT", "Imaging procedure"}),
       container("CONTAINS", {"126010", "DCM", "Imaging Measurements"},
                 {container("CONTAINS", {"125007", "DCM", "Measurement Group"}, std::move(group))})});
  DicomDataset identifier;
  identifier.elements = {io::dicom_text({0x0008, 0x0105}, "CS", "DCMR"),
                         io::dicom_text({0x0040, 0xdb00}, "CS", "1500")};
  for (const auto& [tag, vr, text] : std::vector<std::tuple<DicomTag, std::string, std::string>>{
           {{0x0008, 0x0016}, "UI", kComprehensive3DSr},
           {{0x0008, 0x0018}, "UI", io::dicom_uid_of("report " + identity)},
           {{0x0008, 0x0020}, "DA", ""},
           {{0x0008, 0x0023}, "DA", kNoDate},
           {{0x0008, 0x0030}, "TM", ""},
           {{0x0008, 0x0033}, "TM", "000000"},
           {{0x0008, 0x0050}, "SH", ""},
           {{0x0008, 0x0060}, "CS", "SR"},
           {{0x0008, 0x0070}, "LO", "radgauge"},
           {{0x0008, 0x0090}, "PN", ""},
           {{0x0010, 0x0010}, "PN", region.patient + "^"},
           {{0x0010, 0x0020}, "LO", region.patient},
           {{0x0010, 0x0030}, "DA", ""},
           {{0x0010, 0x0040}, "CS", ""},
           {{0x0012, 0x0062}, "CS", "YES"},
           {{0x0012, 0x0063}, "LO", "Pseudonym by keyed hash; no name, identifier or date taken over"},
           {{0x0020, 0x000d}, "UI", io::dicom_uid_of("study " + region.patient)},
           {{0x0020, 0x000e}, "UI", io::dicom_uid_of("series " + identity)},
           {{0x0020, 0x0010}, "SH", ""},
           {{0x0020, 0x0011}, "IS", "1"},
           {{0x0020, 0x0013}, "IS", "1"},
           {{0x0040, 0xa491}, "CS", "COMPLETE"},
           {{0x0040, 0xa493}, "CS", "UNVERIFIED"}})
    root.elements.push_back(io::dicom_text(tag, vr, text));
  root.elements.push_back(io::dicom_sequence({0x0040, 0xa504}, {identifier}));
  root.elements.push_back(
      io::dicom_sequence({0x0008, 0x1111}, {}));  // procedure step, and procedure: unknown
  root.elements.push_back(io::dicom_sequence({0x0040, 0xa372}, {}));
  return io::dicom_bytes(std::move(root), "radgauge");
}

std::vector<ReportedValue> read_structured_report(const std::string& path) {
  const io::DicomFile file = io::read_dicom_header(path);
  if (file.data.text({0x0008, 0x0060}) != "SR" ||
      file.data.item({0x0040, 0xa504}).text({0x0040, 0xdb00}) != "1500")
    throw io::DicomError(io::DicomFault::unsupported_object, path, "this is no structured report of TID 1500",
                         "name one that radgauge extract --format dicom-sr wrote");
  std::vector<ReportedValue> values;
  collect(file.data, values);
  return values;
}

}  // namespace radgauge::report
