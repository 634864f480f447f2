#include "compliance/findings.h"

#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"

namespace radgauge::compliance {

std::vector<std::string> add_findings(const std::string& file, std::vector<reference::JudgedValue>& rows) {
  const io::CsvTable table = io::read_csv(file);
  std::array<std::size_t, 5> columns{};
  const std::array names{"set", "object", "modality", "tag", "finding"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto column = table.column(names[i]);
    if (!column) throw Error(ErrorKind::data, file + ":1: there is no column '" + names[i] + "'");
    columns[i] = *column;
  }
  std::vector<bool> used(table.rows.size(), false);
  for (reference::JudgedValue& row : rows) {
    if (row.verdict != reference::Verdict::mismatch) continue;
    const std::array<std::string, 4> fields{row.set, row.object, row.modality, row.name()};
    for (std::size_t line = 0; line < table.rows.size(); ++line) {
      bool fits = true;
      for (std::size_t i = 0; i < fields.size() && fits; ++i) {
        const std::string& pattern = table.rows[line][columns[i]];
        fits = pattern.empty() || matches_pattern(fields[i], pattern);
      }
      if (!fits) continue;
      row.finding = table.rows[line][columns[4]];
      used[line] = true;
      break;
    }
  }
  std::vector<std::string> notes;
  for (std::size_t line = 0; line < used.size(); ++line)
    if (!used[line])
      notes.push_back("finding of line " + to_text(std::int64_t{table.lines[line]}) + " (" +
                      table.rows[line][columns[3]] + ") fits no row that does not match");
  return notes;
}

}  // namespace radgauge::compliance
