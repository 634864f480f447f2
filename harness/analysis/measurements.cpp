#include "analysis/measurements.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include "core/machine.h"

namespace radgauge::analysis {

namespace {

/// Cells whose values are turned from rows into columns at once: their part of a column fills cache lines.
constexpr std::size_t kTile = 64;

template <class T>
std::size_t bytes_of(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

}  // namespace

/// Fills columns from cells that come one by one.
class Measurements::Loader {
 public:
  Loader(Measurements& to, std::size_t n_cells) : to_(to), n_features_(to.tables_.features.size()) {
    to_.cells_.reserve(n_cells);
    to_.stride_ = n_cells;
    // Columns are read at strides: with pages of 4 KiB most of that time is looking up pages.
    to_.values_.reserve(n_cells * n_features_);
    ask_for_large_pages(to_.values_.data(), n_cells * n_features_ * sizeof(double));
    to_.values_.resize(n_cells * n_features_);
    to_.statuses_.reserve(n_cells * n_features_);
    ask_for_large_pages(to_.statuses_.data(), n_cells * n_features_ * sizeof(Status));
    to_.statuses_.resize(n_cells * n_features_);
    rows_.resize(kTile * n_features_);
    row_statuses_.resize(kTile * n_features_);
  }

  void add(const store::CellRecord& cell) {
    CellFacts facts;
    facts.seconds = cell.seconds;
    facts.plan_index = static_cast<std::uint32_t>(cell.plan_index);
    facts.row = static_cast<std::uint32_t>(cell.object);
    facts.condition = static_cast<std::uint32_t>(cell.condition);
    facts.reason = text(cell.reason);
    facts.first_magnitude = static_cast<std::uint32_t>(to_.magnitudes_.size());
    facts.reasons = reason_list(cell);
    facts.status = cell.status;
    facts.has_values = !cell.values.empty();
    for (const store::StoredMagnitude& m : cell.magnitudes)
      to_.magnitudes_.push_back({kind(m), m.requested, m.achieved});
    for (const store::StoredNotice& n : cell.notices)
      to_.notices_.push_back({static_cast<std::uint32_t>(to_.cells_.size()), n.extraction, n.notice});
    to_.contents_[facts.row].take(cell);
    add_values(cell);
    to_.cells_.push_back(facts);
    if (to_.cells_.size() % kTile == 0) flush();
  }

  void flush() {
    const std::size_t end = to_.cells_.size();
    for (std::size_t f = 0; f < n_features_; ++f)
      for (std::size_t c = flushed_; c < end; ++c) {
        const std::size_t from = (c - flushed_) * n_features_ + f, at = f * to_.stride_ + c;
        to_.values_[at] = rows_[from];
        to_.statuses_[at] = row_statuses_[from];
      }
    flushed_ = end;
  }

 private:
  void add_values(const store::CellRecord& cell) {
    const auto start = static_cast<std::ptrdiff_t>((to_.cells_.size() - flushed_) * n_features_);
    if (cell.values.empty()) {
      std::fill_n(rows_.begin() + start, n_features_, std::numeric_limits<double>::quiet_NaN());
      std::fill_n(row_statuses_.begin() + start, n_features_, Status::failed);
      return;
    }
    std::copy(cell.values.begin(), cell.values.end(), rows_.begin() + start);
    std::copy(cell.statuses.begin(), cell.statuses.end(), row_statuses_.begin() + start);
  }

  std::uint32_t text(const std::string& words) {
    if (words.empty()) return 0;
    const auto [at, is_new] = texts_.try_emplace(words, static_cast<std::uint32_t>(to_.texts_.size()));
    if (is_new) to_.texts_.push_back(words);
    return at->second;
  }

  std::uint32_t kind(const store::StoredMagnitude& m) {
    const auto same = [&](const MagnitudeKind& k) {
      return k.operation == m.operation && k.parameter == m.parameter && k.unit == m.unit &&
             k.status == m.status;
    };
    // Neighbouring cells repeat the kinds of the one before.
    if (last_kind_ + 1 < to_.kinds_.size() && same(to_.kinds_[last_kind_ + 1])) return ++last_kind_;
    if (last_kind_ < to_.kinds_.size() && same(to_.kinds_[last_kind_])) return last_kind_;
    const auto [at, is_new] = kinds_.try_emplace({m.operation, m.parameter, m.unit, m.status},
                                                 static_cast<std::uint32_t>(to_.kinds_.size()));
    if (is_new) to_.kinds_.push_back(at->first);
    return last_kind_ = at->second;
  }

  std::uint32_t reason_list(const store::CellRecord& cell) {
    if (cell.reasons.empty()) return 0;
    std::vector<ReasonOfValue> list;
    std::u32string key;
    for (const store::ValueReason& reason : cell.reasons) {
      list.push_back({reason.feature, text(reason.text)});
      key.push_back(list.back().feature);
      key.push_back(list.back().text);
    }
    const auto [at, is_new] =
        lists_.try_emplace(std::move(key), static_cast<std::uint32_t>(to_.reason_lists_.size()));
    if (is_new) to_.reason_lists_.push_back(std::move(list));
    return at->second;
  }

  Measurements& to_;
  std::size_t n_features_;
  std::size_t flushed_ = 0;           ///< cells that stand in the columns
  std::vector<double> rows_;          ///< of the cells after them, cell by cell
  std::vector<Status> row_statuses_;  ///< of the same
  std::uint32_t last_kind_ = 0;
  std::unordered_map<std::string, std::uint32_t> texts_;
  std::map<MagnitudeKind, std::uint32_t> kinds_;
  std::unordered_map<std::u32string, std::uint32_t> lists_;
};

Measurements::Measurements(const store::Store& store)
    : tables_(store.tables()), contents_(tables_.objects.size()) {
  Loader loader(*this, static_cast<std::size_t>(store.count_cells()));
  store.for_each_cell([&](const store::CellRecord& cell) { loader.add(cell); });
  loader.flush();
  split_by_channel();
  magnitudes_.shrink_to_fit();
  notices_.shrink_to_fit();
  make_index(tables_.objects.size(), tables_.conditions.size());
}

Measurements::Measurements(store::StoreTables tables, const study::Plan& plan) : tables_(std::move(tables)) {
  contents_.resize(tables_.objects.size());
  std::size_t rows = 0;
  for (const study::PlannedCell& cell : plan.cells) {
    CellFacts facts;
    facts.plan_index = static_cast<std::uint32_t>(cells_.size());
    facts.row = static_cast<std::uint32_t>(cell.row);
    facts.condition = static_cast<std::uint32_t>(cell.condition);
    cells_.push_back(facts);
    rows = std::max(rows, cell.row + 1);
  }
  values_.assign(cells_.size(), std::numeric_limits<double>::quiet_NaN());
  statuses_.assign(cells_.size(), Status::failed);
  split_by_channel();
  make_index(rows, plan.conditions.size());
}

void Measurements::split_by_channel() {
  features_ = tables_.features;
  std::map<std::string, std::uint32_t> channels;
  std::vector<std::string> names;
  std::vector<std::uint32_t> of_row;
  for (const store::StoredObject& object : tables_.objects) {
    const auto [at, is_new] = channels.emplace(object.channel, static_cast<std::uint32_t>(channels.size()));
    if (is_new) names.push_back(object.channel);
    of_row.push_back(at->second);
  }
  if (names.size() < 2) return;
  channel_of_row_ = std::move(of_row);
  features_.clear();
  for (const std::string& channel : names)
    for (const store::StoredFeature& feature : tables_.features) {
      features_.push_back(feature);
      features_.back().name = feature_prefix(channel, "", "") + feature.name;
    }
  const std::size_t block = statuses_.size();
  std::vector<Status> statuses(names.size() * block, Status::absent);
  const std::size_t columns = stride_ == 0 ? 1 : tables_.features.size();
  for (std::size_t f = 0; f < columns; ++f)
    for (std::size_t c = 0; c < cells_.size(); ++c) {
      const std::size_t at = f * stride_ + c;
      statuses[channel_of_row_[cells_[c].row] * block + at] = statuses_[at];
    }
  statuses_ = std::move(statuses);
}

void Measurements::make_index(std::size_t rows, std::size_t conditions) {
  n_conditions_ = conditions;
  index_.assign(rows * conditions, kNoCell);
  for (std::size_t c = 0; c < cells_.size(); ++c)
    index_[cells_[c].row * conditions + cells_[c].condition] = static_cast<std::uint32_t>(c);
}

MeasuredCell Measurements::cell(std::size_t cell) const {
  const CellFacts& facts = cells_[cell];
  const std::size_t end = cell + 1 < cells_.size() ? cells_[cell + 1].first_magnitude : magnitudes_.size();
  return {facts.plan_index,
          facts.row,
          facts.condition,
          facts.status,
          facts.has_values,
          facts.seconds,
          texts_[facts.reason],
          std::span(magnitudes_).subspan(facts.first_magnitude, end - facts.first_magnitude)};
}

FeatureColumn Measurements::column(std::size_t feature) const {
  const std::size_t n = tables_.features.size();
  const std::size_t values_at = feature % n * stride_;
  const std::size_t block = stride_ == 0 ? cells_.size() : n * stride_;
  return {std::span(values_).subspan(values_at, cells_.size()),
          std::span(statuses_).subspan(feature / n * block + values_at, cells_.size())};
}

std::string_view Measurements::reason(std::size_t cell, std::size_t feature) const {
  if (!has_feature(cells_[cell].row, feature)) return {};
  const std::size_t stored = feature % tables_.features.size();
  const auto& list = reason_lists_[cells_[cell].reasons];
  const auto at = std::lower_bound(list.begin(), list.end(), stored,
                                   [](const ReasonOfValue& r, std::size_t f) { return r.feature < f; });
  return at == list.end() || at->feature != stored ? std::string_view() : std::string_view(texts_[at->text]);
}

std::uint32_t Measurements::find(std::size_t row, std::size_t condition) const {
  const std::size_t at = row * n_conditions_ + condition;
  return condition >= n_conditions_ || at >= index_.size() ? kNoCell : index_[at];
}

double Measurements::value(std::size_t row, std::size_t condition, std::size_t feature) const {
  const std::uint32_t cell = find(row, condition);
  return cell == kNoCell || !has_feature(row, feature) ? std::nan("") : column(feature).values[cell];
}

Status Measurements::status(std::size_t row, std::size_t condition, std::size_t feature) const {
  const std::uint32_t cell = find(row, condition);
  return cell == kNoCell ? Status::absent : column(feature).statuses[cell];
}

std::size_t Measurements::bytes() const {
  std::size_t bytes = bytes_of(cells_) + bytes_of(values_) + bytes_of(statuses_) + bytes_of(magnitudes_) +
                      bytes_of(kinds_) + bytes_of(notices_) + bytes_of(contents_) + bytes_of(texts_) +
                      bytes_of(reason_lists_) + bytes_of(index_);
  for (const auto& list : reason_lists_) bytes += bytes_of(list);
  for (const std::string& text : texts_) bytes += text.capacity();
  return bytes;
}

}  // namespace radgauge::analysis
