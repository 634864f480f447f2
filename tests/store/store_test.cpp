#include "store/store.h"

#include <sqlite3.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "io/temporary_folder.h"
#include "store/store_examples.h"

namespace radgauge {

using namespace radgauge::store;

namespace {

/// The Error that `work` gives.
template <class Work>
std::string refusal(ErrorKind kind, Work work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

void execute(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_close(database);
}

TEST(StoreMechanics, TablesComeBack) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  const StoreTables tables = example_tables(3, 4, 5);
  {
    Store store = Store::create(path, tables);
    store.set_meta("analysis_hash", "abc");
    store.set_meta("analysis_hash", "def");
  }
  const Store store = Store::open(path, true);
  auto meta = tables.meta;
  meta["analysis_hash"] = "def";
  EXPECT_EQ(store.tables().meta, meta);
  EXPECT_EQ(store.tables().objects, tables.objects);
  EXPECT_EQ(store.tables().conditions, tables.conditions);
  EXPECT_EQ(store.tables().features, tables.features);
  EXPECT_EQ(store.tables().planned_cells, 12);
  EXPECT_TRUE(store.stored_cells().empty());
}

TEST(StoreMechanics, InputsAreAddedAndNeverReplaced) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  StoreTables tables = example_tables(3, 1, 1);
  tables.inputs = {{{"image", "a.nii", "01"}, {"mask", "b.nii", "02"}}, {}, {}};
  const std::vector<std::vector<StoredInput>> more{{{"image", "a.nii", "99"}}, {}, {{"phantom", "", "03"}}};
  {
    Store store = Store::create(path, tables);
    EXPECT_EQ(store.tables().inputs, tables.inputs);
    store.add_inputs(more);
    EXPECT_EQ(store.tables().inputs[2], more[2]);
  }
  const auto read = Store::open(path, true).tables().inputs;
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[0], tables.inputs[0]);
  EXPECT_TRUE(read[1].empty());
  EXPECT_EQ(read[2], more[2]);
}

TEST(StoreMechanics, CellsComeBackInPlanOrderToTheBit) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  std::vector<CellRecord> cells = example_cells(12, 3, 4, 5);
  cells[2].values[1] = -0.0;
  cells[2].values[2] = std::numeric_limits<double>::denorm_min();
  cells[3].values[0] = std::numeric_limits<double>::infinity();
  cells[3].values[1] = std::numeric_limits<double>::signaling_NaN();
  cells[5].seconds = std::numeric_limits<double>::quiet_NaN();
  {
    Store store = Store::create(path, example_tables(3, 4, 5));
    store.write_unit(std::span(cells).subspan(8, 4));
    store.write_unit(std::span(cells).subspan(0, 4));
    store.write_unit(std::span(cells).subspan(4, 4));
    expect_cells(store, cells);
  }
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  expect_cells(Store::open(path, true), cells);
  expect_cells(Store::open(path, false), cells);
}

TEST(StoreMechanics, CellsAreReplaced) {
  const TemporaryFolder folder;
  Store store = Store::create(folder.file("m.sqlite"), example_tables(3, 4, 5));
  std::vector<CellRecord> cells = example_cells(4, 3, 4, 5);
  store.write_unit(cells);
  cells[1] = CellRecord{};
  cells[1].plan_index = 1;
  cells[1].status = Status::failed;
  cells[1].reason = "the mask is empty";
  cells[2].magnitudes.resize(1);
  cells[2].checksums.clear();
  store.write_unit(cells);
  expect_cells(store, cells);
}

TEST(StoreMechanics, ContentsAreOfTheObjects) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  Store store = Store::create(path, example_tables(3, 4, 5));
  std::vector<CellRecord> cells = example_cells(12, 3, 4, 5);
  cells[4].checksums.push_back({"", "image", 0xFFFFFFFFFFFFFFF0u});  // of object 1
  cells[4].checksums.push_back({"", "mask", 7});
  store.write_unit(cells);
  std::vector<AcquiredContent> contents(3);
  store.for_each_cell(
      [&](const CellRecord& cell) { contents[static_cast<std::size_t>(cell.object)].take(cell); });
  EXPECT_EQ(contents, (std::vector<AcquiredContent>{{}, {0xFFFFFFFFFFFFFFF0u, 7}, {}}));
}

TEST(StoreMechanics, UnknownNoticesAreDamage) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  {
    Store store = Store::create(path, example_tables(3, 4, 5));
    store.write_unit(example_cells(12, 3, 4, 5));
  }
  execute(path, "UPDATE notice SET kind = 'whatever' WHERE plan_index = 5");
  const std::string text =
      refusal(ErrorKind::data, [&] { Store::open(path, true).for_each_cell([](const CellRecord&) {}); });
  EXPECT_NE(text.find("is damaged"), std::string::npos) << text;
  EXPECT_NE(text.find("cell P2/1"), std::string::npos) << text;
}

TEST(StoreMechanics, ReasonsAreStoredOnce) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  {
    Store store = Store::create(path, example_tables(3, 4, 5));
    store.write_unit(example_cells(6, 3, 4, 5));
  }
  Store store = Store::open(path, false);
  store.write_unit(example_cells(12, 3, 4, 5));
  store.checkpoint();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open_v2(("file:" + path + "?immutable=1").c_str(), &database,
                            SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr),
            SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database, "SELECT count(*) FROM reason", -1, &statement, nullptr);
  sqlite3_step(statement);
  EXPECT_EQ(sqlite3_column_int(statement, 0), 3);
  sqlite3_finalize(statement);
  sqlite3_close(database);
}

TEST(StoreMechanics, CellsThatDoNotFitAreRefused) {
  const TemporaryFolder folder;
  Store store = Store::create(folder.file("m.sqlite"), example_tables(3, 4, 5));
  const auto refuse = [&](auto change) {
    std::vector<CellRecord> cells = example_cells(2, 3, 4, 5);
    change(cells[1]);
    refusal(ErrorKind::internal, [&] { store.write_unit(cells); });
  };
  refuse([](CellRecord& c) { c.values.pop_back(); });
  refuse([](CellRecord& c) { c.statuses.pop_back(); });
  refuse([](CellRecord& c) { c.reasons = {{5, "of no feature"}}; });
  refuse([](CellRecord& c) { c.reasons = {{1, "out of order"}, {0, "one voxel"}}; });
  refuse([](CellRecord& c) { c.object = 3; });
  refuse([](CellRecord& c) { c.condition = -1; });
  refuse([](CellRecord& c) { c.plan_index = -1; });
  refuse([](CellRecord& c) { c.plan_index = 12; });  // the plan has cells 0 to 11
  EXPECT_TRUE(store.stored_cells().empty());
}

TEST(StoreMechanics, WhatIsNoStoreIsRefused) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  EXPECT_NE(refusal(ErrorKind::data, [&] { Store::open(path, true); }).find("run the study first"),
            std::string::npos);
  for (const bool read_only : {true, false}) {
    write_bytes(path, std::string(5000, 'x'));
    EXPECT_NE(refusal(ErrorKind::data, [&] { Store::open(path, read_only); }).find("is not a store"),
              std::string::npos);
    write_bytes(path, "");
    EXPECT_NE(refusal(ErrorKind::data, [&] { Store::open(path, read_only); }).find("is not a store"),
              std::string::npos);
    std::filesystem::remove(path);
    execute(path, "CREATE TABLE other(x)");
    EXPECT_NE(refusal(ErrorKind::data, [&] { Store::open(path, read_only); }).find("is not a store"),
              std::string::npos);
  }
  EXPECT_NE(refusal(ErrorKind::usage, [&] { Store::create(path, {}); }).find("exists already"),
            std::string::npos);
}

TEST(StoreMechanics, OtherVersionsAreRefused) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  Store::create(path, example_tables(1, 1, 1));
  execute(path, "PRAGMA user_version = 99");
  EXPECT_NE(
      refusal(ErrorKind::data, [&] { Store::open(path, false); }).find("a newer radgauge (store version 99"),
      std::string::npos);
}

TEST(StoreMechanics, DamagedRecordsAreRefused) {
  const TemporaryFolder folder;
  for (const std::string damage :
       {"UPDATE vector SET value = x'00' WHERE plan_index = 2", "UPDATE vector SET status = x'0909090909'",
        "UPDATE cell SET status = 7 WHERE plan_index = 1", "UPDATE cell SET object = 77",
        "DELETE FROM reason", "UPDATE vector SET reason = x'ff00000001000000'"}) {
    const std::string path = folder.file("m.sqlite");
    std::filesystem::remove(path);
    Store::create(path, example_tables(3, 4, 5)).write_unit(example_cells(12, 3, 4, 5));
    execute(path, damage);
    const Store store = Store::open(path, true);
    EXPECT_NE(
        refusal(ErrorKind::data, [&] { store.for_each_cell([](const CellRecord&) {}); }).find("is damaged"),
        std::string::npos)
        << damage;
  }
}

TEST(StoreMechanics, ReadOnlyStoresAreNotWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  Store::create(path, example_tables(3, 4, 5)).write_unit(example_cells(12, 3, 4, 5));
  const std::string before = file_bytes(path);
  Store store = Store::open(path, true);
  refusal(ErrorKind::internal, [&] { store.set_meta("a", "b"); });
  refusal(ErrorKind::internal, [&] { store.write_unit(example_cells(1, 3, 4, 5)); });
  store.for_each_cell([](const CellRecord&) {});
  EXPECT_EQ(file_bytes(path), before);
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(path + "-shm"));
}

TEST(StoreMechanics, AVisitThatThrowsLeavesTheStoreUsable) {
  const TemporaryFolder folder;
  Store store = Store::create(folder.file("m.sqlite"), example_tables(3, 4, 5));
  store.write_unit(example_cells(12, 3, 4, 5));
  EXPECT_THROW(store.for_each_cell([](const CellRecord&) { throw std::runtime_error("stop"); }),
               std::runtime_error);
  store.write_unit(example_cells(12, 3, 4, 5));
  expect_cells(store, example_cells(12, 3, 4, 5));
}

}  // namespace
}  // namespace radgauge
