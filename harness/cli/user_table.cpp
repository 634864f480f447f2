#include "cli/user_table.h"

#include "core/text.h"
#include "io/csv.h"

namespace radgauge::cli {

UserTable read_user_table(const Arguments& arguments) {
  io::CsvTable csv = io::read_spreadsheet(arguments.text("table"), io::Separators::any);
  for (std::string& name : csv.header) name = trim(name);
  const std::string sign = arguments.text("decimal", csv.separator == ';' ? "comma" : "point");
  return {csv.file, {std::move(csv.header), std::move(csv.rows), sign == "comma" ? ',' : '.'}};
}

std::vector<CommandOption> user_table_options(const std::string& help) {
  return {{"table", "", OptionKind::text, "TABLE.csv", help, true},
          {"decimal",
           "--decimal",
           OptionKind::text,
           "SIGN",
           "decimal sign of the numbers, point or comma (default: comma in a table separated by semicolons, "
           "as Excel writes it in many countries; else point)",
           false,
           {"point", "comma"}}};
}

}  // namespace radgauge::cli
