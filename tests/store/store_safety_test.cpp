#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "io/temporary_folder.h"
#include "store/store_examples.h"

namespace radgauge {

using namespace radgauge::store;

namespace {

constexpr std::size_t kUnit = 7;
constexpr std::size_t kStoreSafetyFeatures = 40;

/// Of a plan that is never at its end.
StoreTables planned() {
  StoreTables tables = example_tables(3, 4, kStoreSafetyFeatures);
  tables.planned_cells = 10'000'000;
  return tables;
}

std::vector<CellRecord> unit_of(std::size_t number) {
  std::vector<CellRecord> cells = example_cells(kUnit, 3, 4, kStoreSafetyFeatures);
  for (std::size_t i = 0; i < kUnit; ++i) cells[i].plan_index = static_cast<std::int64_t>(number * kUnit + i);
  return cells;
}

/// Runs `work` in a process of its own and returns its exit code.
template <class Work>
int in_other_process(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      ::_exit(work());
    } catch (const std::exception& error) {
      std::fputs(error.what(), stderr);
      ::_exit(99);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(StoreSafetyMechanics, AKilledRunHoldsWholeUnitsInOrder) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  Store::create(path, planned());
  std::size_t units_before = 0;
  for (int round = 0; round < 20; ++round) {
    int started[2];
    ASSERT_EQ(::pipe(started), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        Store store = Store::open(path, false);
        if (::write(started[1], "s", 1) != 1) ::_exit(98);
        for (std::size_t number = store.stored_cells().size() / kUnit;; ++number)
          store.write_unit(unit_of(number));
      } catch (const std::exception& error) {
        std::fputs(error.what(), stderr);
        ::_exit(99);
      }
    }
    ::close(started[1]);
    // Most rounds kill a writer at work, every fourth perhaps one that is still opening.
    char signal = 0;
    if (round % 4 != 0) {
      ASSERT_EQ(::read(started[0], &signal, 1), 1);
    }
    ::close(started[0]);
    std::this_thread::sleep_for(std::chrono::microseconds(1500 + 1777 * round));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself, with " << WEXITSTATUS(status);

    // Half of the rounds are read as they are, with the log of the killed process beside the file.
    const Store store = Store::open(path, round % 2 == 0);
    const auto cells = store.stored_cells();
    ASSERT_EQ(cells.size() % kUnit, 0u) << "round " << round;
    for (std::size_t i = 0; i < cells.size(); ++i) ASSERT_EQ(cells[i], static_cast<std::int64_t>(i));
    ASSERT_GE(cells.size() / kUnit, units_before);
    units_before = cells.size() / kUnit;
    std::size_t seen = 0;
    store.for_each_cell([&](const CellRecord& cell) {
      expect_cell(cell, unit_of(seen / kUnit)[seen % kUnit]);
      ++seen;
    });
    ASSERT_EQ(seen, cells.size());
  }
  EXPECT_GT(units_before, 10u);
}

/// 42 if opening is refused as a second run.
int try_to_open(const std::string& path, bool read_only) {
  try {
    Store::open(path, read_only);
  } catch (const Error& error) {
    const std::string text = error.what();
    const bool explained = text.find(path) != std::string::npos &&
                           text.find("another radgauge run is using this folder") != std::string::npos;
    return error.kind() == ErrorKind::usage && explained ? 42 : 1;
  }
  return 0;
}

TEST(StoreSafetyMechanics, ASecondProcessIsRefused) {
  for (const bool read_only : {false, true}) {
    const TemporaryFolder folder;
    const std::string path = folder.file("m.sqlite");
    int go[2];
    ASSERT_EQ(::pipe(go), 0);
    // The child is made first: a fork of a process that holds the store would know of it from memory.
    const pid_t child = ::fork();
    if (child == 0) {
      char signal = 0;
      ::_exit(::read(go[0], &signal, 1) == 1 ? try_to_open(path, read_only) : 2);
    }
    Store store = Store::create(path, planned());
    store.write_unit(unit_of(0));
    ASSERT_EQ(::write(go[1], "g", 1), 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(go[0]);
    ::close(go[1]);
    EXPECT_EQ(WEXITSTATUS(status), 42) << read_only;
    store.write_unit(unit_of(1));
    EXPECT_EQ(store.stored_cells().size(), 2 * kUnit);
  }
}

TEST(StoreSafetyMechanics, ASecondWriterInTheSameProcessIsRefused) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  const Store store = Store::create(path, planned());
  EXPECT_EQ(try_to_open(path, false), 42);
}

TEST(StoreSafetyMechanics, AStoreIsFreeAfterItIsClosed) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  Store::create(path, planned()).write_unit(unit_of(0));
  EXPECT_EQ(in_other_process([&] {
              Store::open(path, false).write_unit(unit_of(1));
              return 42;
            }),
            42);
  EXPECT_EQ(Store::open(path, true).stored_cells().size(), 2 * kUnit);
}

/// Writes until it fails; returns the units that were written and the message.
std::pair<std::size_t, std::string> write_until_full(Store& store) {
  for (std::size_t number = 0; number < 100'000; ++number) {
    try {
      store.write_unit(unit_of(number));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::internal);
      return {number, error.what()};
    }
  }
  return {0, "never full"};
}

TEST(StoreSafetyMechanics, AFullDiskKeepsTheUnitsBefore) {
  const TemporaryFolder folder;
  const std::string mount = folder.file("disk");
  std::filesystem::create_directory(mount);
  // In a child with a mount table of its own, so that nothing is left mounted whatever happens.
  const int code = in_other_process([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", mount.c_str(), "tmpfs", 0, "size=512k") != 0)
      return 77;
    const std::string path = mount + "/m.sqlite";
    std::size_t units = 0;
    {
      Store store = Store::create(path, planned());
      const auto [written, message] = write_until_full(store);
      units = written;
      if (message.find("No space left on device") == std::string::npos || units < 3) return 1;
      if (store.stored_cells().size() != units * kUnit) return 2;
    }
    const Store store = Store::open(path, false);
    if (store.stored_cells().size() != units * kUnit) return 3;
    std::size_t seen = 0;
    store.for_each_cell([&](const CellRecord&) { ++seen; });
    if (seen != units * kUnit) return 4;
    if (::mount("none", mount.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0)
      return 5;  // it is in use
    return 42;
  });
  if (code == 77) GTEST_SKIP() << "a file system of limited size cannot be mounted here";
  EXPECT_EQ(code, 42);
}

TEST(StoreSafetyMechanics, AFileThatMayNotGrowKeepsTheUnitsBefore) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  Store store = Store::create(path, planned());
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small { 300'000, before.rlim_max };
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto [units, message] = write_until_full(store);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_NE(message.find(path), std::string::npos) << message;
  EXPECT_GT(units, 3u);
  EXPECT_EQ(store.stored_cells().size(), units * kUnit);
  store.write_unit(unit_of(units));
  EXPECT_EQ(store.stored_cells().size(), (units + 1) * kUnit);
}

TEST(StoreSafetyMechanics, AReadOnlyFolderIsExplained) {
  const TemporaryFolder folder;
  const std::string mount = folder.file("disk");
  std::filesystem::create_directory(mount);
  const int code = in_other_process([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", mount.c_str(), "tmpfs", 0, "size=4m") != 0)
      return 77;
    const std::string path = mount + "/m.sqlite";
    Store::create(path, planned()).write_unit(unit_of(0));
    if (::mount("none", mount.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0) return 1;
    if (Store::open(path, true).stored_cells().size() != kUnit) return 2;
    const auto explained = [](auto work) {
      try {
        work();
      } catch (const Error& error) {
        const std::string text = error.what();
        return error.kind() == ErrorKind::internal && text.find("m.sqlite") != std::string::npos &&
               (text.find("read-only") != std::string::npos || text.find("Read-only") != std::string::npos);
      }
      return false;
    };
    if (!explained([&] { Store::open(path, false); })) return 3;
    return 42;
  });
  if (code == 77) GTEST_SKIP() << "a file system cannot be mounted here";
  EXPECT_EQ(code, 42);
}

}  // namespace
}  // namespace radgauge
