#include "agreement/gauge.h"

#include <algorithm>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/user_table.h"
#include "core/error.h"
#include "core/text.h"
#include "report/formats.h"
#include "report/gauge_text.h"
#include "statistics/labelled_table.h"

namespace radgauge::cli {

namespace {

/// What can be asked about: factors of a table beside object, patient and draws.
std::vector<std::string> factors_of(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  for (const unsigned factor : {statistics::kReader, statistics::kScanner, statistics::kSession,
                                statistics::kSite, statistics::kEngine, statistics::kCondition})
    if (std::find(header.begin(), header.end(), statistics::term_name(factor)) != header.end())
      names.push_back(statistics::term_name(factor));
  return names;
}

unsigned factor_in_question(const Arguments& arguments, const std::vector<std::string>& header) {
  const std::vector<std::string> names = factors_of(header);
  const std::string name = arguments.text("over", names.empty() ? "" : names.front());
  if (name.empty()) return 0;
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw Error(ErrorKind::usage,
                "--over is '" + name + "'" + did_you_mean(name, names) +
                    "; factors of this table: " + (names.empty() ? "none" : join(names, ", ")));
  for (const unsigned factor : {statistics::kReader, statistics::kScanner, statistics::kSession,
                                statistics::kSite, statistics::kEngine, statistics::kCondition})
    if (statistics::term_name(factor) == name) return factor;
  return 0;
}

agreement::GaugeRow gauge_of(const std::string& feature, const statistics::LabelledValues& data,
                             unsigned over) {
  agreement::GaugePlaces places;
  places.labels = data.labels;
  places.rows = data.of(statistics::kObject);
  places.features = {feature};
  places.over = over;
  places.read = [&data](std::size_t, std::span<double> values) {
    std::copy(data.values.begin(), data.values.end(), values.begin());
  };
  return agreement::gauge_rows("table", places).front();
}

int run_gauge(const Arguments& arguments) {
  const UserTable user = read_user_table(arguments);
  const unsigned over = factor_in_question(arguments, user.table.header);
  analysis::StudyResults results;
  results.questions.emplace_back();
  std::string text;
  try {
    for (const auto& [feature, data] : statistics::labelled_values(user.table)) {
      results.questions.front().gauge.push_back(gauge_of(feature, data, over));
      text += (text.empty() ? "" : "\n\n") + report::gauge_text(results.questions.front().gauge.back());
    }
  } catch (const Error& error) {
    throw error.within(user.file);
  }
  write_output(arguments, arguments.text("format", "text") == "csv" ? report::gauge_csv(results) : text);
  return 0;
}

}  // namespace

Command gauge_command() {
  std::vector<CommandOption> options = user_table_options("the measurements");
  for (CommandOption& option : std::vector<CommandOption>{
           {"over", "--over", OptionKind::text, "FACTOR",
            "the factor that is asked about (default: reader, or what the table has instead)"},
           {"format",
            "--format",
            OptionKind::text,
            "FORMAT",
            "text (default) or csv",
            false,
            {"text", "csv"}},
           output_option()})
    options.push_back(std::move(option));
  return {
      "gauge",
      "computes the gauge R&R table of measurements of your own",
      "Columns of the table: object, patient, repeat, feature, value, and the factors it has of site, "
      "scanner, session, reader, condition, draw (a repeat that the readers and conditions of an image "
      "share). Prints repeatability, reproducibility, part variation, their shares, distinct categories, and "
      "what averaging would give. A study makes the same tables by itself, in gauge.csv.",
      std::move(options),
      {"radgauge gauge measurements.csv", "radgauge gauge measurements.csv --over scanner --format csv"},
      &run_gauge};
}

}  // namespace radgauge::cli
