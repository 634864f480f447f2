#include "statistics/labelled_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "core/error.h"
#include "core/text.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics {
namespace {

using section::column;
using section::label;
using section::number;

struct Line {
  std::array<std::string, kFactorNames.size()> labels;
  std::string repeat;
  double value;
  std::size_t row;
};

struct Columns {
  std::array<std::optional<std::size_t>, kFactorNames.size()> factors;
  std::size_t repeat, feature, value;
};

// A factor whose column is misspelt would silently leave the model.
void refuse_misspelt(const Table& table, const std::vector<std::string>& absent) {
  std::vector<std::string> known{"repeat", "feature", "value"};
  known.insert(known.end(), kFactorNames.begin(), kFactorNames.end());
  for (const std::string& name : table.header) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (const auto meant = nearest(name, absent))
      throw Error(ErrorKind::data, "column '" + shortened(name) + "' is unknown: rename it to '" + *meant +
                                       "' if it is that factor, or remove it");
  }
}

Columns columns_of(const Table& table) {
  Columns out{{}, column(table, "repeat"), column(table, "feature"), column(table, "value")};
  std::vector<std::string> absent;
  for (std::size_t f = 0; f < out.factors.size(); ++f) {
    const std::string name = kFactorNames[f];
    const bool present = std::find(table.header.begin(), table.header.end(), name) != table.header.end();
    const bool required = name == "object" || name == "patient";
    if (present || required)
      out.factors[f] = column(table, name);
    else
      absent.push_back(name);
  }
  refuse_misspelt(table, absent);
  return out;
}

// In the order of the labels, so that the order of the rows changes no byte.
LabelledValues arrange(std::vector<Line> lines, const Columns& columns, const std::string& feature) {
  const auto key = [](const Line& line) { return std::tie(line.labels, line.repeat); };
  std::sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) {
    return std::tuple(key(a), a.row) < std::tuple(key(b), b.row);
  });
  LabelledValues out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0 && key(lines[i - 1]) == key(lines[i]))
      throw Error(ErrorKind::data, "data rows " + std::to_string(lines[i - 1].row + 1) + " and " +
                                       std::to_string(lines[i].row + 1) + " measure the same thing twice: " +
                                       shortened(join(lines[i].labels, " ")) + ", repeat " +
                                       shortened(lines[i].repeat) + ", feature " + shortened(feature) +
                                       "; keep one of them or give them different repeats");
    if (std::isnan(lines[i].value)) continue;
    out.values.push_back(lines[i].value);
    for (std::size_t f = 0; f < out.labels.size(); ++f)
      if (columns.factors[f]) out.labels[f].push_back(lines[i].labels[f]);
  }
  return out;
}

}  // namespace

std::vector<std::pair<std::string, LabelledValues>> labelled_values(const Table& table) {
  const Columns columns = columns_of(table);
  std::vector<std::string> order;
  std::map<std::string, std::vector<Line>> features;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    Line line{{}, label(table, row, columns.repeat), number(table, row, columns.value), row};
    for (std::size_t f = 0; f < line.labels.size(); ++f)
      if (columns.factors[f]) line.labels[f] = label(table, row, *columns.factors[f]);
    const std::string feature = trim(table.rows[row][columns.feature]);
    auto& list = features[feature];
    if (list.empty()) order.push_back(feature);
    list.push_back(std::move(line));
  }
  if (order.empty()) throw Error(ErrorKind::data, "the table has a header but no rows");
  std::vector<std::pair<std::string, LabelledValues>> out;
  for (const std::string& name : order)
    out.emplace_back(name, arrange(std::move(features[name]), columns, name));
  return out;
}

}  // namespace radgauge::statistics
