#include <cmath>

#include "perturbations/image_change.h"
#include "perturbations/program_call.h"

namespace radgauge::perturbations {

namespace {

struct ImageCommand {
  std::string command;
  double timeout_s = 600;
  static constexpr bool random = true;

  bool identity() const { return command.empty(); }
  std::string problem() const { return command_problem(command); }
  static auto fields() {
    return FieldList{field("command", &ImageCommand::command,
                           "program and arguments, with {image}, {mask}, {output}, {seed}"),
                     field("timeout_s", &ImageCommand::timeout_s, "s", Range{0, 86400, true},
                           "the program is stopped after this")};
  }
  /// A program may look anywhere.
  Support support() const { return {Support::Reach::volume, 0}; }
};

ImageOutput apply_image_command(const ImageInput& in, const ImageCommand& p) {
  ImageOutput out;
  out.image =
      host_of(in.programs).new_image(program_call(p.command, p.timeout_s, in.draws), in.image, in.roi);
  double squares = 0, changed = 0, n = 0;
  for (std::size_t i = 0; i < in.image.voxels.size(); ++i) {
    const double before = in.image.voxels[i], after = out.image.voxels[i];
    if (!std::isfinite(before)) continue;
    n += 1;
    changed += before != after;
    squares += (after - before) * (after - before);
  }
  out.magnitudes = {{"rms_change", std::nan(""), std::sqrt(squares / n), "intensity"},
                    {"changed_voxels", std::nan(""), changed / n, "1"}};
  if (in.roi.lattice == in.image.lattice)
    out.magnitudes.push_back(
        {"sd_of_change_in_roi", std::nan(""), sd_of_change(in.image, out.image, in.roi), "intensity"});
  return out;
}

}  // namespace

namespace operations {

Operation image_command() {
  return image_operation<ImageCommand, apply_image_command>(
      {"image.command", "let a program of yours change the image",
       std::string("The program gets the whole image and the reference mask, and writes an image on the same "
                   "lattice; a voxel that is no finite number makes the cell fail. ") +
           kCommandDetails +
           "Magnitudes: root mean square of the change and share of changed voxels over the image, standard "
           "deviation of the change in the ROI.",
       "none, because what it does is the program's"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
