#include "record/read_table.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "engine/name_map.h"
#include "record/table_rows.h"

namespace radgauge::record {

namespace {

constexpr const char* kTidyFormat = "tidy";
constexpr const char* kWideFormat = "wide";
/// A table of which a name map knows so many columns is of that extractor.
constexpr std::size_t kKnownColumnsOfExtractor = 5;

std::string found_format(const io::RowStream& rows) {
  const auto has = [&](const char* name) {
    return std::find(rows.header().begin(), rows.header().end(), name) != rows.header().end();
  };
  if (has("feature") && has("value")) return kTidyFormat;
  std::string best = kWideFormat;
  std::size_t most = kKnownColumnsOfExtractor - 1;
  for (const std::string& name : engine::name_maps())
    if (const std::size_t known = engine::known_columns(engine::load_name_map(name), rows.header());
        known > most) {
      most = known;
      best = name;
    }
  return best;
}

/// Dates and other sessions that no two patients share are numbered within patients.
bool number_sessions(std::vector<store::StoredObject>& objects) {
  std::map<std::string, std::set<std::string>> patients_of, sessions_of;
  for (const store::StoredObject& object : objects) {
    patients_of[object.session].insert(object.patient);
    sessions_of[object.patient].insert(object.session);
  }
  const bool own = std::all_of(patients_of.begin(), patients_of.end(), [](const auto& entry) {
    return !entry.first.empty() && entry.second.size() == 1;
  });
  const bool several = std::any_of(sessions_of.begin(), sessions_of.end(),
                                   [](const auto& entry) { return entry.second.size() > 1; });
  if (!own || !several || sessions_of.size() < 2) return false;
  for (store::StoredObject& object : objects) {
    const std::set<std::string>& sessions = sessions_of[object.patient];
    object.session =
        to_text(std::distance(sessions.begin(), sessions.find(object.session)) + std::int64_t{1});
  }
  return true;
}

}  // namespace

ReadTable read_measured_table(const std::string& path, const TableReading& reading) {
  io::RowStream rows(path);
  ReadTable out;
  out.format = reading.format == "auto" ? found_format(rows) : reading.format;
  if (out.format == kTidyFormat)
    read_tidy_rows(rows, reading, out);
  else
    read_wide_rows(rows, reading, out.format == kWideFormat ? "" : out.format, out);
  if (out.table.n_cells() == 0 || out.table.columns().empty())
    throw Error(ErrorKind::data,
                path + " holds no measurement" +
                    (reading.where_column.empty()
                         ? std::string()
                         : " with '" + reading.where_text + "' in column '" + reading.where_column + "'"));
  if (number_sessions(out.table.objects()))
    out.notes.push_back("sessions belong to one patient each, and are numbered from 1 within patients");
  return out;
}

}  // namespace radgauge::record
