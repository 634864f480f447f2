#include "io/files.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <limits>

#include "core/error.h"
#include "io/json.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(FilesMechanics, WritesAndReadsBack) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.txt");
  write_file(path, "one");
  write_file(path, std::string("tw\0o", 4));
  EXPECT_EQ(read_file(path), std::string("tw\0o", 4));
  EXPECT_EQ(files_in(folder.path()), 1u);
  const std::string large(3'000'000, 'x');
  write_file(path, large);
  EXPECT_EQ(read_file(path), large);
}

TEST(FilesMechanics, KeepsSymbolicLinks) {
  const TemporaryFolder folder;
  write_file(folder.file("real.txt"), "old");
  std::filesystem::create_symlink("real.txt", folder.file("link.txt"));
  write_file(folder.file("link.txt"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.file("link.txt")));
  EXPECT_EQ(read_file(folder.file("real.txt")), "new");
}

TEST(FilesMechanics, ReadErrorsNameTheFile) {
  const TemporaryFolder folder;
  for (const std::string& path : {folder.file("missing.txt"), folder.path()}) {
    try {
      read_file(path);
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos);
    }
  }
}

TEST(FilesMechanics, WriteErrorsNameTheFile) {
  const TemporaryFolder folder;
  for (const std::string& path : {folder.file("no/such/folder.txt"), folder.path()}) {
    try {
      write_file(path, "x");
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos);
    }
  }
}

TEST(FilesMechanics, FullDeviceIsReported) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  try {
    write_file("/dev/full", "abc");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_EQ(std::string(error.what()), "cannot write '/dev/full' (3 bytes): No space left on device");
  }
}

TEST(FilesMechanics, FailedWriteLeavesTheOldFile) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.txt");
  write_file(path, "old");
  // A limit on the size of files stands for a disk that fills up half-way.
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small { 100'000, before.rlim_max };
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string message;
  try {
    write_file(path, std::string(200'000, 'x'));
  } catch (const Error& error) {
    message = error.what();
  }
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(message, "cannot write '" + path + "' (200000 bytes): File too large");
  EXPECT_EQ(read_file(path), "old");
  EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(JsonMechanics, RefusesWhatJsonCannotHold) {
  nlohmann::ordered_json value;
  value["b"] = 0.1;
  value["a"] = {1, json_number(std::numeric_limits<double>::quiet_NaN()), "x"};
  EXPECT_EQ(to_json_text(value), "{\n  \"b\": 0.1,\n  \"a\": [\n    1,\n    null,\n    \"x\"\n  ]\n}\n");
  EXPECT_EQ(nlohmann::ordered_json::parse(to_json_text(json_number(0.1 + 0.2))).get<double>(), 0.1 + 0.2);
  value["a"][2] = std::numeric_limits<double>::infinity();
  try {
    to_json_text(value);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_EQ(std::string(error.what()), "JSON cannot hold inf (at /a/2)");
  }
  value["a"][2] = "M\xfcller";
  EXPECT_THROW(to_json_text(value), Error);
  value["a"][2] = std::string("control \x01 M\xc3\xbcller");
  EXPECT_NO_THROW(to_json_text(value));
}

}  // namespace
}  // namespace radgauge
