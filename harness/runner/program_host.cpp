#include "runner/program_host.h"

#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/image_file.h"
#include "io/private_folder.h"
#include "io/process.h"

namespace radgauge::runner {

namespace {

namespace fs = std::filesystem;

/// Of a voxel edge: NIfTI keeps positions as float32.
constexpr double kLatticeTolerance = 1e-3;

/// The paths of one call: all else that is told of them uses their placeholders.
class CallFolder {
 public:
  std::string file(const char* name) const { return folder_.file(std::string(name) + ".nii"); }
  std::vector<std::pair<std::string, std::string>> values(const ProgramCall& call) const {
    return {{"{image}", file("image")},
            {"{mask}", file("mask")},
            {"{output}", file("output")},
            {"{seed}", to_text(call.seed)}};
  }
  std::string log() const { return folder_.file("log"); }
  /// No message holds a path that differs from run to run.
  std::string without_paths(std::string text) const {
    for (const char* name : {"image", "mask", "output"})
      replace(text, file(name), "{" + std::string(name) + "}");
    replace(text, folder_.path(), "{folder}");
    return text;
  }

 private:
  static void replace(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  }
  io::PrivateFolder folder_;
};

/// Runs the call and reads its output with `read`, which gets the path.
template <class Read>
auto output_of(const ProgramCall& call, const Volume& image, const Mask& mask, const std::string& folder,
               const Read& read) {
  const CallFolder files;
  io::write_image(files.file("image"), image);
  io::write_mask(files.file("mask"), mask);
  io::ProcessRequest request{{}, folder, files.log(), call.timeout_s};
  for (const std::string& word : call.words) request.words.push_back(io::filled(word, files.values(call)));
  const auto fail = [&](const std::string& what) {
    return Error(ErrorKind::data, files.without_paths("`" + join(call.words, " ") + "` " + what +
                                                      io::end_of_log(files.log())));
  };
  if (const std::string problem = io::run_process(request); !problem.empty()) throw fail(problem);
  if (!fs::exists(files.file("output"))) throw fail("ended with 0 but wrote no {output}");
  try {
    return read(files.file("output"));
  } catch (const Error& error) {
    throw fail(std::string("ended with 0, but: ") + error.what());
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
