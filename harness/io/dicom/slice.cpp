#include "io/dicom/slice.h"

#include <cmath>

#include "core/text.h"
#include "io/dicom/enhanced.h"

namespace radgauge::io {

namespace {

std::optional<std::int64_t> digits_of(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  std::int64_t value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = 10 * value + (text[i] - '0');
  }
  return value;
}

/// Days from 1 January 1970 in the Gregorian calendar (Howard Hinnant's days_from_civil, public domain).
std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

std::optional<double> seconds_of_date(std::string_view date) {
  if (date.empty()) return 0.0;
  std::string plain;
  for (const char c : date)
    if (c != '.') plain += c;  // ACR-NEMA wrote YYYY.MM.DD
  const auto year = digits_of(plain, 0, 4), month = digits_of(plain, 4, 2), day = digits_of(plain, 6, 2);
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1 || *day > 31) return std::nullopt;
  return 86400.0 * static_cast<double>(days_of(*year, *month, *day));
}

std::optional<double> seconds_of_time(std::string_view time) {
  std::string plain;
  for (const char c : time)
    if (c != ':') plain += c;
  const auto hours = digits_of(plain, 0, 2);
  if (!hours || *hours > 23) return std::nullopt;
  const auto minutes = plain.size() >= 4 ? digits_of(plain, 2, 2) : 0;
  const auto seconds = plain.size() >= 6 ? digits_of(plain, 4, 2) : 0;
  if (!minutes || !seconds || *minutes > 59 || *seconds > 60) return std::nullopt;
  double fraction = 0;
  if (plain.size() > 7 && plain[6] == '.') {
    const auto parsed = parse_double("0" + plain.substr(6));
    if (!parsed) return std::nullopt;
    fraction = *parsed;
  }
  return 3600.0 * static_cast<double>(*hours) + 60.0 * static_cast<double>(*minutes) +
         static_cast<double>(*seconds) + fraction;
}

std::optional<Vec3> vector_at(const std::vector<double>& numbers, std::size_t at) {
  if (numbers.size() < at + 3) return std::nullopt;
  const Vec3 v{numbers[at], numbers[at + 1], numbers[at + 2]};
  for (const double x : v)
    if (!(std::abs(x) < 1e7)) return std::nullopt;
  return v;
}

std::optional<double> length_of(std::optional<double> number) {
  return number && *number > 0 && *number < 1e6 ? number : std::nullopt;
}

PetTimes pet_times(const DicomDataset& data) {
  PetTimes times;
  times.acquired_s = dicom_seconds(data.text({0x0008, 0x0022}), data.text({0x0008, 0x0032}));
  times.series_s = dicom_seconds(data.text({0x0008, 0x0021}), data.text({0x0008, 0x0031}));
  if (const auto ms = data.number({0x0054, 0x1300})) times.frame_reference_s = *ms / 1000;
  if (const auto ms = data.number({0x0018, 0x1242})) times.duration_s = *ms / 1000;
  return times;
}

void read_geometry(const DicomDataset& data, DicomSlice& slice) {
  slice.position_mm = vector_at(data.numbers({0x0020, 0x0032}), 0);
  const std::vector<double> cosines = data.numbers({0x0020, 0x0037});
  slice.along_row = vector_at(cosines, 0);
  slice.along_column = vector_at(cosines, 3);
  const std::vector<double> spacing = data.numbers({0x0028, 0x0030});
  if (spacing.size() >= 2) {
    slice.row_spacing_mm = length_of(spacing[0]);
    slice.column_spacing_mm = length_of(spacing[1]);
  }
  slice.thickness_mm = length_of(data.number({0x0018, 0x0050}));
  slice.spacing_between_mm = length_of(data.number({0x0018, 0x0088}));
  slice.tilt_deg = data.number({0x0018, 0x1120});
}

/// A slice by `data`, which is the header of `file` or of one of its frames.
DicomSlice slice_by(const DicomDataset& data, const DicomFile& file) {
  DicomSlice slice;
  slice.file = file.path;
  slice.series_uid = data.text({0x0020, 0x000e});
  slice.instance_uid = data.text({0x0008, 0x0018});
  slice.frame_uid = data.text({0x0020, 0x0052});
  slice.study_uid = data.text({0x0020, 0x000d});
  slice.patient_id = data.text({0x0010, 0x0020});
  slice.sop_class = data.text({0x0008, 0x0016});
  slice.modality = data.text({0x0008, 0x0060});
  slice.transfer_syntax = file.transfer_syntax;
  slice.columns = data.whole({0x0028, 0x0011}).value_or(0);
  slice.rows = data.whole({0x0028, 0x0010}).value_or(0);
  slice.frames = data.whole({0x0028, 0x0008}).value_or(1);
  slice.samples = data.whole({0x0028, 0x0002}).value_or(1);
  slice.bits_allocated = data.whole({0x0028, 0x0100}).value_or(0);
  slice.bits_stored = data.whole({0x0028, 0x0101}).value_or(slice.bits_allocated);
  slice.is_signed = data.whole({0x0028, 0x0103}).value_or(0) == 1;
  slice.is_inverted = data.text({0x0028, 0x0004}) == "MONOCHROME1";
  slice.slope = data.number({0x0028, 0x1053}).value_or(1);
  slice.intercept = data.number({0x0028, 0x1052}).value_or(0);
  slice.rescale_type = data.text({0x0028, 0x1054});
  slice.aspects = aspects_of(data);
  slice.pixels = file.pixels;
  slice.file_bytes = file.file_bytes;
  slice.pet = pet_times(data);
  read_geometry(data, slice);
  if (!file.pixels || slice.columns < 1 || slice.rows < 1)
    throw DicomError(DicomFault::unsupported_object, file.path,
                     "this DICOM object (" +
                         (slice.modality.empty() ? "of no modality" : shortened(slice.modality)) +
                         ") has no pixels",
                     "name a series of images");
  return slice;
}
}  // namespace

std::optional<double> dicom_seconds(std::string_view date, std::string_view time) {
  const auto day = seconds_of_date(date), second = seconds_of_time(time);
  return day && second ? std::optional(*day + *second) : std::nullopt;
}

std::optional<double> dicom_seconds(std::string_view date_time) {
  if (date_time.size() < 10) return std::nullopt;
  std::string_view time = date_time.substr(8);
  time = time.substr(0, time.find_first_of("+-"));
  return dicom_seconds(date_time.substr(0, 8), time);
}

std::string DicomSlice::name() const {
  return frame < 0 ? "it" : "frame " + to_text(frame + 1);
}

DicomSlice slice_of(const DicomFile& file) {
  return slice_by(file.data, file);
}

std::vector<DicomSlice> slices_of(const DicomFile& file) {
  if (!is_enhanced(file)) return {slice_of(file)};
  const FrameHeaders headers(file);
  std::vector<DicomSlice> slices;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    slices.push_back(slice_by(headers.of(i), file));
    slices.back().frame = static_cast<std::int64_t>(i);
  }
  return slices;
}

DicomDataset series_header(const DicomFile& file) {
  return is_enhanced(file) ? FrameHeaders(file).of(0) : file.data;
}

}  // namespace radgauge::io
