#include "workflow/contact_sheets.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "record/run_folder.h"
#include "report/contact_sheet.h"
#include "runner/variants.h"

namespace radgauge::workflow {

namespace {

namespace fs = std::filesystem;

/// What is shown around the mask.
constexpr double kContactSheetsContextMm = 20;

constexpr const char* kTable = "contact_sheets.csv";

/// An extraction setting leaves image and mask as they are, and rounding cannot be seen.
bool can_be_seen(const Operation& operation) {
  return operation.stage != Stage::extraction && operation.id != study::kUlpOperation;
}
bool can_be_seen(const study::Group& group) {
  return std::any_of(group.chain.begin(), group.chain.end(),
                     [](const study::ChainStep& step) { return can_be_seen(*step.operation); });
}

/// A group, or one perturbation of a group that varies one at a time.
struct Subject {
  std::string name;
  std::size_t group;
  const Operation* alone = nullptr;
};

std::vector<Subject> subjects(const study::Study& study) {
  std::vector<Subject> list;
  for (std::size_t g = 0; g < study.groups.size(); ++g) {
    const study::Group& group = study.groups[g];
    if (!can_be_seen(group)) continue;
    if (group.design != study::Design::oat) {
      list.push_back({group.name, g});
      continue;
    }
    for (const study::ChainStep& step : group.chain)
      if (can_be_seen(*step.operation))
        list.push_back({group.name + "." + step.operation->id, g, step.operation});
  }
  return list;
}

/// The cells of one row under the first, middle and last condition of a subject; of repeats, the first.
std::vector<std::size_t> shown_cells(const study::Plan& plan, std::size_t row, const Subject& subject) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const study::Condition& condition = plan.conditions[plan.cells[i].condition];
    if (plan.cells[i].row == row && plan.cells[i].condition != study::kBase && condition.repetition == 0 &&
        std::find(condition.groups.begin(), condition.groups.end(), subject.group) !=
            condition.groups.end() &&
        (subject.alone == nullptr || condition.chain.front().operation == subject.alone))
      cells.push_back(i);
  }
  if (cells.size() > 3) cells = {cells.front(), cells[cells.size() / 2], cells.back()};
  return cells;
}

/// Every second pixel of every second row.
io::RgbPicture halved(const io::RgbPicture& picture) {
  io::RgbPicture half(picture.width / 2, picture.height / 2);
  io::RgbPicture whole = picture;
  for (std::int64_t y = 0; y < half.height; ++y)
    for (std::int64_t x = 0; x < half.width; ++x) std::copy_n(whole.at(2 * x, 2 * y), 3, half.at(x, y));
  return half;
}

/// 64 shades of each colour: a third fewer bytes, and nothing that can be seen.
io::RgbPicture with_fewer_shades(io::RgbPicture picture) {
  for (std::uint8_t& value : picture.rgb) value = static_cast<std::uint8_t>((value & 0xFC) | value >> 6);
  return picture;
}

/// The bytes of a sheet that is small enough. Until it is, variants are left out: the middle one, then the
/// first.
std::string small_sheet(const runner::Variant& base, std::vector<runner::Variant>& variants) {
  while (true) {
    std::vector<report::Pictured> after;
    after.reserve(variants.size());
    for (const runner::Variant& variant : variants) after.push_back({variant.image, variant.mask});
    const io::RgbPicture sheet = with_fewer_shades(report::contact_sheet({base.image, base.mask}, after));
    std::string bytes = io::png(sheet);
    if (bytes.size() <= kLargestSheetBytes) return bytes;
    if (variants.size() == 1) return io::png(halved(sheet));
    variants.erase(variants.begin() + (variants.size() > 2 ? 1 : 0));
  }
}

struct Sitter {
  std::size_t acquisition;
  std::size_t row;
};

/// The first row of each acquisition that has a stored cell.
std::vector<Sitter> sitters(const study::Plan& plan, const std::vector<bool>& stored) {
  std::vector<Sitter> list;
  std::set<std::size_t> seen;
  for (const study::PlannedUnit& unit : plan.units)
    for (const std::size_t cell : unit.cells)
      if (stored[cell] && seen.insert(unit.acquisition).second)
        list.push_back({unit.acquisition, plan.cells[cell].row});
  return list;
}

/// Makes variants of one row, whose scan is read once.
class Studio {
 public:
  Studio(const study::Study& study, const study::Plan& plan, const Sitter& sitter)
      : study_(study),
        plan_(plan),
        sitter_(sitter),
        scan_(runner::acquire_alone(study, plan, sitter.acquisition, kContactSheetsContextMm)) {}

  std::vector<runner::Variant> make(const std::vector<std::size_t>& cells) const {
    return runner::make_variants(study_, plan_, sitter_.acquisition, scan_, cells, kContactSheetsContextMm);
  }
  runner::Variant base() const {
    std::size_t cell = 0;
    while (plan_.cells[cell].row != sitter_.row || plan_.cells[cell].condition != study::kBase) ++cell;
    runner::Variant variant = make({cell}).front();
    if (variant.record.status == Status::failed) throw Error(ErrorKind::data, variant.record.reason);
    return variant;
  }

 private:
  const study::Study& study_;
  const study::Plan& plan_;
  Sitter sitter_;
  acquire::AcquiredScan scan_;
};

void write_sheets_of(const study::Study& study, const study::Plan& plan, const Sitter& sitter,
                     const fs::path& place) {
  const Studio studio(study, plan, sitter);
  const runner::Variant base = studio.base();
  fs::remove_all(place);  // of another object, of a run that measured less
  fs::create_directories(place);
  std::string table = io::csv_line({"group", "file", "row", "object", "condition"});
  std::set<std::string> files;
  for (const Subject& subject : subjects(study)) {
    const std::vector<std::size_t> cells = shown_cells(plan, sitter.row, subject);
    const std::string file = subject.name + ".png";
    if (cells.empty() || !files.insert(file).second) continue;
    std::vector<runner::Variant> variants = studio.make(cells);
    io::write_file((place / file).string(), small_sheet(base, variants));
    for (std::size_t n = 0; n < variants.size(); ++n)
      table +=
          io::csv_line({study.groups[subject.group].name, file, to_text(static_cast<std::int64_t>(n + 1)),
                        study.rows[sitter.row].name(), variants[n].condition});
  }
  io::write_file((place / kTable).string(), table);
}

constexpr std::size_t kTries = 3;

/// The object of the sheets that are there already, "" if none are.
std::string pictured_object(const fs::path& place) {
  try {
    if (!fs::exists(place / kTable)) return {};
    const io::CsvTable table = io::read_csv((place / kTable).string());
    return table.rows.empty() ? "" : table.rows.front().at(table.column("object").value());
  } catch (const std::exception&) {
    return {};  // they are made again
  }
}

}  // namespace

std::vector<std::string> write_contact_sheets(const study::Study& study, const study::Plan& plan,
                                              const std::vector<bool>& stored, const std::string& folder) {
  const fs::path place = fs::path(folder) / kContactSheetFolder;
  std::vector<std::string> problems;
  if (!study.contact_sheets || subjects(study).empty()) return problems;
  const std::string pictured = pictured_object(place);
  for (const Sitter& sitter : sitters(plan, stored)) {
    if (study.rows[sitter.row].name() == pictured) return problems;
    try {
      write_sheets_of(study, plan, sitter, place);
      return problems;
    } catch (const std::exception& problem) {
      problems.push_back("no contact sheets of " + study.rows[sitter.row].name() + ": " +
                         acquire::Sources(study).without_folders(problem.what(),
                                                                 plan.acquisitions[sitter.acquisition].rows));
    }
    if (problems.size() == kTries) break;
  }
  return problems;
}

std::vector<analysis::ContactSheet> read_contact_sheets(const std::string& folder) {
  const fs::path place = fs::path(folder) / kContactSheetFolder;
  std::vector<analysis::ContactSheet> sheets;
  if (!fs::exists(place / kTable)) return sheets;
  try {
    const io::CsvTable table = io::read_csv((place / kTable).string());
    for (const auto& row : table.rows) {
      const auto field = [&](const std::string& name) { return row.at(table.column(name).value()); };
      const fs::path file = fs::path(field("file")).filename();
      if (sheets.empty() || sheets.back().name != file.stem().string())
        sheets.push_back({file.stem().string(), field("object"), {}, io::read_file((place / file).string())});
      sheets.back().conditions.push_back(field("condition"));
    }
  } catch (const std::exception&) {
    sheets.clear();  // a picture is never worth a report
  }
  return sheets;
}

}  // namespace radgauge::workflow
