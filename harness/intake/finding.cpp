#include "intake/finding.h"

#include <algorithm>
#include <tuple>

#include "io/csv.h"

namespace radgauge::intake {

namespace {

// The kinds of DICOM stand first, in their order.
static_assert(static_cast<std::size_t>(FindingKind::other_lattice) == WordsOf<io::DicomFault>::list.size() &&
              static_cast<int>(FindingKind::other_grid) == static_cast<int>(io::DicomFault::other_grid) &&
              static_cast<int>(FindingKind::open_contour) == static_cast<int>(io::DicomFault::open_contour) &&
              static_cast<int>(FindingKind::empty_mask) == static_cast<int>(io::DicomFault::empty_mask));

}  // namespace

FindingKind kind_of(io::DicomFault fault) {
  return static_cast<FindingKind>(fault);
}

FindingKind kind_of(const acquire::Problem& problem) {
  if (problem.dicom) return kind_of(*problem.dicom);
  switch (problem.kind) {
    case acquire::ProblemKind::missing_file:
      return FindingKind::missing_file;
    case acquire::ProblemKind::unusable_mask:
      return FindingKind::empty_mask;
    case acquire::ProblemKind::other_lattice:
      return FindingKind::other_lattice;
    case acquire::ProblemKind::outside_image:
      return FindingKind::contour_outside_image;
    case acquire::ProblemKind::not_finite:
      return FindingKind::not_finite;
    case acquire::ProblemKind::lost_precision:
      return FindingKind::lost_precision;
    case acquire::ProblemKind::unusable_series:
      return FindingKind::mixed_series;
    default:
      return FindingKind::unreadable;
  }
}

std::string problems_csv(std::vector<Finding> findings) {
  const auto key = [](const Finding& f) { return std::tie(f.file, f.kind, f.found); };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
  std::string text = io::csv_line({"file", "problem", "found", "advice"});
  for (const Finding& finding : findings)
    text += io::csv_line({finding.file, std::string(to_text(finding.kind)), finding.found, finding.advice});
  return text;
}

}  // namespace radgauge::intake
