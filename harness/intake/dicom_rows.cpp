#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "core/text.h"
#include "intake/intake.h"
#include "intake/scanner_attributes.h"
#include "study/cohort.h"

namespace radgauge::intake {

namespace {

namespace fs = std::filesystem;
using study::CohortRow;

/// A region in a structure set or a segmentation.
struct DrawnRegion {
  std::string file, label, name;
  std::string patient_id, study_uid, frame_uid;
  std::vector<std::string> series_uids;
  bool is_empty = false;
  bool is_drawn = false;  ///< by contours
  std::int64_t contours = 0, open_contours = 0;
};

std::vector<DrawnRegion> regions_of(const Index& index) {
  std::vector<DrawnRegion> regions;
  for (const io::DicomStructureSet& set : index.structure_sets)
    for (const io::DicomRoi& roi : set.rois)
      regions.push_back({set.file, set.label, roi.name, set.patient_id, set.study_uid,
                         roi.frame_uid.empty() ? set.frame_uid : roi.frame_uid, set.series_uids,
                         roi.contours.empty(), true, std::ssize(roi.contours), roi.open_contours});
  for (const io::DicomSegmentation& segmentation : index.segmentations)
    for (const io::DicomSegment& segment : segmentation.segments) {
      const bool is_empty =
          std::none_of(segmentation.frames.begin(), segmentation.frames.end(),
                       [&](const io::DicomSegmentFrame& f) { return f.segment == segment.number; });
      regions.push_back({segmentation.file, segmentation.label, segment.label, segmentation.patient_id,
                         segmentation.study_uid, segmentation.frame_uid, segmentation.series_uids, is_empty});
    }
  return regions;
}

class DicomRows {
 public:
  DicomRows(const Index& index, const DicomIntake& intake, const Pseudonyms& pseudonyms)
      : index_(index), intake_(intake), pseudonyms_(pseudonyms) {
    number_sessions();
    number_channels();
  }

  CohortTable make(std::vector<std::pair<std::string, std::string>>& known) {
    for (const DrawnRegion& region : regions_of(index_)) add_region(region);
    const std::set<std::size_t> drawn_on = used_;
    for (std::size_t s = 0; s < index_.series.size(); ++s)
      if (drawn_on.count(s) == 0 && index_.series[s].faults.empty()) without_regions(s);
    for (const auto& entry : pseudonym_of_) known.push_back(entry);
    return std::move(table_);
  }

 private:
  void find(const std::string& file, FindingKind kind, const std::string& found, const std::string& advice) {
    table_.findings.push_back({relative_path(index_.root, file), kind, found, advice});
  }

  /// A patient's studies in the order of their dates are sessions 1, 2, ...
  void number_sessions() {
    std::map<std::string, std::map<std::string, double>> studies;
    for (const io::DicomSeries& series : index_.series) {
      const io::DicomSlice& first = series.first();
      const double when = io::dicom_seconds(series.header.text({0x0008, 0x0020}), "000000").value_or(0) +
                          io::dicom_seconds("", series.header.text({0x0008, 0x0030})).value_or(0);
      auto [it, is_new] = studies[first.patient_id].emplace(first.study_uid, when);
      if (!is_new) it->second = std::min(it->second, when);
    }
    for (const auto& [patient, dates] : studies) {
      std::vector<std::pair<double, std::string>> order;
      for (const auto& [uid, when] : dates) order.emplace_back(when, uid);
      std::sort(order.begin(), order.end());
      for (std::size_t i = 0; i < order.size(); ++i) {
        session_[order[i].second] = order.size() > 1 ? count_text(i + 1) : "";
        if (order.size() > 1 && order.front().first > 0)
          days_[order[i].second] = to_text(std::floor((order[i].first - order.front().first) / 86400));
      }
    }
  }

  /// Several series of one study are its channels: the modality, with a number where it has several.
  void number_channels() {
    std::map<std::string, std::map<std::string, std::size_t>> counts;
    for (const io::DicomSeries& series : index_.series)
      if (series.faults.empty()) ++counts[series.first().study_uid][series.first().modality];
    std::map<std::pair<std::string, std::string>, std::size_t> seen;
    for (std::size_t s = 0; s < index_.series.size(); ++s) {
      const io::DicomSlice& first = index_.series[s].first();
      const auto& of_study = counts[first.study_uid];
      const std::size_t ordinal = ++seen[{first.study_uid, first.modality}];
      const auto it = of_study.find(first.modality);
      const bool is_several = it != of_study.end() && it->second > 1;
      channel_.push_back(of_study.size() < 2 && !is_several
                             ? ""
                             : name_text(first.modality) + (is_several ? "-" + count_text(ordinal) : ""));
    }
  }

  /// Series that a region was drawn on: those it refers to; without any, those of its frame of reference.
  std::vector<std::size_t> series_of(const DrawnRegion& region) {
    std::vector<std::size_t> of_uid, of_frame;
    for (std::size_t s = 0; s < index_.series.size(); ++s) {
      const io::DicomSlice& first = index_.series[s].first();
      if (std::find(region.series_uids.begin(), region.series_uids.end(), first.series_uid) !=
          region.series_uids.end())
        of_uid.push_back(s);
      else if (!region.frame_uid.empty() && first.frame_uid == region.frame_uid &&
               first.patient_id == region.patient_id)
        of_frame.push_back(s);
    }
    return of_uid.empty() && region.series_uids.empty() ? of_frame : of_uid;
  }

  /// Of another series of the study, in the frame of reference of this one.
  std::vector<DrawnRegion> regions_beside(std::size_t s) const {
    const io::DicomSlice& first = index_.series[s].first();
    std::vector<DrawnRegion> beside;
    for (const DrawnRegion& region : regions_of(index_))
      if (!first.frame_uid.empty() && region.frame_uid == first.frame_uid &&
          region.patient_id == first.patient_id && region.study_uid == first.study_uid && !region.is_empty &&
          matches_pattern(region.name, intake_.roi_pattern) && !index_.identifiers.are_in(region.name))
        beside.push_back(region);
    return beside;
  }

  void without_regions(std::size_t s) {
    const std::vector<DrawnRegion> beside = regions_beside(s);
    if (intake_.share_masks && !beside.empty()) {
      for (const DrawnRegion& region : beside) add_row(region, s);
      return;
    }
    find(index_.series[s].file, FindingKind::missing_mask,
         "no structure set or segmentation was drawn on this series",
         beside.empty()
             ? "add the RTSTRUCT or SEG, or leave the series out"
             : "leave the series out, or take what was drawn on another series of its study in the same "
               "frame of reference (" +
                   count_text(beside.size()) + (beside.size() == 1 ? " region" : " regions") +
                   "): --share-masks");
  }

  void add_region(const DrawnRegion& region) {
    if (!matches_pattern(region.name, intake_.roi_pattern)) return;
    const std::vector<std::size_t> series = series_of(region);
    for (const std::size_t s : series) used_.insert(s);
    if (index_.identifiers.are_in(region.name)) {
      find(
          region.file, FindingKind::identifier_in_label,
          "the name of a structure holds a name, an identifier or a date of the header, which would reach results",
          "rename the structure");
      return;
    }
    if (region.open_contours > 0)
      find(region.file, FindingKind::open_contour,
           to_text(region.open_contours) + " of the " + to_text(region.contours + region.open_contours) +
               " contours of '" + shortened(region.name) +
               "' are open or single points: they bound no area and are left out",
           "close them where they were drawn and export the structure set again, or leave them out");
    if (region.is_empty && region.open_contours > 0) return;
    if (region.is_empty) {
      find(region.file, FindingKind::empty_mask,
           "the structure '" + shortened(region.name) + "' has no contour",
           "draw it, or remove it from the structure set");
      return;
    }
    if (series.empty()) return find_lost(region);
    for (const std::size_t s : series) add_row(region, s);
  }

  /// A region whose series is not there: in no frame that is, or the export is not whole.
  void find_lost(const DrawnRegion& region) {
    const bool frame_is_there =
        std::any_of(index_.series.begin(), index_.series.end(), [&](const io::DicomSeries& series) {
          return !region.frame_uid.empty() && series.first().frame_uid == region.frame_uid;
        });
    if (frame_is_there)
      find(region.file, FindingKind::missing_image,
           "the series that '" + shortened(region.name) + "' was drawn on is not there", "export it as well");
    else
      find(region.file, FindingKind::frame_of_reference,
           "no series is in the frame of reference that '" + shortened(region.name) + "' was drawn in",
           "export the series that it was drawn on, or register the two and export the structure again");
  }

  void add_row(const DrawnRegion& region, std::size_t s) {
    const io::DicomSeries& series = index_.series[s];
    if (!series.faults.empty()) return;
    const io::DicomSlice& first = series.first();
    if (!region.frame_uid.empty() && !first.frame_uid.empty() && region.frame_uid != first.frame_uid)
      return find(region.file, FindingKind::frame_of_reference,
                  "'" + shortened(region.name) +
                      "' is in another frame of reference than the series that it refers to",
                  "take the series that it was drawn on, or register the two and export the structure again");
    if (region.patient_id != first.patient_id)
      return find(region.file, FindingKind::frame_of_reference,
                  "'" + shortened(region.name) + "' refers to a series of another patient",
                  "export the structure set of this patient's series");
    CohortRow row;
    row.patient = patient_of(first);
    row.lesion = name_text(region.name).empty() ? "1" : name_text(region.name);
    row.channel = channel_[s];
    row.image = image_path(s);
    row.mask = table_path(region.file);
    row.set_label(region.name);
    if (region.is_drawn) row.contour_coverage = intake_.contour_coverage;
    row.modality = study::parse_modality(first.modality).value_or(Modality::other);
    row.unit = name_text(io::other_unit(series));
    if (row.unit.empty()) row.unit = study::usual_unit(row.modality);
    row.session = session_[first.study_uid];
    row.reader = reader_of(region);
    row.scanner = scanner_level(series, index_.identifiers, pseudonyms_);
    if (const std::string site = series.header.text({0x0008, 0x0080}); !site.empty())
      row.site = pseudonyms_.of("S-", site);
    row.covariates = scanner_attributes(series, index_.identifiers);
    if (const auto it = days_.find(first.study_uid); it != days_.end())
      row.covariates["days_since_first"] = it->second;
    if (!names_.insert(row.name()).second)
      return find(region.file, FindingKind::duplicate_row,
                  "'" + shortened(region.name) +
                      "' was drawn twice on one image by one reader (the label of the "
                      "structure set)",
                  "give the structure sets of two readers two labels, or remove one");
    table_.rows.push_back(std::move(row));
  }

  std::string patient_of(const io::DicomSlice& slice) {
    std::string& known = pseudonym_of_[slice.patient_id];
    if (known.empty()) known = pseudonyms_.of("P-", slice.patient_id);
    return known;
  }

  std::string reader_of(const DrawnRegion& region) {
    const std::string text = name_text(region.label);
    if (!index_.identifiers.are_in(text)) return text;
    if (told_.insert(region.file).second)
      find(
          region.file, FindingKind::identifier_in_label,
          "the label of the structure set holds a name, an identifier or a date of the header; the reader is called by "
          "a pseudonym",
          "label structure sets by their readers");
    return pseudonyms_.of("R-", region.label);
  }

  std::string table_path(const std::string& file) const {
    return fs::absolute(file)
        .lexically_relative(fs::absolute(intake_.table_folder).lexically_normal())
        .string();
  }

  /// The folder of a series that has it alone, else its first file.
  std::string image_path(std::size_t s) const {
    const fs::path folder = fs::path(index_.series[s].file).parent_path();
    const auto same = std::count_if(
        index_.series.begin(), index_.series.end(),
        [&](const io::DicomSeries& other) { return fs::path(other.file).parent_path() == folder; });
    return table_path(same > 1 ? index_.series[s].file : folder.string());
  }

  const Index& index_;
  const DicomIntake& intake_;
  const Pseudonyms& pseudonyms_;
  CohortTable table_;
  std::set<std::size_t> used_;
  std::set<std::string> names_, told_;
  std::map<std::string, std::string> session_, days_, pseudonym_of_;
  std::vector<std::string> channel_;
};

}  // namespace

CohortTable dicom_rows(const Index& index, const DicomIntake& intake, const Pseudonyms& pseudonyms,
                       std::vector<std::pair<std::string, std::string>>& known) {
  return DicomRows(index, intake, pseudonyms).make(known);
}

}  // namespace radgauge::intake
