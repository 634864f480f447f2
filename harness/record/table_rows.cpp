#include "record/table_rows.h"

#include <algorithm>
#include <filesystem>

#include "core/text.h"
#include "study/name_letters.h"

namespace radgauge::record {

namespace {

/// The name of an image file, without folders and endings: who it is of where no column says so.
std::string image_stem(std::string_view path) {
  std::string stem = std::filesystem::path(std::string(path)).filename().string();
  return stem.substr(0, stem.find('.', 1));
}

/// Columns that name the image, in the tables of extractors.
bool is_image_column(std::string_view column) {
  return column == "Image" || column == "image" || column == "intensity_image" || column == "image_file_name";
}

}  // namespace

RowNames::RowNames(const io::RowStream& rows, const TableReading& reading, Columns columns)
    : used_(rows.header().size(), false) {
  const auto& header = rows.header();
  for (const NamePattern& pattern : reading.patterns) add_pattern(rows, pattern);
  const auto add = [&](std::size_t c, const std::string& word) {
    patterns_.push_back({c, NamePattern{header[c], {{"", word}}, ""}});
    used_[c] = true;
  };
  for (std::size_t c = 0; c < header.size(); ++c)
    for (const std::string& word : cell_words())
      if (!used_[c] && header[c] == word && !has(word)) add(c, word);
  if (columns == Columns::usual)
    for (std::size_t c = 0; c < header.size(); ++c)
      if (const auto word = usual_word(header[c]); !used_[c] && word && !has(*word)) add(c, *word);
  for (std::size_t c = 0; columns == Columns::usual && !has("patient") && c < header.size(); ++c)
    if (!used_[c] && is_image_column(header[c])) add(c, "patient");
  if (!has("patient"))
    throw Error(ErrorKind::data,
                rows.file() +
                    ":1: no column says which patient a row is of; name one by --split 'COLUMN = patient' "
                    "(study = patient_date_time splits one). The columns are " +
                    listed(header));
  last_.resize(patterns_.size());
}

void RowNames::add_pattern(const io::RowStream& rows, const NamePattern& pattern) {
  const auto& header = rows.header();
  const auto at = std::find(header.begin(), header.end(), pattern.column);
  if (at == header.end())
    throw Error(ErrorKind::usage, rows.file() + " has no column '" + pattern.column + "' to split" +
                                      did_you_mean(pattern.column, header));
  const auto column = static_cast<std::size_t>(at - header.begin());
  for (const NamePattern::Part& part : pattern.parts)
    if (part.word != "any" && has(part.word))
      throw Error(ErrorKind::usage, "two columns are split into " + part.word + "; leave one of them out");
  patterns_.push_back({column, pattern});
  used_[column] = true;
}

bool RowNames::has(const std::string& word) const {
  return std::any_of(patterns_.begin(), patterns_.end(), [&](const auto& entry) {
    return std::any_of(entry.second.parts.begin(), entry.second.parts.end(),
                       [&](const NamePattern::Part& part) { return part.word == word; });
  });
}

std::uint32_t RowNames::cell_of(const io::RowStream& rows, MeasuredTable& table) {
  const auto fields = rows.fields();
  bool same = has_cell_;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    const std::string_view text = fields[patterns_[i].first];
    if (last_[i] == text) continue;
    last_[i] = text;
    same = false;
  }
  if (same) return cell_;
  name_ = {};
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    const NamePattern& pattern = patterns_[i].second;
    const bool is_plain =
        pattern.parts.size() == 1 && pattern.after.empty() && pattern.parts[0].before.empty();
    if (last_[i].empty() && is_plain) continue;
    const std::string text = is_plain && is_image_column(pattern.column) ? image_stem(last_[i]) : last_[i];
    if (!pattern.read(text, name_))
      throw rows.error("'" + shortened(text) + "' in column '" + pattern.column +
                       "' is not of the form that --split gives it");
  }
  if (name_.object.patient.empty()) throw rows.error("the row names no patient");
  if (name_.object.lesion.empty()) name_.object.lesion = kOnlyLesion;
  if (name_.condition.empty()) name_.condition = "base";
  const std::string where = rows.file() + ":" + to_text(rows.line());
  for (const store::StoredObjectColumn& column : store::stored_object_columns())
    if (std::string& text = name_.object.*column.text; !text.empty())
      text = cleaner_.clean(column.name, text, where);
  cell_ = table.cell(name_.object, name_.condition);
  has_cell_ = true;
  return cell_;
}

void RowNames::note_replaced(std::vector<std::string>& notes) const {
  if (cleaner_.replaced())
    notes.push_back("letters that names of cells need for themselves (" +
                    std::string(study::kReservedLetters) + ") became _ in the names of the table");
}

std::string RowNames::text() const {
  return name_.object.name() + " under " + name_.condition;
}

std::string RowNames::sources() const {
  std::vector<std::string> list;
  for (const auto& [column, pattern] : patterns_)
    for (const NamePattern::Part& part : pattern.parts)
      if (part.word != pattern.column) list.push_back(part.word + " from column '" + pattern.column + "'");
  return join(list, ", ");
}

RowFilter::RowFilter(const io::RowStream& rows, const TableReading& reading) : text_(reading.where_text) {
  if (reading.where_column.empty()) return;
  const auto& header = rows.header();
  const auto at = std::find(header.begin(), header.end(), reading.where_column);
  if (at == header.end())
    throw Error(ErrorKind::usage, rows.file() + " has no column '" + reading.where_column + "'" +
                                      did_you_mean(reading.where_column, header));
  column_ = static_cast<std::size_t>(at - header.begin());
}

bool RowFilter::takes(const io::RowStream& rows) const {
  return !column_ || rows.fields()[*column_] == text_;
}

bool says_nothing(std::string_view field) {
  for (const std::string_view word :
       {"", "NA", "N/A", "n/a", "#N/A", "nan", "NaN", "NAN", "None", "none", "null", "NULL"})
    if (field == word) return true;
  return false;
}

std::optional<double> table_number(std::string_view field, char separator) {
  if (const auto number = parse_double(field)) return number;
  const auto comma = field.find(',');
  if (separator == ',' || comma == std::string_view::npos || field.find('.') != std::string_view::npos)
    return std::nullopt;
  std::string with_point(field);
  with_point[comma] = '.';
  return parse_double(with_point);
}

}  // namespace radgauge::record
