#include "statistics/sections.h"

#include "core/error.h"
#include "core/text.h"
#include "statistics/section_parts.h"

namespace radgauge {
namespace {

struct Section {
  const char* name;
  std::vector<StatRow> (*run)(const Table&);
};

constexpr Section kSections[] = {
    {"icc", section::icc},
    {"agreement", section::agreement},
    {"icc_cluster", section::icc_cluster},
    {"basic", section::basic},
};

}  // namespace

std::vector<std::string> section_names() {
  std::vector<std::string> names;
  for (const Section& s : kSections) names.emplace_back(s.name);
  return names;
}

std::vector<StatRow> run_section(const std::string& name, const Table& table) {
  for (const Section& s : kSections) {
    if (name != s.name) continue;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      if (table.rows[row].size() != table.header.size())
        throw Error(ErrorKind::data, "data row " + std::to_string(row + 1) + " has " +
                                         std::to_string(table.rows[row].size()) + " fields, the header has " +
                                         std::to_string(table.header.size()));
    return s.run(table);
  }
  const std::vector<std::string> names = section_names();
  throw Error(ErrorKind::usage, "unknown section '" + name + "'" + did_you_mean(name, names) +
                                    "; known sections: " + join(names, ", "));
}

}  // namespace radgauge
