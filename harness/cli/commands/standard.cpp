#include <algorithm>

#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/text.h"
#include "workflow/intensity_standard.h"

namespace radgauge::cli {

namespace {

/// The settings of a normalisation that landmarks depend on; the options are called as they are.
std::vector<BoundRow> landmark_fields() {
  std::vector<BoundRow> rows;
  for (const auto& row : NormalisationSettings::fields("method", "").rows)
    for (const char* name : {"region", "lower_percentile", "upper_percentile", "tissue_fraction"})
      if (row.field.name == name) rows.push_back(row);
  return rows;
}

NormalisationSettings asked_settings(const Arguments& arguments) {
  NormalisationSettings settings;
  for (const auto& row : landmark_fields()) {
    if (!arguments.has(row.field.name)) continue;
    Value value;
    std::string problem;
    if (parse(row.field, arguments.text(row.field.name), value, problem)) problem = check(row.field, value);
    if (!problem.empty()) throw Error(ErrorKind::usage, problem + "; see `radgauge standard --help`");
    row.set(&settings, value);
  }
  return settings;
}

std::vector<CommandOption> landmark_options() {
  const NormalisationSettings defaults;
  std::vector<CommandOption> options;
  for (const auto& row : landmark_fields()) {
    std::string flag = "--" + row.field.name;
    std::replace(flag.begin(), flag.end(), '_', '-');
    options.push_back({row.field.name, flag, OptionKind::text,
                       row.field.choices.empty() ? "NUMBER" : join(row.field.choices, "|"),
                       row.field.help + " (default " + to_text(row.get(&defaults)) + ")", false,
                       row.field.choices});
  }
  return options;
}

int run_standard(const Arguments& arguments) {
  const NormalisationSettings settings = asked_settings(arguments);
  std::vector<std::string> landmarks;
  for (const double x : workflow::intensity_standard(arguments.text("cohort"), settings, console()))
    landmarks.push_back(to_text(x));
  write_output(arguments, join(landmarks, "/") + "\n");
  return 0;
}

}  // namespace

Command standard_command() {
  std::vector<CommandOption> options{
      {"cohort", "", OptionKind::text, "TABLE", "cohort table (radgauge cohort)", true}, output_option()};
  for (CommandOption& option : landmark_options()) options.push_back(std::move(option));
  return {
      "standard",
      "makes the standard of a cohort's intensities, for the normalisation histogram",
      "Prints the landmarks that the images of a cohort have in common: of each image the lower percentile, the "
      "deciles and the upper percentile, scaled to 0 and 100, averaged over images (Nyul, Udupa and Zhang 2000, "
      "doi:10.1109/42.836373). They are the value of normalisation_standard of an extraction, and of standard of "
      "int.normalise. Make it of the images that a model was trained on, and keep it: another cohort has another one.",
      std::move(options),
      {"radgauge standard cohort.csv -o standard.txt"},
      &run_standard};
}

}  // namespace radgauge::cli
