#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/text.h"
#include "workflow/intensity_standard.h"

namespace radgauge::cli {

namespace {

/// The value of an option by the rules of its field.
double number_of(const Arguments& arguments, const std::string& name, double otherwise, double low,
                 double high) {
  if (!arguments.has(name)) return otherwise;
  const auto number = parse_double(arguments.text(name));
  if (!number || !(*number >= low && *number <= high))
    throw Error(ErrorKind::usage, "--" + name + " '" + shortened(arguments.text(name)) + "': a number from " +
                                      to_text(low) + " to " + to_text(high) + " is needed");
  return *number;
}

int run_standard(const Arguments& arguments) {
  NormalisationSettings settings;
  const std::string region = arguments.text("region", "tissue");
  settings.normalisation_region = region == "roi"     ? NormalisationRegion::roi
                                  : region == "image" ? NormalisationRegion::image
                                                      : NormalisationRegion::tissue;
  settings.normalisation_lower_percentile =
      number_of(arguments, "lower", settings.normalisation_lower_percentile, 0, 49);
  settings.normalisation_upper_percentile =
      number_of(arguments, "upper", settings.normalisation_upper_percentile, 51, 100);
  settings.normalisation_tissue_fraction =
      number_of(arguments, "tissue-fraction", settings.normalisation_tissue_fraction, 0, 0.999);
  std::vector<std::string> landmarks;
  for (const double x : workflow::intensity_standard(arguments.text("cohort"), settings, console()))
    landmarks.push_back(to_text(x));
  write_output(arguments, join(landmarks, "/") + "\n");
  return 0;
}

}  // namespace

Command standard_command() {
  return {
      "standard",
      "makes the standard of a cohort's intensities, for the normalisation histogram",
      "Prints the landmarks that the images of a cohort have in common: of each image the lower percentile, the "
      "deciles and the upper percentile, scaled to 0 and 100, averaged over images (Nyul, Udupa and Zhang 2000, "
      "doi:10.1109/42.836373). They are the value of normalisation_standard of an extraction, and of standard of "
      "int.normalise. Make it of the images that a model was trained on, and keep it: another cohort has another one.",
      {{"cohort", "", OptionKind::text, "TABLE", "cohort table (radgauge cohort)", true},
       output_option(),
       {"region",
        "--region",
        OptionKind::text,
        "tissue|image|roi",
        "where percentiles are taken (default tissue)",
        false,
        {"tissue", "image", "roi"}},
       {"lower", "--lower", OptionKind::text, "PERCENT", "lower percentile (default 1)"},
       {"upper", "--upper", OptionKind::text, "PERCENT", "upper percentile (default 99)"},
       {"tissue-fraction", "--tissue-fraction", OptionKind::text, "F",
        "tissue is at or above this part of the range of intensities (default 0.02)"}},
      {"radgauge standard cohort.csv -o standard.txt"},
      &run_standard};
}

}  // namespace radgauge::cli
