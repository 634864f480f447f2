#pragma once

#include <map>
#include <string>

#include "intake/identifiers.h"
#include "intake/pseudonyms.h"
#include "io/dicom/series.h"

namespace radgauge::intake {

/// What a header says of the scanner and its protocol, as columns of a cohort: manufacturer, model, kernel,
/// kvp, exposure_mas, slice_thickness_mm, slice_spacing_mm, pixel_mm, field_strength_t, repetition_time_ms,
/// echo_time_ms. A text that holds an identifier of a patient is left out.
std::map<std::string, std::string> scanner_attributes(const io::DicomSeries& series,
                                                      const Identifiers& identifiers);

/// The class of a manufacturer's name: GE, Siemens, Philips, Canon, ...; "other" for one that is not known,
/// "" for none.
std::string manufacturer_class(const std::string& name);

/// The scanner as a level: class and model, and four digits of the device's pseudonym where the header has a
/// serial number or a station name.
std::string scanner_level(const io::DicomSeries& series, const Identifiers& identifiers,
                          const Pseudonyms& pseudonyms);

/// `text` with letters that names of cells need replaced by '_'.
std::string name_text(const std::string& text);

}  // namespace radgauge::intake
