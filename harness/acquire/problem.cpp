#include "acquire/problem.h"

#include "core/error.h"
#include "core/text.h"

namespace radgauge::acquire {

namespace {

/// Readers of files quote the path that they opened.
bool is_quoted(ProblemKind kind) {
  return kind == ProblemKind::missing_file || kind == ProblemKind::unreadable_file ||
         kind == ProblemKind::unusable_series || kind == ProblemKind::unusable_mask;
}

}  // namespace

std::string_view name_of(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::missing_file:
      return "missing file";
    case ProblemKind::unreadable_file:
      return "unreadable file";
    case ProblemKind::unusable_series:
      return "unusable series";
    case ProblemKind::unusable_mask:
      return "unusable mask";
    case ProblemKind::other_lattice:
      return "other lattice";
    case ProblemKind::outside_image:
      return "outside image";
    case ProblemKind::not_finite:
      return "not finite";
    case ProblemKind::lost_precision:
      return "lost precision";
    case ProblemKind::not_made:
      return "not made";
  }
  return "";
}

std::string Problem::text() const {
  std::string result;
  if (!file.empty()) result = (is_quoted(kind) ? "'" + file + "'" : file) + ": ";
  result += found;
  if (!advice.empty()) result += (kind == ProblemKind::other_lattice ? ". " : "; ") + advice;
  return shortened(result, kLongestMessage);
}

Problem problem_of_dicom(const io::DicomError& error) {
  const auto kind = [&] {
    switch (error.fault) {
      case io::DicomFault::unreadable:
      case io::DicomFault::not_dicom:
      case io::DicomFault::truncated_pixel_data:
        return ProblemKind::unreadable_file;
      case io::DicomFault::empty_mask:
      case io::DicomFault::missing_structure:
        return ProblemKind::unusable_mask;
      case io::DicomFault::frame_of_reference:
      case io::DicomFault::other_grid:
        return ProblemKind::other_lattice;
      case io::DicomFault::contour_outside_image:
        return ProblemKind::outside_image;
      default:
        return ProblemKind::unusable_series;
    }
  };
  return {kind(), error.file, error.found, error.advice, error.fault};
}

Problem problem_of_reader(ProblemKind kind, const std::string& path, const std::string& message) {
  Problem problem{kind, "", message, ""};
  if (const std::string start = "'" + path + "': "; message.starts_with(start)) {
    problem.file = path;
    problem.found = message.substr(start.size());
  }
  if (const auto at = problem.found.rfind("; "); at != std::string::npos) {
    problem.advice = problem.found.substr(at + 2);
    problem.found.resize(at);
  }
  return problem;
}

}  // namespace radgauge::acquire
