#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>
#include <set>

#include "acquire/content.h"
#include "acquire/registry.h"
#include "core/notice.h"
#include "core/text.h"
#include "imaging/region.h"
#include "intake/intake.h"
#include "study/cohort.h"

namespace radgauge::intake {

namespace {

namespace fs = std::filesystem;
namespace tbb = oneapi::tbb;
using study::CohortRow;

/// What one row was found to be.
struct CheckedRow {
  std::vector<Finding> findings;
  bool is_usable = true;
  std::uint64_t image = 0, mask = 0;  ///< of the voxels; 0 where they were not read
};

/// Pieces that touch by faces, edges or corners.
std::int64_t pieces(const Mask& mask) {
  const Box box = bounding_box(mask);
  if (box.empty()) return 0;
  Mask left = crop(mask, box);
  const Index3& n = left.lattice.size;
  std::int64_t found = 0;
  std::vector<Index3> stack;
  for (std::size_t start = 0; start < left.voxels.size(); ++start) {
    if (left.voxels[start] == 0) continue;
    ++found;
    const auto at = static_cast<std::int64_t>(start);
    stack.push_back({at % n[0], at / n[0] % n[1], at / (n[0] * n[1])});
    left.voxels[start] = 0;
    while (!stack.empty()) {
      const Index3 v = stack.back();
      stack.pop_back();
      for (std::int64_t z = std::max<std::int64_t>(v[2] - 1, 0); z <= std::min(v[2] + 1, n[2] - 1); ++z)
        for (std::int64_t y = std::max<std::int64_t>(v[1] - 1, 0); y <= std::min(v[1] + 1, n[1] - 1); ++y)
          for (std::int64_t x = std::max<std::int64_t>(v[0] - 1, 0); x <= std::min(v[0] + 1, n[0] - 1); ++x) {
            if (left(x, y, z) == 0) continue;
            left(x, y, z) = 0;
            stack.push_back({x, y, z});
          }
    }
  }
  return found;
}

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
};

Range range_of(const Volume& image) {
  Range range;
  for (const float v : image.voxels) {
    range.low = std::min(range.low, static_cast<double>(v));
    range.high = std::max(range.high, static_cast<double>(v));
  }
  return range;
}

Range range_inside(const Volume& image, const Mask& mask) {
  Range range;
  const Mask region = imaging::roi_on(mask, image);
  for (std::size_t i = 0; i < region.voxels.size(); ++i) {
    if (region.voxels[i] == 0) continue;
    range.low = std::min(range.low, static_cast<double>(image.voxels[i]));
    range.high = std::max(range.high, static_cast<double>(image.voxels[i]));
  }
  return range;
}

std::string range_text(const Range& range) {
  return to_rounded_text(range.low) + " to " + to_rounded_text(range.high);
}

/// Values that no image in its unit has. Air is -1000 HU; stored values without their rescale have no
/// negative ones. An SUV above 200 inside a lesion is an activity in Bq/ml.
std::optional<Finding> range_finding(const CohortRow& row, const std::string& file, const Volume& image,
                                     const Mask& mask) {
  if (row.modality == Modality::ct && row.unit == "HU") {
    const Range all = range_of(image), inside = range_inside(image, mask);
    if (!(all.low < 0) || !(all.low >= -10000) || !(inside.high <= 20000) || !(inside.high > -950))
      return Finding{file, FindingKind::hu_range,
                     "its values run from " + range_text(all) + ", inside the mask " + range_text(inside) +
                         ", which are hardly HU: air is -1000, water 0",
                     "export it with its rescale applied, or state its unit in the column unit"};
  }
  if (row.modality == Modality::pet && row.unit == "SUV") {
    const Range inside = range_inside(image, mask);
    if (!(inside.low >= -1) || !(inside.high <= 200) || !(inside.high >= 0.05))
      return Finding{file, FindingKind::suv_range,
                     "inside the mask its values run from " + range_text(inside) + ", which are hardly SUV",
                     "convert it to body-weight SUV, or state its unit in the column unit (Bq/ml)"};
  }
  return std::nullopt;
}

class RowCheck {
 public:
  RowCheck(const study::Study& study, const acquire::Sources& sources, std::string root, bool headers_only)
      : study_(study), sources_(sources), root_(std::move(root)), headers_only_(headers_only) {}

  CheckedRow check(std::size_t r) const {
    CheckedRow checked;
    const CohortRow& row = study_.rows[r];
    const acquire::RowGeometry geometry = sources_.of(row).look(row);
    const std::string mask_file = shown(row.mask_path());
    if (geometry.problem) return refused(row, *geometry.problem);
    for (const Notice& notice : geometry.notices) {
      if (notice.kind == NoticeKind::outside_image)
        checked.findings.push_back(
            {mask_file, FindingKind::contour_outside_image,
             share_text(notice.amount) + " of what was drawn for " + row.name() + " reaches beyond the image",
             "check that mask and image belong together, and that the image is whole"});
      if (notice.kind == NoticeKind::at_image_edge)
        checked.findings.push_back({mask_file, FindingKind::edge_mask,
                                    share_text(notice.amount) + " of the voxels of " + row.name() +
                                        " are the outermost of the image",
                                    "the lesion may go on beyond it; leave it out of questions about size"});
    }
    if (!headers_only_) check_voxels(row, geometry, mask_file, checked);
    return checked;
  }

 private:
  std::string shown(const std::string& path) const {
    return relative_path(fs::absolute(root_).lexically_normal().string(),
                         fs::absolute(path).lexically_normal().string());
  }

  CheckedRow refused(const CohortRow& row, const acquire::Problem& problem) const {
    CheckedRow checked;
    checked.is_usable = false;
    const bool is_mask = problem.file == row.mask || problem.file == row.mask_path();
    const std::string path = is_mask                     ? row.mask_path()
                             : problem.file == row.image ? row.image_path()
                                                         : problem.file;
    checked.findings.push_back({shown(path.empty() ? row.image_path() : path), kind_of(problem),
                                problem.found, problem.advice.empty() ? "export it again" : problem.advice});
    return checked;
  }

  void check_voxels(const CohortRow& row, const acquire::RowGeometry& geometry, const std::string& mask_file,
                    CheckedRow& checked) const {
    const CohortRow* one = &row;
    acquire::Scan scan;
    try {
      scan = sources_.of(row).scan({&one, 1}, {&geometry, 1});
    } catch (const acquire::Unusable& unusable) {
      checked = refused(row, unusable.problem);
      return;
    } catch (const io::DicomError& error) {
      checked = refused(row, acquire::problem_of_dicom(error));
      return;
    } catch (const Error& error) {
      checked = refused(row, acquire::problem_of_reader(acquire::ProblemKind::unreadable_file,
                                                        row.image_path(), error.stack().front()));
      return;
    }
    if (scan.problems.front()) {
      checked = refused(row, *scan.problems.front());
      return;
    }
    const Mask& mask = scan.masks.front();
    checked.image = acquire::content_of(scan.image);
    checked.mask = acquire::content_of(mask);
    if (const std::int64_t n = pieces(mask); n > 1)
      checked.findings.push_back({mask_file, FindingKind::multi_part_mask,
                                  "the mask of " + row.name() + " has " + to_text(n) + " pieces",
                                  "right for a lesion of several parts; else remove the stray voxels"});
    if (auto finding = range_finding(row, shown(row.image_path()), scan.image, mask))
      checked.findings.push_back(std::move(*finding));
  }

  const study::Study& study_;
  const acquire::Sources& sources_;
  std::string root_;
  bool headers_only_;
};

/// The file of a row's mask, and which of its regions.
std::pair<std::string, std::string> mask_of(const CohortRow& row) {
  return {row.mask_path(), row.label()};
}

/// Images of two acquisitions, and masks of two rows, with equal voxels.
void find_copies(const std::vector<CohortRow>& rows, const std::vector<CheckedRow>& checked,
                 const std::function<std::string(const std::string&)>& shown,
                 std::vector<Finding>& findings) {
  std::map<std::uint64_t, std::size_t> images, masks;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (checked[r].image == 0) continue;
    const auto [image, new_image] = images.emplace(checked[r].image, r);
    if (!new_image && rows[image->second].image_path() != rows[r].image_path())
      findings.push_back({shown(rows[r].image_path()), FindingKind::duplicate_image,
                          "its voxels are those of the image of " + rows[image->second].acquisition(),
                          "one of the two is a copy under another name; remove it"});
    const auto [mask, new_mask] = masks.emplace(checked[r].mask, r);
    if (!new_mask && mask_of(rows[mask->second]) != mask_of(rows[r]))
      findings.push_back(
          {shown(rows[r].mask_path()), FindingKind::duplicate_mask,
           "the mask of " + rows[r].name() + " has the voxels of that of " + rows[mask->second].name(),
           "two readers, visits or lesions never draw the same voxels; find out whose it is"});
  }
}

/// A mask that lies on the pixels of one of its images serves the others on theirs, where they allow it; what
/// no image has on its own pixels stays refused.
void check_shared_masks(study::Study study, const std::string& root, bool headers_only,
                        std::vector<CheckedRow>& checked) {
  study.resample_mask = true;
  const acquire::Sources sources(study);
  const RowCheck check(study, sources, root, headers_only);
  std::set<std::pair<std::string, std::string>> usable;
  for (std::size_t r = 0; r < checked.size(); ++r)
    if (checked[r].is_usable) usable.insert(mask_of(study.rows[r]));
  for (std::size_t r = 0; r < checked.size(); ++r)
    if (!checked[r].is_usable && usable.contains(mask_of(study.rows[r]))) checked[r] = check.check(r);
}

}  // namespace

void check_rows(CohortTable& table, const std::string& root, const std::string& table_folder,
                bool headers_only, int threads, bool share_masks) {
  study::Study study;
  study.rows = table.rows;
  study.sources.clear();
  std::map<std::string, std::size_t> known;
  for (CohortRow& row : study.rows) {
    row.folder = table_folder;
    const study::StudySource source = study::source_of_image(row.image);
    const auto [it, is_new] = known.emplace(source.kind, study.sources.size());
    if (is_new) study.sources.push_back(source);
    row.source = it->second;
  }
  const acquire::Sources sources(study);
  const RowCheck check(study, sources, root, headers_only);
  std::vector<CheckedRow> checked(study.rows.size());
  tbb::task_arena arena(threads > 0 ? threads : tbb::this_task_arena::max_concurrency());
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, checked.size(), [&](std::size_t r) { checked[r] = check.check(r); });
  });
  if (share_masks) check_shared_masks(study, root, headers_only, checked);
  const auto shown = [&](const std::string& path) {
    return relative_path(fs::absolute(root).lexically_normal().string(),
                         fs::absolute(path).lexically_normal().string());
  };
  find_copies(study.rows, checked, shown, table.findings);
  std::vector<CohortRow> usable;
  for (std::size_t r = 0; r < checked.size(); ++r) {
    std::move(checked[r].findings.begin(), checked[r].findings.end(), std::back_inserter(table.findings));
    if (checked[r].is_usable) usable.push_back(std::move(table.rows[r]));
  }
  table.rows = std::move(usable);
}

}  // namespace radgauge::intake
