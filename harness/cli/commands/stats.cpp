#include <cmath>
#include <limits>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/user_table.h"
#include "core/error.h"
#include "core/text.h"
#include "report/stat_rows.h"
#include "statistics/sections.h"

namespace radgauge::cli {

namespace {

double number_option(const Arguments& arguments, const std::string& name) {
  if (!arguments.has(name)) return std::numeric_limits<double>::quiet_NaN();
  const std::string text = arguments.text(name);
  const auto value = parse_double(text);
  if (!value || !std::isfinite(*value))
    throw Error(ErrorKind::usage, "--" + name + " is '" + text + "'; it must be a finite number");
  return *value;
}

std::vector<std::string> listed_option(const Arguments& arguments, const std::string& name) {
  std::vector<std::string> out;
  for (const std::string& part : split(arguments.text(name), ','))
    if (const std::string word = trim(part); !word.empty()) out.push_back(word);
  return out;
}

statistics::StatOptions stat_options(const Arguments& arguments) {
  statistics::StatOptions options;
  options.margin = number_option(arguments, "margin");
  options.icc_null = number_option(arguments, "icc-null");
  options.horizon = number_option(arguments, "horizon");
  if (arguments.has("coefficients"))
    for (const std::string& part : split(arguments.text("coefficients"), ',')) {
      const std::string text = trim(part);
      const auto value = parse_double(text);
      if (!value || !std::isfinite(*value))
        throw Error(ErrorKind::usage,
                    "--coefficients holds '" + text + "'; it must be a list of finite numbers");
      options.coefficients.push_back(*value);
    }
  options.reference = arguments.text("reference");
  options.covariates = listed_option(arguments, "covariates");
  return options;
}

int run_stats(const Arguments& arguments) {
  const std::string section = arguments.text("section");
  const auto known = statistics::section_names();
  if (std::find(known.begin(), known.end(), section) == known.end())
    throw Error(ErrorKind::usage, "unknown section '" + section + "'" + did_you_mean(section, known) +
                                      "; known: " + join(known, ", "));
  const statistics::StatOptions options = stat_options(arguments);
  const UserTable user = read_user_table(arguments);
  std::vector<statistics::StatRow> rows;
  try {
    rows = statistics::run_section(section, user.table, options);
  } catch (const Error& error) {
    throw error.within(user.file);
  }
  const std::string text =
      arguments.text("format", "csv") == "json" ? report::stat_rows_json(rows) : report::stat_rows_csv(rows);
  write_output(arguments, text);
  return 0;
}

}  // namespace

Command stats_command() {
  std::vector<CommandOption> options{
      {"section", "", OptionKind::text, "SECTION", join(statistics::section_names(), ", "), true}};
  for (CommandOption& option : user_table_options("the table; `radgauge describe SECTION` names its columns"))
    options.push_back(std::move(option));
  for (CommandOption& option : std::vector<CommandOption>{
           {"margin", "--margin", OptionKind::text, "M",
            "largest difference, or for SDs the largest ratio, that counts as equivalent (section "
            "equivalence); a column `margin` does the same for each feature"},
           {"icc-null", "--icc-null", OptionKind::text, "C",
            "ICC that the test has to exceed (section equivalence); a column `icc_null` does the same"},
           {"horizon", "--horizon", OptionKind::text, "T",
            "time up to which survival is averaged (section survival; default 10)"},
           {"coefficients", "--coefficients", OptionKind::text, "B1[,B2...]",
            "of a Cox model that is judged on the table, in the order of x1, x2, ... (section survival)"},
           {"reference", "--reference", OptionKind::text, "BATCH",
            "batch that stays as it is (section combat; default: the last in text order)"},
           {"covariates", "--covariates", OptionKind::text, "COLUMN[,COLUMN...]",
            "columns whose effect is kept (section combat; default: age and sex where there are any)"},
           format_option(),
           output_option()})
    options.push_back(std::move(option));
  return {"stats",
          "computes statistics of repeatability, prediction and shift on a table of your own",
          "Columns: feature, method, quantity, value, status, reason. A statistic that does not exist has "
          "status undefined and a reason. The table may be separated by commas, semicolons or tabs; blanks "
          "around labels do not count, further columns are passed over.",
          std::move(options),
          {"radgauge stats icc ratings.csv", "radgauge stats equivalence two_chains.csv --margin 0.5"},
          &run_stats};
}

}  // namespace radgauge::cli
