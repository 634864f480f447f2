#include <algorithm>
#include <filesystem>
#include <iostream>

#include "acquire/acquire.h"
#include "cli/commands/commands.h"
#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "io/image_file.h"
#include "study/study.h"

namespace radgauge::cli {

namespace {

std::int64_t count_of(const Arguments& arguments, const std::string& name, std::int64_t otherwise,
                      std::int64_t most) {
  const std::int64_t n = arguments.integer(name).value_or(otherwise);
  if (n >= 0 && n <= most) return n;
  throw Error(ErrorKind::usage, "--" + name + " " + to_text(n) + " is outside [0, " + to_text(most) + "]");
}

/// The phantoms of a study that has nothing else.
study::Study study_of(const Arguments& arguments) {
  const std::string parameters = arguments.text("params");
  return study::decode_study(
      io::parse_yaml("{study: phantom, seed: " + to_text(count_of(arguments, "seed", 1, INT64_C(1) << 53)) +
                         ", phantoms: {kind: " + arguments.text("kind") + ", count: " +
                         to_text(std::max<std::int64_t>(1, count_of(arguments, "count", 1, 1000000))) +
                         (parameters.empty() ? "" : ", " + parameters) + "}}",
                     "--params"),
      "");
}

/// What each session does to the image: operations of the image stage, one value each.
std::vector<study::ChainStep> scan_chain(const Arguments& arguments) {
  if (!arguments.has("chain")) return {};
  const study::Group group = study::group_of_condition(arguments.text("chain"));
  for (const study::ChainStep& step : group.chain)
    if (step.operation->stage != Stage::image)
      throw Error(
          ErrorKind::usage,
          "--chain names " + step.operation->id + ", which belongs to the " +
              std::string(to_text(step.operation->stage)) +
              " stage; a scan is written before that, so that only image operations can be part of it");
  return group.chain;
}

/// Draws are those that a study of this seed would make for this object and repetition.
Volume scanned(const acquire::Scan& scan, const study::CohortRow& row,
               const std::vector<study::ChainStep>& chain, std::uint64_t seed, std::int64_t session) {
  Volume image = scan.image;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const Operation& operation = *chain[i].operation;
    const auto ordinal = std::count_if(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(i),
                                       [&](const study::ChainStep& s) { return s.operation == &operation; });
    const Draws draws(seed, row.acquisition(), operation.id, static_cast<std::uint32_t>(ordinal),
                      static_cast<std::uint32_t>(session));
    std::vector<Value> values;
    for (const auto& levels : chain[i].levels) values.push_back(levels.front());
    if (const std::string why = operation.refusal(values, row.modality); !why.empty())
      throw Error(ErrorKind::usage, operation.id + ": " + why);
    image = operation.image({image, scan.masks.front(), draws, row.modality}, values).image;
  }
  return image;
}

int run_phantom(const Arguments& arguments) {
  const study::Study study = study_of(arguments);
  const std::vector<study::ChainStep> chain = scan_chain(arguments);
  const std::int64_t sessions = std::max<std::int64_t>(1, count_of(arguments, "sessions", 1, 1000));
  if (sessions > 1 &&
      std::none_of(chain.begin(), chain.end(), [](const study::ChainStep& s) { return s.operation->random; }))
    throw Error(ErrorKind::usage,
                "--sessions " + to_text(sessions) +
                    " needs a --chain with something random in it: all sessions would be equal");
  const std::filesystem::path folder = arguments.text("output");
  std::filesystem::create_directories(folder);
  std::string table = io::csv_line({"patient", "image", "mask", "modality", "unit", "session"});
  for (const study::CohortRow& row : study.rows) {
    const acquire::Scan scan = acquire::scan_row(study, row);
    const std::string mask = row.patient + "_mask.nii.gz";
    io::write_mask((folder / mask).string(), scan.masks.front());
    for (std::int64_t session = 0; session < sessions; ++session) {
      const std::string label = sessions > 1 ? to_text(session + 1) : "";
      const std::string image = row.patient + (label.empty() ? "" : "_session-" + label) + "_image.nii.gz";
      io::write_image((folder / image).string(), scanned(scan, row, chain, study.seed, session));
      table += io::csv_line({row.patient, image, mask, std::string(to_text(row.modality)), row.unit, label});
    }
  }
  io::write_file((folder / "cohort.csv").string(), table);
  std::cout << (folder / "cohort.csv").string() << "\n";
  return 0;
}

}  // namespace

Command phantom_command() {
  return {"phantom",
          "writes phantom objects as images and masks, with the cohort table of a study",
          "Writes OBJECT_image.nii.gz, OBJECT_mask.nii.gz and cohort.csv. With --sessions each object is "
          "written several times, --chain (image operations) drawn anew for each: a test-retest set of which "
          "the truth is known, to try `Simulated against real` of the report with. Draws depend on seed, "
          "object, operation and session.",
          {{"kind", "", OptionKind::text, "KIND", "generator: radgauge list phantoms", true},
           {"count", "--count", OptionKind::integer, "N", "objects (default 1)"},
           {"seed", "--seed", OptionKind::integer, "N", "seed (default 1)"},
           {"params", "--params", OptionKind::text, "YAML",
            "parameters of the generator, e.g. 'noise_sd: 0, size_x: 96'"},
           {"sessions", "--sessions", OptionKind::integer, "N", "scans of each object (default 1)"},
           {"chain", "--chain", OptionKind::text, "TEXT", "what a scan does, e.g. noise.white:sd=8"},
           {"output", "-o,--output", OptionKind::text, "DIR", "folder to write", true}},
          {"radgauge phantom lesion --count 30 --params 'noise_sd: 0' --sessions 2 --chain "
           "noise.white:sd=12 -o rescanned"},
          &run_phantom};
}

}  // namespace radgauge::cli
