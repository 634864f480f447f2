#include "core/notice.h"

#include <cmath>

#include "core/text.h"

namespace radgauge {

namespace {

/// Resegmentation that keeps less is told, and so is padding that takes more.
constexpr double kUsuallyKept = 0.9;
constexpr double kUsuallyPadded = 0.05;

std::string number(double value) {
  return to_rounded_text(value, 4);
}

std::string spacing_sentence(const Notice& notice) {
  const std::string found = "the voxels are " + number(notice.amount) +
                            (notice.reference > notice.amount ? " to " + number(notice.reference) : "") +
                            " mm wide";
  return found +
         (notice.amount < 1 ? "; if the header means centimetres or metres, correct its unit"
                            : "; if the header means micrometres, correct its unit") +
         ": every length, area and volume follows from it";
}

}  // namespace

std::string share_text(double share) {
  const double percent = 100 * share;
  const double nearest_end = std::min(percent, 100 - percent);
  if (!(nearest_end > 0)) return number(percent) + " %";
  if (nearest_end < 0.1) return percent < 50 ? "less than 0.1 %" : "more than 99.9 %";
  return (nearest_end < 1 ? to_rounded_text(std::round(10 * percent) / 10, 4)
                          : to_rounded_text(std::round(percent), 4)) +
         " %";
}

bool is_surprising(const Notice& notice) {
  switch (notice.kind) {
    case NoticeKind::resegmented:
      return !(notice.amount >= kUsuallyKept);
    case NoticeKind::beside_padding:
      return notice.amount > kUsuallyPadded;
    default:
      return true;
  }
}

bool is_worse(const Notice& a, const Notice& b) {
  switch (a.kind) {
    case NoticeKind::resegmented:
    case NoticeKind::unusual_spacing:
      return a.amount < b.amount;
    case NoticeKind::lost_precision:
      return a.amount * b.reference > b.amount * a.reference;
    default:
      return a.amount > b.amount;
  }
}

std::string sentence(const Notice& notice) {
  switch (notice.kind) {
    case NoticeKind::outside_image:
      return share_text(notice.amount) +
             " of the mask lies outside the image and is left out: size, shape and every other feature are "
             "those of the rest";
    case NoticeKind::at_image_edge:
      return "the region reaches the edge of the image (" + share_text(notice.amount) +
             " of its voxels are outermost ones): what may lie beyond is not measured";
    case NoticeKind::two_positions:
      return "qform and sform of the header place the image up to " + number(notice.amount) +
             " mm apart, and programs differ in which they follow: masks must come from one that follows the same";
    case NoticeKind::unusual_spacing:
      return spacing_sentence(notice);
    case NoticeKind::lost_precision:
      return "rounding to float32 changes intensities of the region by up to " + number(notice.amount) +
             ", beside a standard deviation of " + number(notice.reference) +
             ": their precision is lost; subtract a constant, or save them in a smaller unit";
    case NoticeKind::rescale_in_header:
      return "the header repeats a DICOM rescale (slope " + number(notice.amount) + ", intercept " +
             number(notice.reference) +
             ") that its voxels do not seem to have had; intensities are used as stored";
    case NoticeKind::beside_padding:
      return share_text(notice.amount) + " of what lies within 12 mm of the region is constant padding (" +
             number(notice.reference) + "); noise was estimated from the rest";
    case NoticeKind::overshoot:
      return "interpolation beside constant padding (" + number(notice.reference) +
             ") overshoots: intensities in the region leave its own range by " + number(notice.amount) +
             "; crop the padding, give it a value of tissue, or resegment";
    case NoticeKind::resegmented:
      return "resegmentation left out " + share_text(1 - notice.amount) +
             " of the region, which lies outside its range (share kept: " + share_text(notice.amount) +
             "); intensity and texture are those of the rest";
    case NoticeKind::one_grey_level:
      return "all " + to_text(static_cast<std::int64_t>(notice.amount)) +
             " voxels of the region fall into one grey level" +
             (notice.reference > 0
                  ? " (their intensities span " + number(notice.reference) + "; the bins are wider)"
                  : " (they have one intensity)") +
             ": texture says nothing of it";
    case NoticeKind::open_contours:
      return number(notice.amount) + " of the " + number(notice.reference) +
             " contours of the structure are open or single points: they bound no area and are left out";
  }
  return {};
}

}  // namespace radgauge
