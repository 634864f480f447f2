#include "runner/program_host.h"

#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "io/image_file.h"
#include "io/program_run.h"

namespace radgauge::runner {

namespace {

/// Of a voxel edge: NIfTI keeps positions as float32.
constexpr double kLatticeTolerance = 1e-3;

/// Runs the call and reads its output with `read`, which gets the path.
template <class Read>
auto output_of(const ProgramCall& call, const Volume& image, const Mask& mask, const std::string& folder,
               const Read& read) {
  const io::ProgramFolder files("output.nii");
  const io::ProgramRun run{call.words, folder, call.timeout_s, 0, {{"{seed}", to_text(call.seed)}}, nullptr};
  const std::string output = files.run(run, image, mask);
  try {
    return read(output);
  } catch (const Error& error) {
    throw files.unusable_output(run, error.what());
  }
}

void check_same_lattice(const Lattice& written, const Lattice& expected) {
  const double edge_mm = std::min({expected.spacing_mm[0], expected.spacing_mm[1], expected.spacing_mm[2]});
  if (written.size == expected.size &&
      largest_displacement_mm(written, expected) <= kLatticeTolerance * edge_mm)
    return;
  throw Error(ErrorKind::data, "{output} is on another lattice than {image}: " +
                                   explain_difference(written, expected, "output", "image"));
}

void check_finite(const Volume& written, const Volume& before) {
  std::int64_t n = 0;
  for (std::size_t i = 0; i < written.voxels.size(); ++i)
    n += !std::isfinite(written.voxels[i]) && std::isfinite(before.voxels[i]);
  if (n > 0)
    throw Error(ErrorKind::data,
                "{output} has " + to_text(n) + (n == 1 ? " voxel" : " voxels") + " that are NaN or infinite");
}

}  // namespace

Volume LocalPrograms::new_image(const ProgramCall& call, const Volume& image, const Mask& mask) const {
  return output_of(call, image, mask, folder_, [&](const std::string& path) {
    Volume written = io::read_image(path);
    check_same_lattice(written.lattice, image.lattice);
    check_finite(written, image);
    written.lattice = image.lattice;
    written.window = image.window;
    return written;
  });
}

Mask LocalPrograms::new_mask(const ProgramCall& call, const Volume& image, const Mask& mask) const {
  return output_of(call, image, mask, folder_, [&](const std::string& path) {
    Mask written = io::read_mask(path, std::nullopt);
    check_same_lattice(written.lattice, mask.lattice);
    written.lattice = mask.lattice;
    written.window = mask.window;
    return written;
  });
}

}  // namespace radgauge::runner
