#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "intake/intake.h"
#include "intake/scanner_attributes.h"
#include "io/image_file.h"
#include "study/cohort.h"

namespace radgauge::intake {

namespace {

namespace fs = std::filesystem;
using study::CohortRow;
using Levels = std::map<std::string, std::string>;

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end;
  if (error)
    throw Error(ErrorKind::data, "'" + folder + "': the folder cannot be opened (" + error.message() + ")");
  for (; at != end; at.increment(error)) {
    if (error) break;
    std::error_code ignored;
    if (!at->is_directory(ignored)) files.push_back(at->path().lexically_normal().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string without_lead(const std::string& path) {
  return path.starts_with("./") ? path.substr(2) : path;
}

/// What an image and its masks have in common.
std::string acquisition_of(const Levels& levels) {
  std::string key;
  for (const char* name : {"patient", "session", "modality", "channel", "scanner", "site"})
    if (const auto it = levels.find(name); it != levels.end())
      key += std::string(name) + "=" + it->second + "/";
  return key;
}

std::string level(const Levels& levels, const std::string& name) {
  const auto it = levels.find(name);
  return it == levels.end() ? "" : it->second;
}

struct MaskFile {
  std::string file, reader;
  Levels levels;
};

struct ImageFile {
  std::string file;
  Levels levels;
};

class PatternRows {
 public:
  PatternRows(const NamePattern& pattern, const std::string& image_pattern, std::string table_folder,
              bool share_masks)
      : pattern_(pattern),
        table_folder_(fs::absolute(table_folder).lexically_normal().string()),
        share_masks_(share_masks) {
    if (!image_pattern.empty()) images_.emplace(image_pattern);
  }

  CohortTable make(bool& any_image) {
    if (images_)
      for (const std::string& file : files_below(images_->folder()))
        if (const auto levels = images_->match(without_lead(file)))
          image_[acquisition_of(*levels)] = {file, *levels};
    for (const std::string& file : files_below(pattern_.folder())) sort_file(file);
    any_image = !image_.empty();
    for (const MaskFile& mask : masks_) add_row(mask);
    const std::set<std::string> with_masks = used_;
    for (const auto& [key, image] : image_)
      if (with_masks.count(key) == 0) without_masks(image);
    set_channels();
    return std::move(table_);
  }

 private:
  void find(const std::string& file, FindingKind kind, const std::string& found, const std::string& advice) {
    table_.findings.push_back({relative_path(pattern_.folder(), file), kind, found, advice});
  }

  void sort_file(const std::string& file) {
    for (const auto& [key, image] : image_)
      if (image.file == file) return;
    const auto levels = pattern_.match(without_lead(file));
    if (!levels) {
      if (io::has_image_ending(file))
        find(file, FindingKind::unmatched_name,
             "the name does not follow the pattern, or has no modality where the "
             "pattern has {modality}",
             "rename it, or give a pattern that it follows");
      return;
    }
    const bool has_reader = levels->count("reader") > 0;
    const ReaderRole role = has_reader ? role_of(level(*levels, "reader")) : ReaderRole{!images_, ""};
    if (role.is_image)
      image_[acquisition_of(*levels)] = {file, *levels};
    else
      masks_.push_back({file, role.reader, *levels});
  }

  void add_row(const MaskFile& mask) {
    const std::string key = acquisition_of(mask.levels);
    const auto image = image_.find(key);
    if (image == image_.end())
      return find(mask.file, FindingKind::missing_image, "no image has the name that this mask asks for",
                  "add the image; if images follow another pattern than masks, name it with --image");
    used_.insert(key);
    add_row(mask, image->second.file, mask.levels);
  }

  /// Masks of the same patient and session, by the image that they were drawn on.
  std::map<std::string, std::vector<MaskFile>> masks_beside(const ImageFile& image) const {
    std::map<std::string, std::vector<MaskFile>> beside;
    for (const MaskFile& mask : masks_)
      if (level(mask.levels, "patient") == level(image.levels, "patient") &&
          level(mask.levels, "session") == level(image.levels, "session"))
        beside[acquisition_of(mask.levels)].push_back(mask);
    return beside;
  }

  void without_masks(const ImageFile& image) {
    const auto beside = masks_beside(image);
    if (share_masks_ && beside.size() == 1) {
      for (const MaskFile& mask : beside.begin()->second) add_row(mask, image.file, image.levels);
      return;
    }
    std::string advice = "add the mask, or leave the image out";
    if (beside.size() == 1)
      advice += "; if it lies in one frame with " + beside.begin()->second.front().file +
                ", --share-masks takes that one's";
    if (beside.size() > 1 && share_masks_)
      advice = "several other images of its patient and session have masks: copy those that it shall have";
    find(image.file, FindingKind::missing_mask, "no mask has the name that this image asks for", advice);
  }

  /// `levels` are those of the image, which a shared mask has not.
  void add_row(const MaskFile& mask, const std::string& image, const Levels& levels) {
    CohortRow row;
    row.patient = name_text(level(levels, "patient"));
    if (mask.levels.count("lesion") > 0) row.lesion = name_text(level(mask.levels, "lesion"));
    row.channel = name_text(level(levels, "channel"));
    row.image = table_path(image);
    row.mask = table_path(mask.file);
    const std::string word = level(levels, "modality");
    row.modality = word.empty() ? Modality::other : *study::parse_modality(word);
    row.unit = study::usual_unit(row.modality);
    row.session = name_text(level(levels, "session"));
    row.reader = name_text(mask.reader);
    row.scanner = name_text(level(levels, "scanner"));
    row.site = level(levels, "site");
    words_.push_back(word);
    table_.rows.push_back(std::move(row));
  }

  /// A patient with images of several modalities has a channel of each.
  void set_channels() {
    std::set<std::string> known(words_.begin(), words_.end());
    if (known.size() < 2) return;
    for (std::size_t r = 0; r < table_.rows.size(); ++r)
      if (table_.rows[r].channel.empty()) table_.rows[r].channel = words_[r];
  }

  std::string table_path(const std::string& file) const {
    return fs::absolute(file).lexically_normal().lexically_relative(table_folder_).string();
  }

  const NamePattern& pattern_;
  std::optional<NamePattern> images_;
  std::string table_folder_;
  CohortTable table_;
  bool share_masks_;
  std::map<std::string, ImageFile> image_;
  std::vector<MaskFile> masks_;
  std::set<std::string> used_;
  std::vector<std::string> words_;
};

}  // namespace

CohortTable pattern_rows(const NamePattern& pattern, const std::string& image_pattern,
                         const std::string& table_folder, bool share_masks, bool& any_image) {
  return PatternRows(pattern, image_pattern, table_folder, share_masks).make(any_image);
}

}  // namespace radgauge::intake
