#include "perturbations/comparison_page.h"

#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::records {

namespace {

constexpr const char* kShifts[] = {"geom.gridshift:shift_x=0.25:shift_y=0.25:shift_z=0.25",
                                   "geom.gridshift:shift_x=0.5:shift_y=0.5:shift_z=0.5",
                                   "geom.gridshift:shift_x=0.75:shift_y=0.75:shift_z=0.75"};

constexpr const char* kDistances[] = {"-3", "-2", "-1.5", "-1", "1", "1.5", "2", "3"};

std::string fixed(double value, int decimals) {
  const double scale = std::pow(10, decimals);
  return to_text(std::round(value * scale) / scale + 0.0);
}

std::string percent(double part) {
  return (part > 0 ? "+" : "") + fixed(100 * part, 2) + " %";
}

class Page {
 public:
  explicit Page(const std::vector<Measured>& rows) : rows_(rows) {}

  std::string text() const { return introduction() + grids() + growing() + fractions() + supervoxels(); }

 private:
  std::vector<const Measured*> all(const std::string& program, const std::string& condition) const {
    std::vector<const Measured*> found;
    for (const Measured& row : rows_)
      if (row.program == program && row.condition == condition) found.push_back(&row);
    if (found.empty())
      throw Error(ErrorKind::data, "the comparison has no row '" + condition + "' of " + program);
    return found;
  }
  double value(const std::string& program, const std::string& condition, Quantity quantity) const {
    return all(program, condition).front()->values[quantity];
  }
  /// Relative to the same program's base.
  double change(const std::string& program, const std::string& condition, Quantity quantity) const {
    const std::string base = program == "mirp.max_erosion" ? "mirp.matched" : program;
    return value(program, condition, quantity) / value(base, "base", quantity) - 1;
  }

  static std::string introduction() {
    return "# Perturbations beside those of MIRP\n\n"
           "Made anew by `RADGAUGE_DATA=FOLDER ./run compliance` from the kept table of MIRP\n"
           "([peers/mirp_perturbations.csv](peers/mirp_perturbations.csv)). Input: the CT phantom of IBSI 1 "
           "(a lung cancer, 204 x 201 x 60 voxels of 0.977 x 0.977 x 3 mm;\nLambin 2016, "
           "doi:10.17195/candat.2016.08.1, CC BY-NC 3.0; not part of this project), sampled at 1 mm by cubic "
           "splines, the mask linearly with threshold 0.5.\n"
           "MIRP 2.7.0 (NumPy 2.4.6, SciPy 1.17, Python 3.11), made by `pip install mirp` and\n\n"
           "    python results/compliance/peers/perturb_mirp.py image.nii.gz "
           "mask.nii.gz results/compliance/peers/mirp_perturbations.csv\n\n"
           "with the settings in [that file](peers/perturb_mirp.py): *matched* switches off "
           "anti-aliasing and the limit of erosion, which are on by default; the defaults are\nlisted "
           "apart. Every value: [perturbations.csv](perturbations.csv). Intensities in HU over the mask, "
           "SD over the population.\n\n";
  }

  std::string pair_of(const std::string& condition, Quantity quantity, int decimals) const {
    return fixed(value("radgauge", condition, quantity), decimals) + " | " +
           fixed(value("mirp.matched", condition, quantity), decimals);
  }
  std::string grid_line(const std::string& condition) const {
    const double ours = value("radgauge", condition, kVoxels),
                 theirs = value("mirp.matched", condition, kVoxels);
    return "| `" + condition + "` | " + fixed(ours, 0) + " | " + fixed(theirs, 0) + " | " +
           (ours == theirs ? "0" : percent(ours / theirs - 1)) + " | " + pair_of(condition, kMean, 3) +
           " | " + pair_of(condition, kSd, 3) + " | " +
           fixed(value("mirp.anti_aliasing", condition, kMean), 3) + " | " +
           fixed(value("mirp.anti_aliasing", condition, kSd), 3) + " |\n";
  }
  std::string grids() const {
    std::string text =
        "## geom.gridshift and geom.rotate\n\n"
        "| condition | voxels | MIRP | difference | mean | MIRP | SD | MIRP | mean, anti-aliased | SD, "
        "anti-aliased |\n|---|---|---|---|---|---|---|---|---|---|\n" +
        grid_line("base");
    for (const char* shift : kShifts) text += grid_line(shift);
    for (const char* angle : {"-10", "-5", "5", "10"})
      text += grid_line(std::string("geom.rotate:angle_deg=") + angle);
    return text +
           "\n- **Base and grid shifts are the same**: the counts are equal, and the sums of HU over the "
           "mask differ by whole numbers of HU, " +
           sums_apart() +
           ":\n  so many voxels more of one program lay on half a HU and were rounded up.\n"
           "- **Rotations differ by the pivot**, and so by where the voxels fall: MIRP turns about the "
           "centre of the sampling grid, radgauge about the voxel centre nearest to the\n  centre of the "
           "ROI (quarter turns are exact there). Sampling the mask about the centre of the grid gives "
           "MIRP's four counts exactly; about ours, radgauge's. A positive angle of\n  MIRP is a "
           "negative one here.\n"
           "- **Anti-aliasing** (MIRP's default, before the interpolation, also where it makes voxels "
           "smaller) is a low-pass of the image, not a part of the perturbation: it lowers the SD in\n  "
           "the ROI by " +
           percent(1 - value("mirp.anti_aliasing", "base", kSd) / value("mirp.matched", "base", kSd))
               .substr(1) +
           " and leaves the mask alone. radgauge has it as `res.psf`, for those who want it.\n\n";
  }
  /// "6, 7, 5 and 4" of base and the three shifts.
  std::string sums_apart() const {
    const auto apart = [this](const std::string& condition) {
      return fixed(std::abs(value("radgauge", condition, kMean) - value("mirp.matched", condition, kMean)) *
                       value("radgauge", condition, kVoxels),
                   0);
    };
    return apart("base") + ", " + apart(kShifts[0]) + ", " + apart(kShifts[1]) + " and " + apart(kShifts[2]);
  }

  std::string grow_line(const std::string& distance) const {
    const std::string condition = "mask.grow_mm:distance_mm=" + distance;
    const double d = parse_double(distance).value(), truth = ball_volume(d);
    const std::string shipped =
        d < 0 ? percent(change("mirp.max_erosion", condition, kVoxels)) : "as matched";
    return "| " + distance + " | " + fixed(value("radgauge", condition, kVoxels), 0) + " | " +
           fixed(value("mirp.matched", condition, kVoxels), 0) + " | " +
           percent(change("radgauge", condition, kVoxels)) + " | " +
           percent(change("mirp.matched", condition, kVoxels)) + " | " + shipped + " | " +
           pair_of(condition, kMean, 2) + " | " +
           percent(value("radgauge.ball", condition, kVoxels) / truth - 1) + " | " +
           percent(value("mirp.ball", condition, kVoxels) / truth - 1) + " |\n";
  }
  static double ball_volume(double distance_mm) {
    const double radius = 15 + distance_mm;
    return 4.0 / 3 * std::numbers::pi * radius * radius * radius;
  }
  /// Of the radius that a ball of the same volume has.
  double largest_error_mm(const std::string& program) const {
    double largest = 0;
    for (const char* distance : kDistances) {
      const double d = parse_double(distance).value();
      const double volume = value(program, std::string("mask.grow_mm:distance_mm=") + distance, kVoxels);
      largest = std::max(largest, std::abs((15 + d) * (std::cbrt(volume / ball_volume(d)) - 1)));
    }
    return largest;
  }
  std::string growing() const {
    std::string text =
        "## mask.grow_mm\n\n"
        "The last two columns: a digital ball of 15 mm in voxels of 1 mm, against the volume of a ball of 15 "
        "mm and the distance.\n\n"
        "| mm | voxels | MIRP | volume | MIRP | MIRP, default | mean | MIRP | ball | ball, MIRP |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n";
    for (const char* distance : kDistances) text += grow_line(distance);
    return text +
           "\n- radgauge thresholds the signed distance to the surface; MIRP dilates once with a ball of "
           "voxels (extent floor of the distance in voxels) and erodes by round(distance)\n  steps of the "
           "six neighbours. One step is the same. Beyond, the steps are an octahedron: they erode less along "
           "diagonals, and a ball comes out too large; growing and\n  shrinking are not each other's "
           "inverse. On the ball radgauge is off by at most " +
           fixed(largest_error_mm("radgauge.ball"), 2) +
           " mm of radius (the steps of the voxels are part of its\n  surface), MIRP by " +
           fixed(largest_error_mm("mirp.ball"), 2) +
           " mm.\n"
           "- -1.5 mm is two whole steps in MIRP, the same mask as -2 mm; +1.5 mm is a ball of extent 1 "
           "with its edges.\n"
           "- With MIRP's default an erosion stops before less than 80 % of the volume is left: -3 and -2 mm "
           "are then the same mask, and the table it exports says -3.0 (`mask_alteration_size` is what\n  "
           "was asked for). radgauge does what was asked and writes the achieved volume change, Dice, HD95 "
           "and surface distance beside it; an empty mask is a failed cell.\n\n";
  }

  std::string fractions() const {
    std::string text =
        "## mask.grow_fraction\n\n"
        "| fraction | voxels | MIRP | faces, to base | MIRP | components | MIRP "
        "|\n|---|---|---|---|---|---|---|\n";
    for (const char* fraction : {"-0.2", "-0.1", "0.1", "0.2"}) {
      const std::string condition = std::string("mask.grow_fraction:fraction=") + fraction;
      text += std::string("| ") + fraction + " | " + pair_of(condition, kVoxels, 0) + " | " +
              percent(change("radgauge", condition, kFaces)) + " | " +
              percent(change("mirp.matched", condition, kFaces)) + " | " +
              pair_of(condition, kComponents, 0) + " |\n";
    }
    return text +
           "\nBoth meet the count. MIRP takes voxels of the last shell at random, which leaves a "
           "salt-and-pepper rim: the faces between inside and outside multiply, and voxels come\noff. "
           "radgauge ranks voxels by their signed distance, so that the rim is as smooth as the mask was. "
           "Surface and zone features see the difference, the volume does not.\n\n";
  }

  struct Spread {
    double mean = 0, sd = 0;
  };
  Spread spread(const std::string& program, const std::string& condition, Quantity quantity) const {
    const auto draws = all(program, condition);
    Spread s;
    for (const Measured* draw : draws) s.mean += draw->values[quantity] / static_cast<double>(draws.size());
    for (const Measured* draw : draws)
      s.sd += (draw->values[quantity] - s.mean) * (draw->values[quantity] - s.mean);
    s.sd = std::sqrt(s.sd / static_cast<double>(draws.size() - 1));
    return s;
  }
  std::string draw_line(const std::string& label, const std::string& program,
                        const std::string& condition) const {
    std::string text = "| " + label;
    for (const auto& [quantity, decimals] :
         {std::pair{kVoxels, 0}, {kFaces, 0}, {kComponents, 1}, {kDice, 4}, {kMean, 2}, {kSd, 2}}) {
      const Spread s = spread(program, condition, quantity);
      text += " | " + fixed(s.mean, decimals) + " (" + fixed(s.sd, decimals) + ")";
    }
    return text + " |\n";
  }
  std::string size_of(const std::string& condition) const {
    const Measured& draw = *all("radgauge", condition).front();
    return fixed(draw.supervoxel_mm3, 0) + " mm^3 and " + fixed(draw.uncertain, 0);
  }
  std::string supervoxels() const {
    return "## mask.supervoxel\n\n"
           "Mean and standard deviation over 20 draws; base has " +
           fixed(value("radgauge", "base", kVoxels), 0) + " voxels, " +
           fixed(value("radgauge", "base", kFaces), 0) + " faces, mean " +
           fixed(value("radgauge", "base", kMean), 2) + ", SD " + fixed(value("radgauge", "base", kSd), 2) +
           ".\n\n| | voxels | faces | components | Dice | mean | SD |\n|---|---|---|---|---|---|---|\n" +
           draw_line("MIRP", "mirp.matched", "mask.supervoxel:parity=mirp") +
           draw_line("radgauge, `parity: mirp`", "radgauge", "mask.supervoxel:parity=mirp") +
           draw_line("radgauge", "radgauge", "mask.supervoxel") +
           "\n- `parity: mirp` makes supervoxels of the sampled image as MIRP does, with a SLIC of our own "
           "(distances in mm, no image library). Single draws cannot be equal. MIRP's supervoxels\n  have "
           "566 mm^3 on average and 299 of them are uncertain ([how this was read](peers/README.md)); ours " +
           size_of("mask.supervoxel:parity=mirp") + " with it and " + size_of("mask.supervoxel") +
           " without. Volume, mean and SD agree within\n  the spread of the draws; the surfaces differ by "
           "the shape of the supervoxels (those on the slices of the scan are smoothest).\n"
           "- By itself radgauge makes them once per object on the image as acquired, here in slices of 3 "
           "mm, and finds them by position: redrawn contours then step by whole slices,\n  as a reader's do, "
           "and neither noise nor a moved grid changes them. MIRP makes them anew for each noise, shift and "
           "angle, and takes its seed from the voxels, so that each of\n  these also changes every draw.\n";
  }

  const std::vector<Measured>& rows_;
};

}  // namespace

std::string comparison_page(const std::vector<Measured>& rows) {
  return Page(rows).text();
}

}  // namespace radgauge::records
