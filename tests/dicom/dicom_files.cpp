#include "dicom/dicom_files.h"

#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmImageReader.h>
#include <gdcmSequenceOfItems.h>
#include <gdcmTrace.h>
#include <gdcmWriter.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <numbers>
#include <stdexcept>

#include "core/text.h"
#include "imaging/rasterise.h"

namespace radgauge::testing {

namespace {

constexpr const char* kRoot = "1.2.826.0.1.3680043.9.9999.";

gdcm::DataSet data_set_of(const DicomTree& tree);

gdcm::DataElement element_of(std::pair<std::uint16_t, std::uint16_t> tag, const DicomValue& value) {
  gdcm::DataElement element(gdcm::Tag(tag.first, tag.second));
  element.SetVR(gdcm::VR::GetVRType(value.vr.c_str()));
  if (value.vr != "SQ") {
    std::string padded = value.bytes;
    if (padded.size() % 2 != 0) padded += value.vr == "UI" || value.vr == "OB" ? '\0' : ' ';
    element.SetByteValue(padded.data(), static_cast<std::uint32_t>(padded.size()));
    return element;
  }
  gdcm::SmartPointer<gdcm::SequenceOfItems> items = new gdcm::SequenceOfItems();
  items->SetLengthToUndefined();
  for (const DicomTree& tree : value.items) {
    gdcm::Item item;
    item.SetVLToUndefined();
    item.SetNestedDataSet(data_set_of(tree));
    items->AddItem(item);
  }
  element.SetValue(*items);
  element.SetVLToUndefined();
  return element;
}

gdcm::DataSet data_set_of(const DicomTree& tree) {
  gdcm::DataSet data;
  for (const auto& [tag, value] : tree) data.Insert(element_of(tag, value));
  return data;
}

void compress(const std::string& path, const std::string& transfer_syntax) {
  gdcm::Trace::SetError(false);  // of geometry that it finds in no enhanced object
  gdcm::Trace::SetWarning(false);
  gdcm::ImageReader reader;
  reader.SetFileName(path.c_str());
  if (!reader.Read()) throw std::runtime_error("GDCM does not read " + path);
  gdcm::ImageChangeTransferSyntax change;
  change.SetTransferSyntax(gdcm::TransferSyntax::GetTSType(transfer_syntax.c_str()));
  change.SetInput(reader.GetImage());
  if (!change.Change()) throw std::runtime_error("GDCM does not encode " + transfer_syntax);
  // An ImageWriter would write functional groups of its own.
  gdcm::Writer writer;
  writer.SetFile(reader.GetFile());
  writer.GetFile().GetDataSet().Replace(change.GetOutput().GetDataElement());
  writer.GetFile().GetHeader().SetDataSetTransferSyntax(
      gdcm::TransferSyntax::GetTSType(transfer_syntax.c_str()));
  writer.SetFileName(path.c_str());
  if (!writer.Write()) throw std::runtime_error("GDCM does not write " + path);
}

std::string numbers_text(const std::vector<double>& numbers) {
  std::vector<std::string> parts;
  for (const double number : numbers) parts.push_back(to_text(number));
  return join(parts, "\\");
}

std::string uid(const std::string& of) {
  return kRoot + of;
}

/// A number for a name of a series, a study or a frame.
std::string number_of(const std::string& name) {
  std::uint32_t hash = 2166136261u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return std::to_string(hash);
}

std::string image_class(const std::string& modality) {
  if (modality == "PT") return "1.2.840.10008.5.1.4.1.1.128";
  return modality == "MR" ? "1.2.840.10008.5.1.4.1.1.4" : "1.2.840.10008.5.1.4.1.1.2";
}

void set_patient(DicomTree& tree, const SeriesExample& example) {
  tree.set(0x0008, 0x0005, "CS", "ISO_IR 192");
  tree.set(0x0008, 0x0020, "DA", example.date);
  tree.set(0x0008, 0x0021, "DA", example.date);
  tree.set(0x0008, 0x0030, "TM", "110000");
  tree.set(0x0008, 0x0031, "TM", "110000");
  tree.set(0x0008, 0x0050, "SH", "ACC-90210");
  tree.set(0x0008, 0x0070, "LO", "SIEMENS");
  tree.set(0x0008, 0x0080, "LO", "St. Elsewhere");
  tree.set(0x0008, 0x1090, "LO", "Biograph 40");
  tree.set(0x0010, 0x0010, "PN", example.patient_name);
  tree.set(0x0010, 0x0020, "LO", example.patient);
  tree.set(0x0010, 0x0030, "DA", "19510607");
  tree.set(0x0010, 0x0040, "CS", "F");
  tree.set(0x0020, 0x000d, "UI", uid("2." + number_of(example.patient + example.study)));
  tree.set(0x0020, 0x0052, "UI", uid("3." + number_of(example.patient + example.frame)));
}

std::string series_uid(const SeriesExample& example) {
  return uid("4." + number_of(example.patient + example.study + example.name));
}

constexpr double kWeight_kg = 70, kDose_bq = 3.5e8, kHalfLife_s = 6586.2, kDelay_s = 3600;

void set_pet(DicomTree& tree) {
  tree.set(0x0010, 0x1030, "DS", to_text(kWeight_kg));
  tree.set(0x0010, 0x1020, "DS", "1.75");
  tree.set(0x0028, 0x0051, "CS", "ATTN\\DECY");
  tree.set(0x0054, 0x1001, "CS", "BQML");
  tree.set(0x0054, 0x1102, "CS", "START");
  tree.set(0x0008, 0x0022, "DA", tree[{0x0008, 0x0021}].bytes);
  tree.set(0x0008, 0x0032, "TM", "110000");
  DicomTree tracer;
  tracer.set(0x0018, 0x1072, "TM", "100000");
  tracer.set(0x0018, 0x1074, "DS", to_text(kDose_bq));
  tracer.set(0x0018, 0x1075, "DS", to_text(kHalfLife_s));
  tree.set_items(0x0054, 0x0016, {tracer});
}

void set_scanner(DicomTree& tree, const std::string& modality) {
  if (modality == "CT") {
    tree.set(0x0018, 0x0060, "DS", "120");
    tree.set(0x0018, 0x1210, "SH", "B30f");
    tree.set(0x0018, 0x1152, "IS", "210");
  }
  if (modality == "MR") {
    tree.set(0x0018, 0x0087, "DS", "1.5");
    tree.set(0x0018, 0x0080, "DS", "550");
    tree.set(0x0018, 0x0081, "DS", "12.5");
  }
}

std::string pixels_of(const Volume& image, std::int64_t slice, const SeriesExample& example) {
  std::string bytes;
  const std::int64_t n = image.lattice.size[0] * image.lattice.size[1];
  for (std::int64_t i = 0; i < n; ++i) {
    const double value = image.voxels[static_cast<std::size_t>(slice * n + i)];
    const double stored = std::round((value - example.intercept) / example.slope);
    if (!(std::abs(stored) < 32768)) throw std::runtime_error("a value does not fit into 16 bits");
    const auto number = static_cast<std::int16_t>(stored);
    bytes.append(reinterpret_cast<const char*>(&number), 2);
  }
  return bytes;
}

Vec3 column_of(const Lattice& lattice, std::size_t axis) {
  return {lattice.direction[axis], lattice.direction[3 + axis], lattice.direction[6 + axis]};
}

std::string orientation_text(const Lattice& lattice) {
  const Vec3 row = column_of(lattice, 0), column = column_of(lattice, 1);
  return numbers_text({row[0], row[1], row[2], column[0], column[1], column[2]});
}

std::string position_text(const Lattice& lattice, std::int64_t slice) {
  const Vec3 at = lattice.to_physical({0, 0, static_cast<double>(slice)});
  return numbers_text({at[0], at[1], at[2]});
}

std::vector<std::uint8_t> slice_of_mask(const Mask& mask, std::int64_t slice) {
  const auto n = mask.lattice.size[0] * mask.lattice.size[1];
  return {mask.voxels.begin() + slice * n, mask.voxels.begin() + (slice + 1) * n};
}

std::vector<DicomTree> outline_items(const Mask& mask) {
  std::vector<DicomTree> items;
  for (std::int64_t z = 0; z < mask.lattice.size[2]; ++z)
    for (const auto& polygon :
         imaging::voxel_outline(slice_of_mask(mask, z), mask.lattice.size[0], mask.lattice.size[1])) {
      std::vector<Vec3> points;
      for (const auto& p : polygon)
        points.push_back(mask.lattice.to_physical({p[0], p[1], static_cast<double>(z)}));
      items.push_back(contour_item(points));
    }
  return items;
}

}  // namespace

DicomValue::DicomValue() = default;
DicomValue::DicomValue(std::string value_representation, std::string value)
    : vr(std::move(value_representation)), bytes(std::move(value)) {}
DicomValue::DicomValue(std::string value_representation, std::string value, std::vector<DicomTree> sequence)
    : vr(std::move(value_representation)), bytes(std::move(value)), items(std::move(sequence)) {}

void DicomTree::set_us(std::uint16_t group, std::uint16_t element, std::int64_t number) {
  const auto us = static_cast<std::uint16_t>(number);
  (*this)[{group, element}] = {"US", std::string(reinterpret_cast<const char*>(&us), 2)};
}

void DicomTree::set_ul(std::uint16_t group, std::uint16_t element,
                       const std::vector<std::uint32_t>& numbers) {
  (*this)[{group, element}] = {
      "UL", std::string(reinterpret_cast<const char*>(numbers.data()), 4 * numbers.size())};
}

void DicomTree::set_fd(std::uint16_t group, std::uint16_t element, double number) {
  (*this)[{group, element}] = {"FD", std::string(reinterpret_cast<const char*>(&number), 8)};
}

bool holds_secret(const std::string& text, const std::string& secret) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool is_date = std::all_of(secret.begin(), secret.end(), is_digit);
  const auto goes_on = [&](std::size_t at) { return is_date && at < text.size() && is_digit(text[at]); };
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 1))
    if (!goes_on(at - 1) && !goes_on(at + secret.size())) return true;
  return false;
}

void write_dicom(const std::string& path, const DicomTree& tree, const std::string& transfer_syntax) {
  const bool plain = transfer_syntax == kImplicitLittle || transfer_syntax == kExplicitLittle ||
                     transfer_syntax == "1.2.840.10008.1.2.1.99";
  gdcm::Writer writer;
  writer.SetFileName(path.c_str());
  writer.SetCheckFileMetaInformation(true);
  writer.GetFile().SetDataSet(data_set_of(tree));
  gdcm::FileMetaInformation& meta = writer.GetFile().GetHeader();
  meta.SetDataSetTransferSyntax(
      gdcm::TransferSyntax::GetTSType((plain ? transfer_syntax : kExplicitLittle).c_str()));
  if (!writer.Write()) throw std::runtime_error("GDCM does not write " + path);
  if (!plain) compress(path, transfer_syntax);
}

double example_suv_factor() {
  return kWeight_kg * 1000 / (kDose_bq * std::exp(-std::numbers::ln2 * kDelay_s / kHalfLife_s));
}

std::vector<DicomTree> series_trees(const Volume& image, const SeriesExample& example) {
  std::vector<DicomTree> slices;
  const Lattice& lattice = image.lattice;
  for (std::int64_t z = 0; z < lattice.size[2]; ++z) {
    DicomTree tree;
    set_patient(tree, example);
    tree.set(0x0008, 0x0016, "UI", image_class(example.modality));
    tree.set(0x0008, 0x0018, "UI", series_uid(example) + "." + std::to_string(z + 1));
    tree.set(0x0008, 0x0060, "CS", example.modality);
    tree.set(0x0018, 0x0050, "DS", to_text(lattice.spacing_mm[2]));
    tree.set(0x0020, 0x000e, "UI", series_uid(example));
    tree.set(0x0020, 0x0013, "IS", std::to_string(z + 1));
    tree.set(0x0020, 0x0032, "DS", position_text(lattice, z));
    tree.set(0x0020, 0x0037, "DS", orientation_text(lattice));
    tree.set_us(0x0028, 0x0002, 1);
    tree.set(0x0028, 0x0004, "CS", "MONOCHROME2");
    tree.set_us(0x0028, 0x0010, lattice.size[1]);
    tree.set_us(0x0028, 0x0011, lattice.size[0]);
    tree.set(0x0028, 0x0030, "DS", numbers_text({lattice.spacing_mm[1], lattice.spacing_mm[0]}));
    tree.set_us(0x0028, 0x0100, 16);
    tree.set_us(0x0028, 0x0101, 16);
    tree.set_us(0x0028, 0x0102, 15);
    tree.set_us(0x0028, 0x0103, 1);
    tree.set(0x0028, 0x1052, "DS", to_text(example.intercept));
    tree.set(0x0028, 0x1053, "DS", to_text(example.slope));
    set_scanner(tree, example.modality);
    if (example.modality == "PT") set_pet(tree);
    tree[{0x7fe0, 0x0010}] = {"OW", pixels_of(image, z, example)};
    slices.push_back(std::move(tree));
  }
  return slices;
}

void write_series(const std::string& folder, const std::vector<DicomTree>& slices,
                  const std::string& transfer_syntax) {
  std::filesystem::create_directories(folder);
  for (std::size_t i = 0; i < slices.size(); ++i) {
    std::string number = std::to_string(i + 1);
    number.insert(0, number.size() < 3 ? 3 - number.size() : 0, '0');
    write_dicom(folder + "/IM-" + number + ".dcm", slices[i], transfer_syntax);
  }
}

DicomTree contour_item(const std::vector<Vec3>& points_mm, const std::string& type) {
  std::vector<double> numbers;
  for (const Vec3& p : points_mm) numbers.insert(numbers.end(), p.begin(), p.end());
  DicomTree contour;
  contour.set(0x3006, 0x0042, "CS", type);
  contour.set(0x3006, 0x0046, "IS", std::to_string(points_mm.size()));
  contour.set(0x3006, 0x0050, "DS", numbers_text(numbers));
  return contour;
}

DicomTree structure_set_tree(const std::vector<RoiExample>& rois, const SeriesExample& example,
                             const std::string& label, const std::string& charset) {
  DicomTree tree;
  set_patient(tree, example);
  tree.set(0x0008, 0x0005, "CS", charset);
  tree.set(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.481.3");
  tree.set(0x0008, 0x0018, "UI", uid("5." + number_of(series_uid(example) + label)));
  tree.set(0x0008, 0x0060, "CS", "RTSTRUCT");
  tree.set(0x0020, 0x000e, "UI", uid("6." + number_of(series_uid(example) + label)));
  tree.set(0x3006, 0x0002, "SH", label);
  tree.set(0x3006, 0x0008, "DA", example.date);
  DicomTree frame, study, series;
  series.set(0x0020, 0x000e, "UI", series_uid(example));
  study.set(0x0008, 0x1150, "UI", "1.2.840.10008.3.1.2.3.1");
  study.set(0x0008, 0x1155, "UI", tree[{0x0020, 0x000d}].bytes);
  study.set_items(0x3006, 0x0014, {series});
  frame.set(0x0020, 0x0052, "UI", tree[{0x0020, 0x0052}].bytes);
  frame.set_items(0x3006, 0x0012, {study});
  tree.set_items(0x3006, 0x0010, {frame});
  std::vector<DicomTree> names, contours;
  for (std::size_t i = 0; i < rois.size(); ++i) {
    DicomTree name, drawn;
    name.set(0x3006, 0x0022, "IS", std::to_string(i + 1));
    name.set(0x3006, 0x0024, "UI", tree[{0x0020, 0x0052}].bytes);
    name.set(0x3006, 0x0026, "LO", rois[i].name);
    drawn.set(0x3006, 0x0084, "IS", std::to_string(i + 1));
    drawn.set_items(0x3006, 0x0040, outline_items(rois[i].mask));
    names.push_back(name);
    contours.push_back(drawn);
  }
  tree.set_items(0x3006, 0x0020, names);
  tree.set_items(0x3006, 0x0039, contours);
  return tree;
}

DicomTree segmentation_tree(const std::vector<RoiExample>& segments, const SeriesExample& example,
                            bool fractional, const std::string& label) {
  DicomTree tree;
  set_patient(tree, example);
  tree.set(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.66.4");
  tree.set(0x0008, 0x0018, "UI", uid("7." + number_of(series_uid(example) + label)));
  tree.set(0x0008, 0x0060, "CS", "SEG");
  tree.set(0x0020, 0x000e, "UI", uid("8." + number_of(series_uid(example) + label)));
  tree.set(0x0070, 0x0080, "CS", label);
  DicomTree series;
  series.set(0x0020, 0x000e, "UI", series_uid(example));
  tree.set_items(0x0008, 0x1115, {series});
  tree.set(0x0062, 0x0001, "CS", fractional ? "FRACTIONAL" : "BINARY");
  if (fractional) tree.set_us(0x0062, 0x000e, 255);
  std::vector<DicomTree> described, frames;
  std::string bytes;
  std::size_t bit = 0;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    DicomTree one;
    one.set_us(0x0062, 0x0004, static_cast<std::int64_t>(s + 1));
    one.set(0x0062, 0x0005, "LO", segments[s].name);
    described.push_back(one);
    const Mask& mask = segments[s].mask;
    for (std::int64_t z = 0; z < mask.lattice.size[2]; ++z) {
      const auto inside = slice_of_mask(mask, z);
      if (std::find(inside.begin(), inside.end(), 1) == inside.end()) continue;
      for (const std::uint8_t voxel : inside) {
        if (fractional) {
          bytes += static_cast<char>(voxel != 0 ? 255 : 0);
          continue;
        }
        if (bit % 8 == 0) bytes += '\0';
        if (voxel != 0) bytes.back() = static_cast<char>(bytes.back() | 1 << (bit % 8));
        ++bit;
      }
      DicomTree frame, position, identification;
      position.set(0x0020, 0x0032, "DS", position_text(mask.lattice, z));
      identification.set_us(0x0062, 0x000b, static_cast<std::int64_t>(s + 1));
      frame.set_items(0x0020, 0x9113, {position});
      frame.set_items(0x0062, 0x000a, {identification});
      frames.push_back(frame);
    }
  }
  const Lattice& lattice = segments.front().mask.lattice;
  DicomTree shared, orientation, measures;
  orientation.set(0x0020, 0x0037, "DS", orientation_text(lattice));
  measures.set(0x0028, 0x0030, "DS", numbers_text({lattice.spacing_mm[1], lattice.spacing_mm[0]}));
  measures.set(0x0018, 0x0050, "DS", to_text(lattice.spacing_mm[2]));
  shared.set_items(0x0020, 0x9116, {orientation});
  shared.set_items(0x0028, 0x9110, {measures});
  tree.set_items(0x0062, 0x0002, described);
  tree.set_items(0x5200, 0x9229, {shared});
  tree.set_items(0x5200, 0x9230, frames);
  tree.set(0x0028, 0x0008, "IS", std::to_string(frames.size()));
  tree.set_us(0x0028, 0x0002, 1);
  tree.set(0x0028, 0x0004, "CS", "MONOCHROME2");
  tree.set_us(0x0028, 0x0010, lattice.size[1]);
  tree.set_us(0x0028, 0x0011, lattice.size[0]);
  tree.set_us(0x0028, 0x0100, fractional ? 8 : 1);
  tree.set_us(0x0028, 0x0101, fractional ? 8 : 1);
  tree.set_us(0x0028, 0x0102, fractional ? 7 : 0);
  tree.set_us(0x0028, 0x0103, 0);
  tree[{0x7fe0, 0x0010}] = {"OB", bytes};
  return tree;
}

}  // namespace radgauge::testing
