#include <sqlite3.h>

#include <filesystem>

#include "io/temporary_folder.h"
#include "store/store_examples.h"

namespace radgauge {

using namespace radgauge::store;

namespace {

constexpr std::size_t kObjects = 5, kConditions = 6, kFeatures = 80, kPage = 4096;

std::vector<CellRecord> written() {
  return example_cells(kObjects * kConditions, kObjects, kConditions, kFeatures);
}

StoreTables written_tables() {
  StoreTables tables = example_tables(kObjects, kConditions, kFeatures);
  tables.inputs.resize(kObjects);
  tables.inputs[1] = {{"image", "a.nii", "01"}, {"mask", "b.nii", "02"}};
  tables.meta["cohort"] = "patient,lesion\n" + std::string(9000, 'x');  // longer than a page
  return tables;
}

class StoreMutationInvariant : public testing::Test {
 protected:
  void SetUp() override {
    Store::create(path_, written_tables()).write_unit(written());
    whole_ = file_bytes(path_);
    ASSERT_EQ(whole_.size() % kPage, 0U);
    ASSERT_GT(whole_.size() / kPage, 20U);
  }

  /// Reads everything: "" if it is what was written, else the message of the refusal, which is checked.
  std::string read(bool read_only, const std::string& what) {
    try {
      const Store store = Store::open(path_, read_only);
      EXPECT_EQ(store.tables().meta, written_tables().meta) << what;
      EXPECT_EQ(store.tables().objects, written_tables().objects) << what;
      EXPECT_EQ(store.tables().inputs, written_tables().inputs) << what;
      EXPECT_EQ(store.tables().conditions, written_tables().conditions) << what;
      EXPECT_EQ(store.tables().features, written_tables().features) << what;
      EXPECT_EQ(store.tables().planned_cells, written_tables().planned_cells) << what;
      std::vector<CellRecord> cells;
      store.for_each_cell([&](const CellRecord& cell) { cells.push_back(cell); });
      const std::vector<CellRecord> wanted = written();
      EXPECT_EQ(cells.size(), wanted.size()) << what;
      for (std::size_t i = 0; i < std::min(cells.size(), wanted.size()); ++i) {
        cells[i].seconds = wanted[i].seconds;  // have no checksum
        expect_cell(cells[i], wanted[i]);
      }
    } catch (const Error& error) {
      const std::string text = error.what();
      EXPECT_EQ(error.kind(), ErrorKind::data) << what << ": " << text;
      EXPECT_NE(text.find(path_), std::string::npos) << what << ": " << text;
      EXPECT_LT(text.size(), 1000U) << what;
      return text;
    }
    return {};
  }
  void change(const std::string& bytes, const std::string& what) {
    for (const bool read_only : {true, false}) {
      write_bytes(path_, bytes);
      read(read_only, what);
      std::filesystem::remove(path_ + "-wal");
      std::filesystem::remove(path_ + "-shm");
    }
  }
  /// After a change by SQL to the whole store.
  std::string after(const std::string& sql) {
    write_bytes(path_, whole_);
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sql << ": " << sqlite3_errmsg(database);
    EXPECT_GT(sqlite3_total_changes(database) + (sql.find("UPDATE") == 0 ? 0 : 1), 0) << sql;
    sqlite3_close(database);
    return read(true, sql);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("measurements.sqlite");
  std::string whole_;
};

TEST_F(StoreMutationInvariant, EveryPageZeroedOrOfOnes) {
  for (std::size_t page = 0; page < whole_.size() / kPage; ++page)
    for (const char byte : {'\0', '\xFF'}) {
      std::string bytes = whole_;
      std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page * kPage), kPage, byte);
      change(bytes, "page " + std::to_string(page));
    }
}

TEST_F(StoreMutationInvariant, EveryPageInTheOthersPlace) {
  for (std::size_t page = 0; page + 1 < whole_.size() / kPage; ++page) {
    std::string bytes = whole_;
    std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(page * kPage),
                     bytes.begin() + static_cast<std::ptrdiff_t>((page + 1) * kPage),
                     bytes.begin() + static_cast<std::ptrdiff_t>((page + 1) * kPage));
    change(bytes, "pages from " + std::to_string(page));
  }
}

TEST_F(StoreMutationInvariant, CutAnywhere) {
  for (std::size_t kept = 0; kept < whole_.size(); kept += kPage / 2 - 100)
    change(whole_.substr(0, kept), "cut to " + std::to_string(kept));
}

TEST_F(StoreMutationInvariant, EveryByteOfTheHeaderAndOfThePagesHeaders) {
  for (std::size_t page = 0; page < whole_.size() / kPage; ++page)
    for (std::size_t at = 0; at < (page == 0 ? 112U : 12U); ++at)
      for (const int flip : {0x01, 0xFF}) {
        std::string bytes = whole_;
        bytes[page * kPage + at] = static_cast<char>(bytes[page * kPage + at] ^ flip);
        write_bytes(path_, bytes);
        read(true, "byte " + std::to_string(at) + " of page " + std::to_string(page));
        std::filesystem::remove(path_ + "-wal");
        std::filesystem::remove(path_ + "-shm");
      }
}

TEST_F(StoreMutationInvariant, BytesAllOverTheFile) {
  for (std::size_t at = 7; at < whole_.size(); at += 211) {
    std::string bytes = whole_;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
    write_bytes(path_, bytes);
    read(true, "byte " + std::to_string(at));
  }
}

TEST_F(StoreMutationInvariant, ARecordThatIsOtherIsRefusedByItsName) {
  for (const char* sql :
       {"UPDATE vector SET value = substr(value, 1, 100) || x'01' || substr(value, 102) WHERE plan_index = 8",
        "UPDATE vector SET value = substr(value, 1, length(value) - 8) WHERE plan_index = 8",
        "UPDATE vector SET value = (SELECT value FROM vector WHERE plan_index = 7) WHERE plan_index = 8",
        "UPDATE vector SET value = '12' WHERE plan_index = 8",
        "UPDATE vector SET status = x'01' || substr(status, 2) WHERE plan_index = 8",
        "UPDATE vector SET reason = x'0000000001000000' WHERE plan_index = 8",
        "UPDATE magnitude SET achieved = achieved + 1e-9 WHERE plan_index = 8 AND ordinal = 0",
        "UPDATE magnitude SET requested = NULL WHERE plan_index = 8",
        "UPDATE magnitude SET status = 'ok' WHERE plan_index = 8",
        "DELETE FROM magnitude WHERE plan_index = 8 AND ordinal = 1",
        "INSERT INTO magnitude VALUES(8, 2, 'a', 'b', 1, 1, 'mm', 'ok')",
        "UPDATE checksum SET xxh3 = 1 WHERE plan_index = 8 AND ordinal = 0",
        "DELETE FROM checksum WHERE plan_index = 8", "DELETE FROM vector WHERE plan_index = 8",
        "UPDATE cell SET status = 1 WHERE plan_index = 8",
        "UPDATE cell SET reason = 1, status = 3 WHERE plan_index = 8",
        "UPDATE cell SET xxh3 = xxh3 + 1 WHERE plan_index = 8"}) {
    const std::string said = after(sql);
    EXPECT_NE(said.find("cell P3/1/session=s1/reader=r,1::noise.white:k=2 does not match"), std::string::npos)
        << sql << ": " << said;
    EXPECT_NE(said.find("restore it from a copy, or run the study again"), std::string::npos) << said;
  }
}

TEST_F(StoreMutationInvariant, CellsInOtherPlacesAreRefused) {
  for (const char* sql :
       {"UPDATE cell SET object = 4 WHERE plan_index = 8",
        "UPDATE cell SET condition = 0 WHERE plan_index = 8", "UPDATE cell SET object = 4 - object",
        "UPDATE cell SET plan_index = -1 WHERE plan_index = 8",
        "UPDATE cell SET plan_index = 4000000000000000000 WHERE plan_index = 29",
        "UPDATE vector SET plan_index = 1000 - plan_index; UPDATE vector SET plan_index = plan_index - 971",
        "UPDATE cell SET object = 99999999999", "UPDATE cell SET condition = 'base'",
        "DELETE FROM cell WHERE plan_index = 8",
        "DELETE FROM cell WHERE plan_index = 8; DELETE FROM vector WHERE plan_index = 8",
        "DELETE FROM cell; DELETE FROM vector; DELETE FROM magnitude; DELETE FROM checksum",
        "INSERT INTO cell SELECT 30, object, condition, status, reason, seconds, xxh3, steps FROM cell WHERE "
        "plan_index = 8",
        "UPDATE total SET cells = 29", "UPDATE total SET cells = 31", "UPDATE total SET cells = -1",
        "UPDATE total SET cells = 4000000000000000000", "UPDATE total SET xxh3 = 0", "DELETE FROM total"})
    EXPECT_NE(after(sql), "") << sql;
}

TEST_F(StoreMutationInvariant, TablesBesideTheCellsAreRefusedByName) {
  const std::map<std::string, std::vector<std::string>> changes{
      {"meta",
       {"UPDATE meta SET value = 'other' WHERE key = 'study'", "DELETE FROM meta WHERE key = 'study'",
        "INSERT INTO meta VALUES('finished', '2020-01-01')",
        "UPDATE meta SET value = replace(value, 'lesion', 'lesiom') WHERE key = 'cohort'",
        "UPDATE meta SET value = '29' WHERE key = 'planned_cells'",
        "UPDATE meta SET value = '99999999999999999999' WHERE key = 'planned_cells'",
        "UPDATE meta SET value = '' WHERE key = 'planned_cells'",
        "UPDATE meta SET value = '0' WHERE key = 'xxh3.meta'", "DELETE FROM meta"}},
      {"object",
       {"UPDATE object SET patient = 'P9' WHERE id = 2", "UPDATE object SET reader = '' WHERE id = 2",
        "UPDATE object SET patient = x'00ff' WHERE id = 2", "UPDATE object SET id = 77 WHERE id = 2",
        "UPDATE object SET id = -5 WHERE id = 2",
        "INSERT INTO object SELECT 5, 'P', '', '', '', '', '', '', ''",
        "UPDATE object SET id = 9 - id; UPDATE object SET id = id - 5"}},
      {"input",
       {"UPDATE input SET sha256 = '03' WHERE ordinal = 1", "DELETE FROM input",
        "UPDATE input SET object = 2", "UPDATE input SET object = 99",
        "INSERT INTO input VALUES(0, 0, 'mask', '', '')"}},
      {"condition",
       {"UPDATE condition SET name = 'base' WHERE id = 3",
        "UPDATE condition SET \"group\" = 'base' WHERE id = 3",
        "UPDATE condition SET repetition = 99999999999999 WHERE id = 3", "DELETE FROM condition WHERE id = 5",
        "DELETE FROM condition"}},
      {"feature",
       {"UPDATE feature SET name = 'x' WHERE id = 3", "UPDATE feature SET ibsi_code = 'RNU0' WHERE id = 3",
        "UPDATE feature SET unit = '1' WHERE id = 3", "UPDATE feature SET standardised = 0 WHERE id = 3",
        "DELETE FROM feature WHERE id = 39", "DELETE FROM feature"}}};
  for (const auto& [table, list] : changes)
    for (const std::string& sql : list) {
      const std::string said = after(sql);
      EXPECT_NE(said.find("table " + table), std::string::npos) << sql << ": '" << said << "'";
    }
}

TEST_F(StoreMutationInvariant, MissingAndOtherTablesAreRefused) {
  for (const char* table : {"meta", "object", "input", "condition", "feature", "reason", "cell", "vector",
                            "magnitude", "checksum", "total"}) {
    EXPECT_NE(after("DROP TABLE " + std::string(table)), "") << table;
    EXPECT_NE(after("ALTER TABLE " + std::string(table) + " RENAME TO other"), "") << table;
  }
  EXPECT_NE(after("ALTER TABLE cell DROP COLUMN status"), "");
  EXPECT_NE(
      after("DROP TABLE vector; CREATE VIEW vector AS SELECT plan_index, x'00' AS value, x'00' AS status, "
            "x'' AS reason FROM cell"),
      "");
  EXPECT_NE(after("UPDATE reason SET text = 'another reason' WHERE id = 1"), "");
  EXPECT_NE(after("PRAGMA user_version = 3"), "");
  EXPECT_NE(after("PRAGMA application_id = 1"), "");
}

TEST_F(StoreMutationInvariant, WhatNoResultFollowsFromMayChange) {
  EXPECT_EQ(after("UPDATE cell SET seconds = 1e9"), "");
  EXPECT_EQ(after("UPDATE cell SET seconds = 'x'"), "");
  EXPECT_EQ(after("INSERT INTO reason VALUES(99, 'of no value')"), "");
  EXPECT_EQ(after("VACUUM"), "");
}

TEST_F(StoreMutationInvariant, NothingIsAddedToAChangedStore) {
  after("UPDATE vector SET value = zeroblob(640) WHERE plan_index = 8");
  const Store store = Store::open(path_, false);
  EXPECT_THROW(store.verify(), Error);
}

}  // namespace
}  // namespace radgauge
