#include "cli/contact_sheets.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/run_folder.h"
#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "report/contact_sheet.h"
#include "runner/variants.h"

namespace radgauge {

namespace {

namespace fs = std::filesystem;

/// What is shown around the mask.
constexpr double kContextMm = 20;

constexpr const char* kTable = "contact_sheets.csv";

/// An extraction setting leaves image and mask as they are, and rounding cannot be seen.
bool can_be_seen(const Group& group) {
  return std::any_of(group.chain.begin(), group.chain.end(), [](const ChainStep& step) {
    return step.operation->stage != Stage::extraction && step.operation->id != kUlpOperation;
  });
}

/// The cells of one row under the first, middle and last condition of a group; of repeats, the first.
std::vector<std::size_t> shown_cells(const Plan& plan, std::size_t row, std::size_t group) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const Condition& condition = plan.conditions[plan.cells[i].condition];
    if (plan.cells[i].row == row && plan.cells[i].condition != kBase && condition.repetition == 0 &&
        std::find(condition.groups.begin(), condition.groups.end(), group) != condition.groups.end())
      cells.push_back(i);
  }
  if (cells.size() > 3) cells = {cells.front(), cells[cells.size() / 2], cells.back()};
  return cells;
}

/// Every second pixel of every second row.
RgbPicture halved(const RgbPicture& picture) {
  RgbPicture half(picture.width / 2, picture.height / 2);
  RgbPicture whole = picture;
  for (std::int64_t y = 0; y < half.height; ++y)
    for (std::int64_t x = 0; x < half.width; ++x) std::copy_n(whole.at(2 * x, 2 * y), 3, half.at(x, y));
  return half;
}

/// The bytes of a sheet that is small enough; variants are left out of `after` until it is, the last first.
std::string small_sheet(const Pictured& before, std::vector<Pictured>& after) {
  while (true) {
    const RgbPicture sheet = contact_sheet(before, after);
    std::string bytes = png(sheet);
    if (bytes.size() <= kLargestSheetBytes) return bytes;
    if (after.size() == 1) return png(halved(sheet));
    after.pop_back();
  }
}

struct Sitter {
  std::size_t acquisition;
  std::size_t row;
};

/// The first row of each acquisition that has a selected cell.
std::vector<Sitter> sitters(const Plan& plan, const std::vector<bool>& selected) {
  std::vector<Sitter> list;
  std::set<std::size_t> seen;
  for (const PlannedUnit& unit : plan.units)
    for (const std::size_t cell : unit.cells)
      if ((selected.empty() || selected[cell]) && seen.insert(unit.acquisition).second)
        list.push_back({unit.acquisition, plan.cells[cell].row});
  return list;
}

/// Makes variants of one row, whose scan is read once.
class Studio {
 public:
  Studio(const Study& study, const Plan& plan, const Sitter& sitter)
      : study_(study),
        plan_(plan),
        sitter_(sitter),
        scan_(acquire_alone(study, plan, sitter.acquisition, kContextMm)) {}

  std::vector<Variant> make(const std::vector<std::size_t>& cells) const {
    return make_variants(study_, plan_, sitter_.acquisition, scan_, cells, kContextMm);
  }
  Variant base() const {
    std::size_t cell = 0;
    while (plan_.cells[cell].row != sitter_.row || plan_.cells[cell].condition != kBase) ++cell;
    Variant variant = make({cell}).front();
    if (variant.record.status == Status::failed) throw Error(ErrorKind::data, variant.record.reason);
    return variant;
  }

 private:
  const Study& study_;
  const Plan& plan_;
  Sitter sitter_;
  AcquiredScan scan_;
};

void write_sheets_of(const Study& study, const Plan& plan, const Sitter& sitter, const fs::path& place) {
  const Studio studio(study, plan, sitter);
  const Variant base = studio.base();
  fs::create_directories(place);
  std::string table = csv_line({"group", "file", "row", "object", "condition"});
  for (std::size_t g = 0; g < study.groups.size(); ++g) {
    const Group& group = study.groups[g];
    const std::vector<std::size_t> cells = shown_cells(plan, sitter.row, g);
    if (!can_be_seen(group) || cells.empty()) continue;
    const std::vector<Variant> variants = studio.make(cells);
    std::vector<Pictured> after;
    for (const Variant& variant : variants) after.push_back({variant.image, variant.mask});
    const std::string file = group.name + ".png";
    write_file((place / file).string(), small_sheet({base.image, base.mask}, after));
    for (std::size_t n = 0; n < after.size(); ++n)
      table += csv_line({group.name, file, to_text(static_cast<std::int64_t>(n + 1)),
                         study.rows[sitter.row].name(), variants[n].condition});
  }
  write_file((place / kTable).string(), table);
}

constexpr std::size_t kTries = 3;

}  // namespace

std::vector<std::string> write_contact_sheets(const Study& study, const Plan& plan,
                                              const std::vector<bool>& selected, const std::string& folder) {
  const fs::path place = fs::path(folder) / kContactSheetFolder;
  std::vector<std::string> problems;
  if (!study.contact_sheets || std::none_of(study.groups.begin(), study.groups.end(), can_be_seen))
    return problems;
  std::error_code error;
  if (fs::exists(place / kTable, error)) return problems;
  for (const Sitter& sitter : sitters(plan, selected)) {
    try {
      write_sheets_of(study, plan, sitter, place);
      return problems;
    } catch (const std::exception& problem) {
      problems.push_back("no contact sheets of " + study.rows[sitter.row].name() + ": " +
                         without_folders(problem.what(), study));
    }
    if (problems.size() == kTries) break;
  }
  return problems;
}

std::vector<report::ContactSheet> read_contact_sheets(const std::string& folder) {
  const fs::path place = fs::path(folder) / kContactSheetFolder;
  std::vector<report::ContactSheet> sheets;
  if (!fs::exists(place / kTable)) return sheets;
  try {
    const CsvTable table = read_csv((place / kTable).string());
    for (const auto& row : table.rows) {
      const auto field = [&](const std::string& name) { return row.at(table.column(name).value()); };
      if (sheets.empty() || sheets.back().group != field("group"))
        sheets.push_back({field("group"),
                          field("object"),
                          {},
                          read_file((place / fs::path(field("file")).filename()).string())});
      sheets.back().conditions.push_back(field("condition"));
    }
  } catch (const std::exception&) {
    sheets.clear();  // a picture is never worth a report
  }
  return sheets;
}

}  // namespace radgauge
