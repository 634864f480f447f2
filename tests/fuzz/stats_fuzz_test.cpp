#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/error.h"
#include "core/text.h"
#include "fuzz/cases.h"
#include "io/csv.h"
#include "io/temporary_folder.h"
#include "statistics/sections.h"

namespace radgauge {

namespace {

struct StatsTable {
  std::string section;
  std::string text;
  double margin = std::numeric_limits<double>::quiet_NaN();
  double icc_null = std::numeric_limits<double>::quiet_NaN();
};

/// A small table of each kind that `radgauge stats` reads; every tenth value or so is missing.
std::vector<StatsTable> stats_tables() {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  fuzz::Random random(5);
  const auto value = [&] {
    return fuzz::one_in(random, 12) ? std::string("NA")
                                    : to_text(static_cast<double>(fuzz::below(random, 900)) / 8 + 3);
  };
  std::string ratings = "subject,rater,feature,value\n", cluster = "object,patient,repeat,feature,value\n",
              components = "object,patient,scanner,reader,repeat,feature,value\n",
              spread = "object,method,repeat,feature,value\n", pairs = "subject,x,y,feature,error_ratio\n",
              paired = "subject,feature,x,y,margin\n", welch = "feature,sample,value\n",
              basic = "index,value\n", truth = "truth,value,feature\n",
              limits = "kind,sample,value,truth,feature,goal_percent\n";
  for (int s = 1; s <= 6; ++s) {
    const std::string object = "o" + std::to_string(s), patient = "p" + std::to_string((s + 1) / 2);
    pairs += object + "," + value() + "," + value() + ",f,1\n";
    paired += object + ",f," + value() + "," + value() + ",4\n";
    for (int r = 1; r <= 3; ++r) {
      const std::string one = std::to_string(r);
      ratings += object + ",r" + one + ",f," + value() + "\n";
      cluster += object + "," + patient + "," + one + ",f," + value() + "\n";
      spread += object + "," + (s % 2 == 0 ? "A," : "B,") + one + ",f," + value() + "\n";
      components +=
          object + "," + patient + ",s" + std::to_string(1 + s % 2) + ",r" + one + ",1,f," + value() + "\n";
      welch += std::string("f,") + (r == 2 ? "target," : "reference,") + value() + "\n";
      basic += std::to_string(3 * s + r) + "," + value() + "\n";
      truth += std::to_string(10 * s) + "," + value() + ",f\n";
      limits += (s < 3   ? "blank,"
                 : s < 5 ? "low,"
                         : "level,") +
                object + "," + value() + "," + (s < 5 ? "" : std::to_string(s)) + ",f,20\n";
    }
  }
  return {{"icc", ratings},
          {"agreement", ratings},
          {"agreement", pairs},
          {"icc_cluster", cluster},
          {"components", components},
          {"equivalence", paired},
          {"equivalence", welch, 2, kNone},
          {"equivalence", spread, 1.5, kNone},
          {"equivalence", cluster, kNone, 0.5},
          {"basic", basic},
          {"regression", pairs},
          {"truth", truth},
          {"quantitation", limits},
          {"tolerance", basic}};
}

using Number = std::tuple<std::string, std::string, std::string, std::string, double>;

std::vector<Number> numbers_of(std::vector<statistics::StatRow> rows) {
  std::vector<Number> out;
  for (statistics::StatRow& row : rows)
    out.emplace_back(std::move(row.feature), std::move(row.method), std::move(row.quantity),
                     std::move(row.status), row.value);
  std::sort(out.begin(), out.end(), [](const Number& a, const Number& b) {
    const auto key = [](const Number& n) {
      return std::tie(std::get<0>(n), std::get<1>(n), std::get<2>(n), std::get<3>(n));
    };
    return key(a) < key(b);
  });
  return out;
}

std::string wrong_with(const std::vector<statistics::StatRow>& rows) {
  for (const statistics::StatRow& row : rows) {
    const std::string name = row.feature + "/" + row.method + "/" + row.quantity;
    if (row.status == "ok" ? std::isnan(row.value) : row.status != "undefined" || row.reason.empty())
      return "status '" + row.status + "' of " + name + ", value " + to_text(row.value) + ", reason '" +
             row.reason + "'";
  }
  return rows.empty() ? "no number and no error" : "";
}

std::string differing(const std::vector<statistics::StatRow>& rows,
                      const std::vector<statistics::StatRow>& others) {
  const std::vector<Number> a = numbers_of(rows), b = numbers_of(others);
  if (a.size() != b.size()) return "another number of rows in another order of the table";
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = std::get<4>(a[i]), y = std::get<4>(b[i]);
    const bool same = x == y || (std::isnan(x) && std::isnan(y));
    if (!same || std::get<3>(a[i]) != std::get<3>(b[i]))
      return std::get<0>(a[i]) + "/" + std::get<1>(a[i]) + "/" + std::get<2>(a[i]) + " is " + to_text(x) +
             " (" + std::get<3>(a[i]) + "), with the rows reversed " + to_text(y) + " (" + std::get<3>(b[i]) +
             ")";
  }
  return "";
}

TEST(StatsFuzzInvariant, ChangedTablesHaveOneAnswerOrAreRefused) {
  const std::vector<StatsTable> tables = stats_tables();
  fuzz::expect_sound("stats", fuzz::settings(400), [&](fuzz::Random& random, const std::string& folder) {
    const std::string path = folder + "/table.csv";
    const StatsTable& one = fuzz::pick(random, tables);
    write_bytes(path, fuzz::one_in(random, 8) ? fuzz::mutate_bytes(one.text, one.text.size(), random)
                                              : fuzz::mutate_text(one.text, random));
    return fuzz::refused_or_fine({"table.csv"}, [&] {
      io::CsvTable csv = io::read_spreadsheet(path, io::Separators::any);
      statistics::Table table{std::move(csv.header), std::move(csv.rows), csv.separator == ';' ? ',' : '.'};
      const statistics::StatOptions options{one.margin, one.icc_null};
      std::vector<statistics::StatRow> rows;
      try {
        rows = statistics::run_section(one.section, table, options);
      } catch (const Error& error) {
        throw error.within(path);
      }
      std::string wrong = wrong_with(rows);
      if (wrong.empty()) {
        std::reverse(table.rows.begin(), table.rows.end());
        wrong = differing(rows, statistics::run_section(one.section, table, options));
      }
      if (!wrong.empty()) throw std::runtime_error(one.section + ": " + wrong);
    });
  });
}

}  // namespace
}  // namespace radgauge
