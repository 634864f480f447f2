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

/// By text, but digits that follow each other are compared as a number: 9 before 10, 2004-7-1 before
/// 2004-10-1.
bool is_earlier_session(std::string_view a, std::string_view b) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0, k = 0;
  while (i < a.size() && k < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[k])) {
      if (a[i] != b[k]) return a[i] < b[k];
      ++i;
      ++k;
      continue;
    }
    const auto number = [&](std::string_view text, std::size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      const std::size_t begin = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      return text.substr(begin, at - begin);
    };
    const std::string_view x = number(a, i), y = number(b, k);
    if (x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
  }
  const bool a_left = i < a.size(), b_left = k < b.size();
  return a_left == b_left ? a < b : b_left;
}

struct SessionOrder {
  bool operator()(const std::string& a, const std::string& b) const { return is_earlier_session(a, b); }
};
using SessionsOfPatients = std::map<std::string, std::set<std::string, SessionOrder>>;

/// Which of the words date and time --split makes sessions of. Throws Error(usage) where a time stands before
/// its date, which would be sorted by the hour.
struct SplitDates {
  bool date = false;
  bool time = false;

  explicit SplitDates(const TableReading& reading) {
    for (const NamePattern& pattern : reading.patterns)
      for (const NamePattern::Part& part : pattern.parts) {
        time = time || part.word == "time";
        if (part.word != "date") continue;
        if (time)
          throw Error(ErrorKind::usage,
                      "--split names a time before its date, and sessions are ordered by what stands first; "
                      "name the date first, or read the time as {any}");
        date = true;
      }
  }
  bool any() const { return date || time; }
};

/// Do texts like this date have the order of its days? So do a year first (2004-7-1, 2004, 20040701,
/// 20040701093000) and a count of days (at most five digits); two digits of six may be a year, a month or a
/// day.
bool has_order_of_days(std::string_view date) {
  const std::size_t n = std::min(date.find_first_not_of("0123456789"), date.size());
  const auto number = [&](std::size_t begin, std::size_t length) {
    return parse_int(date.substr(begin, length)).value_or(0);
  };
  constexpr std::size_t kDigitsOfCount = 5;
  if (n == date.size() && n <= kDigitsOfCount) return true;
  if (n != 4 && n != 8 && n != 14) return false;
  const bool has_year = number(0, 4) >= 1900 && number(0, 4) < 2100;
  if (n == 4) return has_year;
  const auto month = number(4, 2), day = number(6, 2);
  return has_year && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

void require_year_first(const std::string& session) {
  if (session.empty() || has_order_of_days(session)) return;
  throw Error(ErrorKind::usage,
              "the date '" + shortened(session) +
                  "' does not begin with its year, so that its place among others is not known; "
                  "write it as YYYY-MM-DD or YYYYMMDD, or read it as {session} in --split");
}

/// Has every patient sessions that no other has, and one of them several?
bool are_of_one_patient_each(const std::vector<store::StoredObject>& objects,
                             const SessionsOfPatients& sessions_of) {
  std::map<std::string, std::set<std::string>> patients_of;
  for (const store::StoredObject& object : objects) patients_of[object.session].insert(object.patient);
  const bool own = std::all_of(patients_of.begin(), patients_of.end(), [](const auto& entry) {
    return !entry.first.empty() && entry.second.size() == 1;
  });
  const bool several = std::any_of(sessions_of.begin(), sessions_of.end(),
                                   [](const auto& entry) { return entry.second.size() > 1; });
  return own && several && sessions_of.size() > 1;
}

/// Dates say nothing across patients, and neither do other sessions that no two patients share: they are
/// numbered within patients.
void number_sessions(std::vector<store::StoredObject>& objects, const SplitDates& split,
                     std::vector<std::string>& notes) {
  SessionsOfPatients sessions_of;
  for (const store::StoredObject& object : objects)
    if (!object.session.empty()) sessions_of[object.patient].insert(object.session);
  for (const store::StoredObject& object : objects)
    if (split.date) require_year_first(object.session);
  if (!split.any() && !are_of_one_patient_each(objects, sessions_of)) return;
  for (store::StoredObject& object : objects) {
    if (object.session.empty()) continue;
    const auto& sessions = sessions_of[object.patient];
    object.session =
        to_text(std::distance(sessions.begin(), sessions.find(object.session)) + std::int64_t{1});
  }
  notes.push_back(split.any()
                      ? "sessions are dates and times, and are numbered from 1 within patients, by their "
                        "order"
                      : "sessions belong to one patient each, and are numbered from 1 within patients");
}

}  // namespace

ReadTable read_measured_table(const std::string& path, const TableReading& reading) {
  const SplitDates split(reading);
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
  number_sessions(out.table.objects(), split, out.notes);
  return out;
}

}  // namespace radgauge::record
