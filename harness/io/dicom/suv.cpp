#include "io/dicom/suv.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/text.h"

namespace radgauge::io {

namespace {

std::optional<double> above_zero(std::optional<double> value) {
  return value && *value > 0 && std::isfinite(*value) ? value : std::nullopt;
}

/// A private attribute (PS3.5 7.8.1): in the block that `creator` reserved, else, as of files whose creators
/// were removed, in the block that it usually has.
const DicomElement* private_element(const DicomDataset& data, std::uint16_t group, std::string_view creator,
                                    std::uint16_t element) {
  for (const DicomElement& reserved : data.elements)
    if (reserved.tag.group == group && reserved.tag.element >= 0x10 && reserved.tag.element <= 0xff &&
        trim(data.text(reserved.tag)) == creator)
      return data.find({group, static_cast<std::uint16_t>(reserved.tag.element << 8 | element)});
  return data.find({group, static_cast<std::uint16_t>(0x1000 | element)});
}

std::optional<double> private_number(const DicomDataset& data, std::uint16_t group, std::string_view creator,
                                     std::uint16_t element) {
  const DicomElement* found = private_element(data, group, creator, element);
  return found == nullptr ? std::nullopt : data.number(found->tag);
}

bool has_part(const std::string& list, std::string_view part) {
  for (const std::string& one : split(list, '\\'))
    if (trim(one) == part) return true;
  return false;
}

NoSuv missing(const std::string& what, const std::string& where) {
  return {DicomFault::suv_impossible, "no SUV can be computed: " + what,
          "ask for the series with " + where + ", or give a NIfTI image in SUV"};
}

using Factor = std::variant<double, NoSuv>;

/// Of the normalisations of GML that are not by body weight: kg of mass, by sex, weight (kg) and height (cm).
Factor mass_kg(const SuvHeader& header) {
  const double w = *header.weight_kg, h = 100 * *header.height_m;
  const auto by_sex = [&](double male, double female) {
    return header.sex == "M" ? male : header.sex == "F" ? female : 0.5 * (male + female);
  };
  const double ratio = w * w / (h * h);
  if (header.suv_type == "LBM") return by_sex(1.10 * w - 120 * ratio, 1.07 * w - 148 * ratio);
  if (header.suv_type == "LBMJAMES128") return by_sex(1.10 * w - 128 * ratio, 1.07 * w - 148 * ratio);
  const double bmi = 1e4 * w / (h * h);
  if (header.suv_type == "LBMJANMA")
    return by_sex(9270 * w / (6680 + 216 * bmi), 9270 * w / (8780 + 244 * bmi));
  if (header.suv_type == "IBW") return by_sex(48.0 + 1.06 * (h - 152), 45.5 + 0.91 * (h - 152));
  return NoSuv{DicomFault::suv_impossible, "its SUV Type '" + shortened(header.suv_type) + "' is not known",
               "ask for the series in Bq/ml, or with SUV Type BW"};
}

NoSuv no_weight() {
  return {
      DicomFault::suv_missing_weight, "no SUV can be computed: Patient's Weight is missing or 0",
      "ask for the weight in kg and have it entered in Patient's Weight (0010,1030), or give a NIfTI image in "
      "SUV"};
}

/// Of values that were normalised already, to body weight.
Factor normalised_factor(const SuvHeader& header) {
  const bool by_weight = header.units == "GML" && (header.suv_type.empty() || header.suv_type == "BW");
  if (by_weight) return 1.0;
  if (!header.weight_kg) return no_weight();
  if (!header.height_m)
    return missing("Patient's Size (the height) is missing", "Patient's Size (0010,1020)");
  if (header.units == "CM2ML") {
    const double bsa_m2 =
        0.007184 * std::pow(100 * *header.height_m, 0.725) * std::pow(*header.weight_kg, 0.425);
    return 1000 * *header.weight_kg / (1e4 * bsa_m2);
  }
  const Factor mass = mass_kg(header);
  if (const NoSuv* reason = std::get_if<NoSuv>(&mass)) return *reason;
  const double kg = std::get<double>(mass);
  if (!(kg > 0))
    return missing("weight and height give no lean mass", "a plausible Patient's Size and Weight");
  return *header.weight_kg / kg;
}

/// Seconds from the start of a frame to the time at which its mean count rate is reached.
double average_count_time_s(double decay_per_s, double duration_s) {
  const double x = decay_per_s * duration_s;
  return x < 1e-6 ? 0.5 * duration_s : std::log(x / -std::expm1(-x)) / decay_per_s;
}

/// The time that START refers to.
std::optional<double> reference_s(const SuvHeader& header, const PetTimes& slice, double decay_per_s) {
  if (header.decay_reference_s) return header.decay_reference_s;
  if (header.ge_scan_s) return header.ge_scan_s;
  if (slice.acquired_s && above_zero(slice.frame_reference_s) && above_zero(slice.duration_s))
    return *slice.acquired_s + average_count_time_s(decay_per_s, *slice.duration_s) -
           *slice.frame_reference_s;
  if (header.series_s &&
      (!header.earliest_acquisition_s || *header.series_s <= *header.earliest_acquisition_s))
    return header.series_s;
  return header.earliest_acquisition_s ? header.earliest_acquisition_s : header.series_s;
}

/// Seconds from the administration to `at`. A time of day without a date is the last one before: of the day
/// before where a scan began after midnight.
std::variant<double, NoSuv> delay_s(const SuvHeader& header, double at, double half_life_s) {
  constexpr double kDay = 86400;
  double delay = 0;
  if (header.administered_s) {
    delay = at - *header.administered_s;
  } else if (header.administered_clock_s) {
    delay = std::fmod(at - *header.administered_clock_s, kDay);
    if (delay < 0) delay += kDay;
  } else {
    return missing("when the radiopharmaceutical was given is not said",
                   "Radiopharmaceutical Start DateTime (0018,1078)");
  }
  if (delay < 0)
    return missing(
        "the radiopharmaceutical would have been given " + to_rounded_text(-delay) + " s after the scan",
        "right times of administration and scan");
  if (delay > 10 * half_life_s)
    return missing(
        "the scan would be " + to_rounded_text(delay / half_life_s) + " half-lives after the administration",
        "right times of administration and scan");
  return delay;
}

/// Of an activity in Bq/ml.
Factor activity_factor(const SuvHeader& header, const PetTimes& slice) {
  if (!header.weight_kg) return no_weight();
  if (header.tracers > 1)
    return missing("several radiopharmaceuticals were given", "one radiopharmaceutical");
  if (!header.dose_bq)
    return missing("Radionuclide Total Dose is missing or 0", "Radionuclide Total Dose (0018,1074)");
  const double per_bq = 1000 * *header.weight_kg / *header.dose_bq;
  if (header.decay_correction == "ADMIN") return per_bq;
  if (!header.half_life_s)
    return NoSuv{DicomFault::suv_missing_half_life,
                 "no SUV can be computed: Radionuclide Half Life is missing or 0",
                 "ask for the radionuclide and have its half-life in s entered in Radionuclide Half Life "
                 "(0018,1075), or give a NIfTI image in SUV"};
  const double decay_per_s = std::numbers::ln2 / *header.half_life_s;
  if (header.decay_correction == "START") {
    const auto reference = reference_s(header, slice, decay_per_s);
    if (!reference) return missing("the time of the scan is missing", "Acquisition Date and Time");
    const auto delay = delay_s(header, *reference, *header.half_life_s);
    if (const NoSuv* reason = std::get_if<NoSuv>(&delay)) return *reason;
    return per_bq * std::exp(decay_per_s * std::get<double>(delay));
  }
  if (header.decay_correction != "NONE")
    return missing(
        "Decay Correction is '" + shortened(header.decay_correction) + "'; START, ADMIN or NONE was expected",
        "Decay Correction (0054,1102)");
  if (!slice.acquired_s || !above_zero(slice.duration_s))
    return missing("decay was not corrected, and Acquisition Time or Actual Frame Duration is missing",
                   "both, or with decay corrected");
  const auto delay = delay_s(header, *slice.acquired_s, *header.half_life_s);
  if (const NoSuv* reason = std::get_if<NoSuv>(&delay)) return *reason;
  const double x = decay_per_s * *slice.duration_s;
  return per_bq * (x / -std::expm1(-x)) * std::exp(decay_per_s * std::get<double>(delay));
}

}  // namespace

SuvHeader suv_header(const DicomDataset& header, const std::vector<DicomSlice>& slices) {
  SuvHeader suv;
  suv.units = header.text({0x0054, 0x1001});
  suv.suv_type = header.text({0x0054, 0x1006});
  suv.sex = header.text({0x0010, 0x0040});
  suv.decay_correction = header.text({0x0054, 0x1102});
  suv.corrections = header.text({0x0028, 0x0051});
  suv.weight_kg = above_zero(header.number({0x0010, 0x1030}));
  if (suv.weight_kg && *suv.weight_kg > 1000) *suv.weight_kg /= 1000;
  suv.height_m = above_zero(header.number({0x0010, 0x1020}));
  if (suv.height_m && *suv.height_m > 3) *suv.height_m /= 100;
  const std::vector<DicomDataset> tracers = header.items({0x0054, 0x0016});
  const DicomDataset tracer = tracers.empty() ? DicomDataset() : tracers.front();
  suv.tracers = tracers.size();
  suv.dose_bq = above_zero(tracer.number({0x0018, 0x1074}));
  if (suv.dose_bq && *suv.dose_bq < 1e5) *suv.dose_bq *= 1e6;
  suv.half_life_s = above_zero(tracer.number({0x0018, 0x1075}));
  suv.administered_s = dicom_seconds(tracer.text({0x0018, 0x1078}));
  if (header.find({0x0018, 0x9758}) != nullptr)
    suv.decay_reference_s = dicom_seconds(header.text({0x0018, 0x9701}));
  suv.administered_clock_s = dicom_seconds("", tracer.text({0x0018, 0x1072}));
  if (const DicomElement* ge = private_element(header, 0x0009, "GEMS_PETD_01", 0x0d))
    suv.ge_scan_s = dicom_seconds(header.text(ge->tag));
  suv.philips_suv = above_zero(private_number(header, 0x7053, "Philips PET Private Group", 0x00));
  suv.philips_activity = above_zero(private_number(header, 0x7053, "Philips PET Private Group", 0x09));
  for (const DicomSlice& slice : slices) {
    if (!suv.series_s) suv.series_s = slice.pet.series_s;
    if (slice.pet.acquired_s)
      suv.earliest_acquisition_s =
          std::min(suv.earliest_acquisition_s.value_or(*slice.pet.acquired_s), *slice.pet.acquired_s);
  }
  return suv;
}

std::variant<double, NoSuv> suv_factor(const SuvHeader& header, const PetTimes& slice) {
  if (!header.corrections.empty() && !has_part(header.corrections, "ATTN"))
    return missing("attenuation was not corrected (Corrected Image has no ATTN)", "attenuation corrected");
  if (header.units == "GML" || header.units == "CM2ML") return normalised_factor(header);
  if (header.units == "BQML") return activity_factor(header, slice);
  if (header.units == "CNTS") {
    if (header.philips_suv) return *header.philips_suv;
    if (!header.philips_activity)
      return missing(
          "its values are counts, and neither of Philips' private factors (7053,1000), (7053,1009) is "
          "there",
          "its private attributes");
    const Factor factor = activity_factor(header, slice);
    if (const double* value = std::get_if<double>(&factor)) return *header.philips_activity * *value;
    return factor;
  }
  return missing("Units is '" + shortened(header.units) + "'; BQML, GML, CM2ML or CNTS was expected",
                 "Units BQML");
}

}  // namespace radgauge::io
