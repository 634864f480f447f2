#pragma once

#include <string>

#include "store/sqlite.h"
#include "store/store.h"

namespace radgauge::store {

/// Version of the tables; PRAGMA user_version of the file.
inline constexpr std::int64_t kSchemaVersion = 5;

/// Makes the tables in an empty database and fills those that never change.
void create_schema(const Database& database, const StoreTables& tables);
/// Throws Error(data) unless the database is a store of this version.
void check_schema(const Database& database);
/// Throws Error(data) naming the table whose rows are not those that were written.
StoreTables load_tables(const Database& database);
/// The checksums of `tables` beside the cells, after they changed; in the same transaction.
void store_sums(const Database& database, const StoreTables& tables);
/// Stores the inputs of one object that has none.
void insert_inputs(const Database& database, std::size_t object, const std::vector<StoredInput>& inputs);

}  // namespace radgauge::store
