#include "store/schema.h"

#include <bit>

#include "core/error.h"
#include "core/text.h"
#include "store/sums.h"

namespace radgauge::store {

namespace {

constexpr std::int64_t kApplicationId = 0x52474147;  // "RGAG"
constexpr const char* kPlannedCells = "planned_cells";
constexpr const char* kSum = "xxh3.";  // then the name of the table

// Numbers that may be NaN are NULL then. cell.xxh3 and cell.steps are sums.h of the cell, and `total` is how
// many cells there are and the sum of their xxh3 (modulo 2^64), so that no cell can go missing; the sums of
// the other tables stand in `meta`. `vector` holds float64 values (little-endian) and a status byte for each,
// in feature order, and of the values with a reason pairs of uint32: position, row of `reason`.
constexpr const char* kTables = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE object(id INTEGER PRIMARY KEY, patient TEXT NOT NULL, lesion TEXT NOT NULL, channel TEXT NOT NULL,
  session TEXT NOT NULL, reader TEXT NOT NULL, scanner TEXT NOT NULL, site TEXT NOT NULL,
  engine TEXT NOT NULL);
CREATE TABLE input(object INTEGER NOT NULL, ordinal INTEGER NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
  sha256 TEXT NOT NULL, PRIMARY KEY(object, ordinal)) WITHOUT ROWID;
CREATE TABLE condition(id INTEGER PRIMARY KEY, name TEXT NOT NULL, "group" TEXT NOT NULL, repetition INTEGER NOT NULL);
CREATE TABLE feature(id INTEGER PRIMARY KEY, name TEXT NOT NULL, extraction TEXT NOT NULL, tag TEXT NOT NULL,
  ibsi_code TEXT NOT NULL, ibsi_name TEXT NOT NULL, unit TEXT NOT NULL, family TEXT NOT NULL,
  aggregation TEXT NOT NULL, standardised INTEGER NOT NULL);
CREATE TABLE reason(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE cell(plan_index INTEGER PRIMARY KEY, object INTEGER NOT NULL, condition INTEGER NOT NULL,
  status INTEGER NOT NULL, reason INTEGER, seconds REAL, xxh3 INTEGER NOT NULL, steps INTEGER NOT NULL);
CREATE TABLE total(id INTEGER PRIMARY KEY, cells INTEGER NOT NULL, xxh3 INTEGER NOT NULL);
INSERT INTO total VALUES(0, 0, 0);
CREATE TABLE vector(plan_index INTEGER PRIMARY KEY, value BLOB NOT NULL, status BLOB NOT NULL, reason BLOB NOT NULL);
CREATE TABLE magnitude(plan_index INTEGER NOT NULL, ordinal INTEGER NOT NULL, operation TEXT NOT NULL,
  parameter TEXT NOT NULL, requested REAL, achieved REAL, unit TEXT NOT NULL, status TEXT NOT NULL,
  PRIMARY KEY(plan_index, ordinal)) WITHOUT ROWID;
CREATE TABLE checksum(plan_index INTEGER NOT NULL, ordinal INTEGER NOT NULL, extraction TEXT NOT NULL,
  step TEXT NOT NULL, xxh3 INTEGER NOT NULL, PRIMARY KEY(plan_index, ordinal)) WITHOUT ROWID;
CREATE TABLE notice(plan_index INTEGER NOT NULL, ordinal INTEGER NOT NULL, extraction TEXT NOT NULL,
  kind TEXT NOT NULL, amount REAL, reference REAL, PRIMARY KEY(plan_index, ordinal)) WITHOUT ROWID;
)";

/// Inserts one row of texts behind its number.
void insert(Statement& statement, std::size_t id, const std::vector<std::string>& texts) {
  statement.bind(0, static_cast<std::int64_t>(id));
  for (std::size_t i = 0; i < texts.size(); ++i)
    statement.bind(static_cast<int>(i + 1), std::string_view(texts[i]));
  statement.run();
}

void fill(const Database& database, const StoreTables& tables) {
  Statement meta(database, "INSERT INTO meta VALUES(?, ?)");
  for (const auto& [key, value] : tables.meta)
    if (key != kPlannedCells) meta.bind(0, std::string_view(key)).bind(1, std::string_view(value)).run();
  meta.bind(0, std::string_view(kPlannedCells))
      .bind(1, std::string_view(to_text(tables.planned_cells)))
      .run();
  Statement object(database, "INSERT INTO object VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < tables.objects.size(); ++i) {
    const StoredObject& o = tables.objects[i];
    std::vector<std::string> texts;
    for (const StoredObjectColumn& column : stored_object_columns()) texts.push_back(o.*column.text);
    insert(object, i, texts);
  }
  for (std::size_t i = 0; i < tables.inputs.size(); ++i) insert_inputs(database, i, tables.inputs[i]);
  Statement condition(database, "INSERT INTO condition VALUES(?, ?, ?, ?)");
  for (std::size_t i = 0; i < tables.conditions.size(); ++i) {
    condition.bind(3, tables.conditions[i].repetition);
    insert(condition, i, {tables.conditions[i].name, tables.conditions[i].group});
  }
  Statement feature(database, "INSERT INTO feature VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < tables.features.size(); ++i) {
    const auto& [name, extraction, info] = tables.features[i];
    feature.bind(9, std::int64_t{info.standardised});
    insert(feature, i,
           {name, extraction, info.tag, info.ibsi_code, info.name, info.unit, info.family, info.aggregation});
  }
  store_sums(database, tables);
}

std::string as_text(std::uint64_t sum) {
  return to_text(std::bit_cast<std::int64_t>(sum));
}

/// Rows of a table count from 0 without a gap.
void expect_row(const Database& database, const Statement& row, std::size_t number, const char* table) {
  if (row.integer(0) != static_cast<std::int64_t>(number))
    throw database.damaged(std::string("table ") + table + ", row " +
                           to_text(static_cast<std::int64_t>(number)));
}

void load_meta(const Database& database, StoreTables& tables, std::map<std::string, std::string>& sums) {
  Statement meta(database, "SELECT key, value FROM meta");
  while (meta.step()) {
    const std::string key = meta.text(0);
    if (key.rfind(kSum, 0) == 0)
      sums[key.substr(std::string_view(kSum).size())] = meta.text(1);
    else
      tables.meta[key] = meta.text(1);
  }
  const auto planned = parse_int(tables.meta[kPlannedCells]);
  if (!planned || *planned < 0) throw database.damaged("table meta, number of planned cells");
  tables.planned_cells = *planned;
  tables.meta.erase(kPlannedCells);
}

void load_objects(const Database& database, StoreTables& tables) {
  Statement object(database, "SELECT * FROM object ORDER BY id");
  while (object.step()) {
    expect_row(database, object, tables.objects.size(), "object");
    StoredObject& row = tables.objects.emplace_back();
    int number = 1;
    for (const StoredObjectColumn& column : stored_object_columns()) row.*column.text = object.text(number++);
  }
  tables.inputs.resize(tables.objects.size());
  Statement input(database, "SELECT object, role, name, sha256 FROM input ORDER BY object, ordinal");
  while (input.step()) {
    const std::int64_t row = input.integer(0);
    if (row < 0 || row >= std::ssize(tables.inputs)) throw database.damaged("table input");
    tables.inputs[static_cast<std::size_t>(row)].push_back({input.text(1), input.text(2), input.text(3)});
  }
}

}  // namespace

void store_sums(const Database& database, const StoreTables& tables) {
  Statement meta(database, "INSERT OR REPLACE INTO meta VALUES(?, ?)");
  for (const TableSum& sum : table_sums(tables)) {
    const std::string key = std::string(kSum) + sum.table;
    meta.bind(0, std::string_view(key)).bind(1, std::string_view(as_text(sum.xxh3))).run();
  }
}

void insert_inputs(const Database& database, std::size_t object, const std::vector<StoredInput>& inputs) {
  Statement input(database, "INSERT INTO input VALUES(?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < inputs.size(); ++i)
    input.bind(0, static_cast<std::int64_t>(object))
        .bind(1, static_cast<std::int64_t>(i))
        .bind(2, std::string_view(inputs[i].role))
        .bind(3, std::string_view(inputs[i].name))
        .bind(4, std::string_view(inputs[i].sha256))
        .run();
}

std::span<const StoredObjectColumn> stored_object_columns() {
  static constexpr StoredObjectColumn columns[] = {
      {"patient", &StoredObject::patient}, {"lesion", &StoredObject::lesion},
      {"channel", &StoredObject::channel}, {"session", &StoredObject::session},
      {"reader", &StoredObject::reader},   {"scanner", &StoredObject::scanner},
      {"site", &StoredObject::site},       {"engine", &StoredObject::engine}};
  return columns;
}

void create_schema(const Database& database, const StoreTables& tables) {
  Transaction transaction(database);
  database.run(kTables);
  fill(database, tables);
  database.run("PRAGMA application_id = " + to_text(kApplicationId));
  database.run("PRAGMA user_version = " + to_text(kSchemaVersion));
  transaction.commit();
}

void check_schema(const Database& database) {
  const std::string quoted = "'" + database.path() + "'";
  if (database.integer("PRAGMA application_id") != kApplicationId)
    throw Error(ErrorKind::data, quoted + " is not a store of measurements");
  const std::int64_t version = database.integer("PRAGMA user_version");
  if (version != kSchemaVersion)
    throw Error(ErrorKind::data,
                quoted + " was written by " + (version > kSchemaVersion ? "a newer" : "an older") +
                    " radgauge (store version " + to_text(version) + "; this one reads version " +
                    to_text(kSchemaVersion) + "); use that radgauge, or run the study again");
}

StoreTables load_tables(const Database& database) {
  StoreTables tables;
  std::map<std::string, std::string> sums;
  load_meta(database, tables, sums);
  load_objects(database, tables);
  Statement condition(database, "SELECT * FROM condition ORDER BY id");
  while (condition.step()) {
    expect_row(database, condition, tables.conditions.size(), "condition");
    tables.conditions.push_back({condition.text(1), condition.text(2), condition.integer(3)});
  }
  Statement feature(database, "SELECT * FROM feature ORDER BY id");
  while (feature.step()) {
    expect_row(database, feature, tables.features.size(), "feature");
    tables.features.push_back({feature.text(1), feature.text(2),
                               FeatureInfo{feature.text(3), feature.text(4), feature.text(5), feature.text(6),
                                           feature.text(7), feature.text(8), feature.integer(9) != 0}});
  }
  for (const TableSum& sum : table_sums(tables))
    if (sums[sum.table] != as_text(sum.xxh3))
      throw database.damaged(std::string("table ") + sum.table + " does not match its checksum");
  return tables;
}

}  // namespace radgauge::store
