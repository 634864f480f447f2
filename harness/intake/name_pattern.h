#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace radgauge::intake {

/// How the names of files are built: "data/{patient}/{session}/{modality}_{reader}.nii.gz". The part before
/// the first placeholder is a folder. A placeholder stands for text without '/'.
class NamePattern {
 public:
  /// Throws Error(usage) for unknown or repeated placeholders, none for the patient, or two without text
  /// between.
  explicit NamePattern(const std::string& pattern);

  /// The folder that files are looked for in.
  const std::string& folder() const { return folder_; }
  /// Placeholder -> text of a path; nothing if it does not fit. Of several ways the first placeholder takes
  /// as much as it can, {modality} is a modality (CT, MR, MR_T1, PET, PT, other), and {channel} takes no word
  /// of a role (mask, image) from {reader}.
  std::optional<std::map<std::string, std::string>> match(const std::string& path) const;

 private:
  bool has(std::string_view placeholder) const;
  bool match_from(std::string_view text, std::size_t part, std::map<std::string, std::string>& found) const;
  struct Part {
    std::string text;  ///< literal, or the name of a placeholder
    bool is_placeholder = false;
  };
  std::vector<Part> parts_;
  std::string folder_;
};

/// What the text of {reader} says that a file is.
struct ReaderRole {
  bool is_image = false;
  std::string reader;  ///< of a mask; "" where the name does not say
};
/// image, img, scan: the image; mask, seg, segmentation, roi, label: a mask of no named reader; mask_A,
/// A_mask: of reader A; every other text is the name of a reader.
ReaderRole role_of(const std::string& text);

}  // namespace radgauge::intake
