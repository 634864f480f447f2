#include "record/measured_table.h"

#include <cmath>

#include "core/nan.h"
#include "engine/feature_choice.h"

namespace radgauge::record {

namespace {

std::string key_of(const store::StoredObject& object) {
  std::string key;
  for (const store::StoredObjectColumn& column : store::stored_object_columns())
    key += object.*column.text + "\n";
  return key;
}

/// A full name ends in its tag ("bin25.log_3mm.stat_mean"); the whole name stands for the tag, since a table
/// does not say which part of it is an extraction.
FeatureInfo info_of(std::string_view name) {
  const auto point = name.rfind('.');
  FeatureInfo info =
      engine::describe_tag(std::string(name.substr(point == std::string_view::npos ? 0 : point + 1)));
  info.tag = name;
  if (info.ibsi_code.empty()) {
    info.name = name;
    info.unit = "unknown";
  }
  return info;
}

std::uint32_t numbered(std::unordered_map<std::string, std::uint32_t>& known, std::string key, bool& is_new) {
  const auto [at, inserted] = known.try_emplace(std::move(key), static_cast<std::uint32_t>(known.size()));
  is_new = inserted;
  return at->second;
}

std::uint64_t pair_key(std::uint32_t a, std::uint32_t b) {
  return (std::uint64_t{a} << 32) | b;
}

}  // namespace

std::uint32_t MeasuredTable::cell(const store::StoredObject& object, std::string_view condition) {
  bool is_new = false;
  Cell at;
  at.object = numbered(object_of_, key_of(object), is_new);
  if (is_new) objects_.push_back(object);
  at.condition = numbered(condition_of_, std::string(condition), is_new);
  if (is_new) conditions_.emplace_back(condition);
  const auto [entry, inserted] =
      cell_of_.try_emplace(pair_key(at.object, at.condition), static_cast<std::uint32_t>(cells_.size()));
  if (inserted) cells_.push_back(at);
  return entry->second;
}

std::uint32_t MeasuredTable::feature(std::string_view name) {
  // Tables repeat their features in one order.
  for (const std::uint32_t guess : {last_feature_ + 1, std::uint32_t{0}, last_feature_})
    if (guess < columns_.size() && columns_[guess].name == name) return last_feature_ = guess;
  bool is_new = false;
  last_feature_ = numbered(feature_of_, std::string(name), is_new);
  if (is_new) columns_.push_back({std::string(name), info_of(name), false, {}, {}});
  return last_feature_;
}

bool MeasuredTable::give_unit(std::uint32_t feature, std::string_view unit) {
  MeasuredColumn& column = columns_[feature];
  if (unit.empty() || (column.has_given_unit && column.info.unit == unit)) return true;
  if (column.has_given_unit) return false;
  column.info.unit = unit;
  return column.has_given_unit = true;
}

bool MeasuredTable::set(std::uint32_t cell, std::uint32_t feature, double value, Status status,
                        std::string_view reason) {
  MeasuredColumn& column = columns_[feature];
  if (column.statuses.size() <= cell) {
    column.values.resize(std::size_t{cell} + 1, kNaN);
    column.statuses.resize(std::size_t{cell} + 1, kNotGiven);
  }
  if (column.statuses[cell] != kNotGiven) return false;
  column.statuses[cell] = static_cast<std::uint8_t>(status);
  if (status == Status::ok) {
    column.values[cell] = value;
  } else if (!reason.empty()) {
    bool is_new = false;
    const std::uint32_t text = numbered(text_of_, std::string(reason), is_new) + 1;
    if (is_new) texts_.emplace_back(reason);
    reasons_[pair_key(feature, cell)] = text;
  }
  return true;
}

double MeasuredTable::value(std::uint32_t cell, std::size_t feature) const {
  const auto& values = columns_[feature].values;
  return cell < values.size() ? values[cell] : kNaN;
}

const std::string& MeasuredTable::reason(std::uint32_t cell, std::size_t feature) const {
  const auto at = reasons_.find(pair_key(static_cast<std::uint32_t>(feature), cell));
  return texts_[at == reasons_.end() ? 0 : at->second];
}

}  // namespace radgauge::record
