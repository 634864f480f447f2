#include "store/sums.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "core/hash.h"

namespace radgauge::store {

namespace {

/// Bytes in the order in which they are hashed; numbers are little-endian (cell_writer.cpp asserts it).
class Bytes {
 public:
  Bytes& add(std::uint64_t number) { return raw(&number, sizeof number); }
  Bytes& add(std::int64_t number) { return add(std::bit_cast<std::uint64_t>(number)); }
  Bytes& add(std::string_view text) { return add(std::uint64_t{text.size()}).raw(text.data(), text.size()); }
  Bytes& add(double number) {
    constexpr std::uint64_t kNothing = UINT64_MAX;
    return add(std::isnan(number) ? kNothing : std::bit_cast<std::uint64_t>(number + 0.0));
  }
  Bytes& raw(const void* bytes, std::size_t size) {
    if (size > 0) bytes_.append(static_cast<const char*>(bytes), size);
    return *this;
  }
  std::uint64_t xxh3() const { return radgauge::xxh3(bytes_); }
  void clear() { bytes_.clear(); }

 private:
  std::string bytes_;
};

Bytes of_meta(const StoreTables& tables) {
  Bytes bytes;
  for (const auto& [key, value] : tables.meta) bytes.add(std::string_view(key)).add(std::string_view(value));
  bytes.add(tables.planned_cells);
  return bytes;
}

Bytes of_objects(const StoreTables& tables) {
  Bytes bytes;
  for (const StoredObject& object : tables.objects)
    for (const StoredObjectColumn& column : stored_object_columns())
      bytes.add(std::string_view(object.*column.text));
  return bytes;
}

Bytes of_inputs(const StoreTables& tables) {
  Bytes bytes;
  for (std::size_t i = 0; i < tables.objects.size(); ++i) {
    const bool known = i < tables.inputs.size();
    bytes.add(std::uint64_t{known ? tables.inputs[i].size() : 0});
    if (!known) continue;
    for (const StoredInput& input : tables.inputs[i])
      bytes.add(std::string_view(input.role))
          .add(std::string_view(input.name))
          .add(std::string_view(input.sha256));
  }
  return bytes;
}

Bytes of_conditions(const StoreTables& tables) {
  Bytes bytes;
  for (const StoredCondition& condition : tables.conditions)
    bytes.add(std::string_view(condition.name))
        .add(std::string_view(condition.group))
        .add(condition.repetition);
  return bytes;
}

Bytes of_features(const StoreTables& tables) {
  Bytes bytes;
  for (const auto& [name, extraction, info] : tables.features) {
    for (const std::string* text : {&name, &extraction, &info.tag, &info.ibsi_code, &info.name, &info.unit,
                                    &info.family, &info.aggregation})
      bytes.add(std::string_view(*text));
    bytes.add(std::uint64_t{info.standardised});
  }
  return bytes;
}

}  // namespace

std::uint64_t cell_sum(const CellRecord& cell) {
  thread_local Bytes bytes;  // grows once: a sum of every cell is taken whenever a store is read
  bytes.clear();
  bytes.add(cell.plan_index).add(cell.object).add(cell.condition);
  bytes.add(static_cast<std::int64_t>(cell.status)).add(std::string_view(cell.reason));
  bytes.add(std::uint64_t{cell.values.size()});
  bytes.raw(cell.values.data(), cell.values.size() * sizeof(double));
  bytes.raw(cell.statuses.data(), cell.statuses.size() * sizeof(Status));
  for (const ValueReason& reason : cell.reasons)
    bytes.add(std::uint64_t{reason.feature}).add(std::string_view(reason.text));
  bytes.add(std::uint64_t{cell.magnitudes.size()});
  for (const StoredMagnitude& m : cell.magnitudes) {
    bytes.add(std::string_view(m.operation)).add(std::string_view(m.parameter));
    bytes.add(m.requested).add(m.achieved);
    bytes.add(std::string_view(m.unit)).add(std::string_view(m.status));
  }
  bytes.add(std::uint64_t{cell.notices.size()});
  for (const auto& [extraction, notice] : cell.notices) {
    bytes.add(std::string_view(extraction)).add(to_text(notice.kind));
    bytes.add(notice.amount).add(notice.reference);
  }
  return bytes.xxh3();
}

std::uint64_t checksums_sum(const CellRecord& cell) {
  thread_local Bytes bytes;
  bytes.clear();
  for (const StoredChecksum& sum : cell.checksums)
    bytes.add(std::string_view(sum.extraction)).add(std::string_view(sum.step)).add(sum.xxh3);
  return bytes.xxh3();
}

std::array<TableSum, 5> table_sums(const StoreTables& tables) {
  return {{{"meta", of_meta(tables).xxh3()},
           {"object", of_objects(tables).xxh3()},
           {"input", of_inputs(tables).xxh3()},
           {"condition", of_conditions(tables).xxh3()},
           {"feature", of_features(tables).xxh3()}}};
}

}  // namespace radgauge::store
