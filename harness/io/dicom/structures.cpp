#include "io/dicom/structures.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/text.h"

namespace radgauge::io {

namespace {

constexpr std::string_view kStructureSetClass = "1.2.840.10008.5.1.4.1.1.481.3";

/// UIDs of the series that a structure set refers to, each once.
std::vector<std::string> referenced_series(const DicomDataset& data) {
  std::vector<std::string> uids;
  for (const DicomDataset& frame : data.items({0x3006, 0x0010}))
    for (const DicomDataset& study : frame.items({0x3006, 0x0012}))
      for (const DicomDataset& series : study.items({0x3006, 0x0014}))
        uids.push_back(series.text({0x0020, 0x000e}));
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

/// Whether it bounds an area (PS3.3 C.8.8.6.1). What says no type is taken for closed.
bool is_closed(const DicomContour& contour) {
  for (const std::string_view open : {"OPEN_PLANAR", "OPEN_NONPLANAR", "POINT"})
    if (contour.type == open) return false;
  return contour.points_mm.size() >= 3;
}

/// All contours of a region, of every kind.
std::vector<DicomContour> contours_of(const std::string& path, const DicomDataset& roi) {
  std::vector<DicomContour> contours;
  for (const DicomDataset& item : roi.items({0x3006, 0x0040})) {
    DicomContour contour;
    contour.type = item.text({0x3006, 0x0042});
    const std::vector<double> numbers = item.numbers({0x3006, 0x0050});
    const DicomElement* data = item.find({0x3006, 0x0050});
    const auto written =
        data == nullptr || data->bytes.empty()
            ? 0
            : static_cast<std::size_t>(std::count(data->bytes.begin(), data->bytes.end(), '\\')) + 1;
    const auto promised = item.whole({0x3006, 0x0046});
    if (numbers.size() % 3 != 0 || numbers.size() != written ||
        (promised && static_cast<std::size_t>(*promised) * 3 != numbers.size()))
      throw DicomError(DicomFault::unreadable, path,
                       "a contour is damaged: it has " + count_text(numbers.size()) +
                           " numbers that can be read of " + count_text(written) +
                           (promised ? ", for " + to_text(*promised) + " points" : ""),
                       "export the structure set again");
    for (std::size_t i = 0; i + 2 < numbers.size(); i += 3) {
      const Vec3 point{numbers[i], numbers[i + 1], numbers[i + 2]};
      for (const double x : point)
        if (!(std::abs(x) < 1e6))
          throw DicomError(DicomFault::unreadable, path,
                           "a contour has a point at " + to_rounded_text(x) + " mm",
                           "export the structure set again");
      contour.points_mm.push_back(point);
    }
    contours.push_back(std::move(contour));
  }
  return contours;
}

void add_contours(DicomRoi& roi, std::vector<DicomContour> contours) {
  for (DicomContour& contour : contours) {
    if (is_closed(contour))
      roi.contours.push_back(std::move(contour));
    else
      ++roi.open_contours;
  }
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// Index of the name that a label means; nothing if there is none, or several equally.
std::optional<std::size_t> index_of(const std::vector<std::string>& names, const std::string& label) {
  const auto only = [&](const std::function<bool(const std::string&)>& fits) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!fits(names[i])) continue;
      if (found) return std::optional<std::size_t>();
      found = i;
    }
    return found;
  };
  if (const auto exact = only([&](const std::string& name) { return name == label; })) return exact;
  if (const auto same = only([&](const std::string& name) { return lower_case(name) == lower_case(label); }))
    return same;
  if (label.find_first_of("*?") == std::string::npos) return std::nullopt;
  return only([&](const std::string& name) { return matches_pattern(lower_case(name), lower_case(label)); });
}

DicomError no_such(const std::string& path, const std::string& what, const std::string& label,
                   const std::vector<std::string>& names) {
  if (names.empty())
    return {DicomFault::empty_mask, path, "it has no " + what,
            "export it with the " + what + " that was drawn"};
  return {DicomFault::missing_structure, path,
          (label.empty() ? "it has several (a " + what + " must be named): "
                         : "no single " + what + " is called '" + shortened(label) + "'" +
                               did_you_mean(label, names) + "; it has ") +
              listed(names),
          "say which one is meant: --mask-label NAME, or the column mask_label of the cohort table"};
}

}  // namespace

bool is_structure_set(const DicomFile& file) {
  return file.data.text({0x0008, 0x0016}) == kStructureSetClass ||
         file.data.text({0x0008, 0x0060}) == "RTSTRUCT";
}

DicomStructureSet structure_set_of(const DicomFile& file) {
  const DicomDataset& data = file.data;
  DicomStructureSet set;
  set.file = file.path;
  set.label = data.text({0x3006, 0x0002});
  set.patient_id = data.text({0x0010, 0x0020});
  set.study_uid = data.text({0x0020, 0x000d});
  set.series_uids = referenced_series(data);
  set.frame_uid = data.item({0x3006, 0x0010}).text({0x0020, 0x0052});
  if (set.frame_uid.empty()) set.frame_uid = data.text({0x0020, 0x0052});
  for (const DicomDataset& item : data.items({0x3006, 0x0020})) {
    DicomRoi roi;
    roi.number = item.whole({0x3006, 0x0022}).value_or(-1);
    roi.name = item.text({0x3006, 0x0026});
    roi.frame_uid = item.text({0x3006, 0x0024});
    set.rois.push_back(std::move(roi));
  }
  for (const DicomDataset& item : data.items({0x3006, 0x0039})) {
    const auto number = item.whole({0x3006, 0x0084}).value_or(-2);
    auto contours = contours_of(file.path, item);
    const auto roi =
        std::find_if(set.rois.begin(), set.rois.end(), [&](const DicomRoi& r) { return r.number == number; });
    // One that refers to no region by number belongs to the only one there is.
    if (roi != set.rois.end())
      add_contours(*roi, std::move(contours));
    else if (number == -2 && set.rois.size() == 1)
      add_contours(set.rois.front(), std::move(contours));
  }
  return set;
}

const DicomRoi& find_roi(const DicomStructureSet& set, const std::string& label) {
  std::vector<std::string> names;
  std::vector<const DicomRoi*> rois;
  for (const DicomRoi& roi : set.rois) {
    if (label.empty() && roi.contours.empty() && roi.open_contours == 0) continue;
    names.push_back(roi.name);
    rois.push_back(&roi);
  }
  std::optional<std::size_t> found;
  if (!label.empty())
    found = index_of(names, label);
  else if (rois.size() == 1)
    found = 0;
  if (!found) throw no_such(set.file, "structure", label, names);
  if (rois[*found]->contours.empty() && rois[*found]->open_contours > 0)
    throw DicomError(DicomFault::open_contour, set.file,
                     "the structure '" + shortened(rois[*found]->name) +
                         "' has only open contours or points, which bound no area",
                     "close them where they were drawn and export the structure set again");
  if (rois[*found]->contours.empty())
    throw DicomError(DicomFault::empty_mask, set.file,
                     "the structure '" + shortened(rois[*found]->name) + "' has no contour",
                     "draw it, or leave it out of the table");
  return *rois[*found];
}

std::int64_t find_segment(const DicomSegmentation& segmentation, const std::string& label) {
  std::vector<std::string> names;
  for (const DicomSegment& segment : segmentation.segments) names.push_back(segment.label);
  if (label.empty() && names.size() == 1) return segmentation.segments.front().number;
  if (const auto found = index_of(names, label)) return segmentation.segments[*found].number;
  if (const auto number = parse_int(label))
    for (const DicomSegment& segment : segmentation.segments)
      if (segment.number == *number) return *number;
  throw no_such(segmentation.file, "segment", label, names);
}

}  // namespace radgauge::io
