#include "gate/baseline_text.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "gate/judge.h"
#include "gate/small_baseline.h"
#include "io/csv.h"
#include "io/files.h"

namespace radgauge::gate {
namespace {

TEST(GateMechanics, BaselineReadsBackAsItWas) {
  Baseline b = small_baseline();
  b.statuses[2] = Status::undefined;
  b.values[2] = kNaN;
  b.reasons = {{1, {0, "0/0, or \"nothing\""}}};
  b.accepted = {{"stat_*", "a reason, with a comma", "2026-11-29"}};
  b.cells[3].status = Status::failed;
  b.cells[3].reason = "no voxel is left";
  b.statuses[6] = b.statuses[7] = Status::failed;
  const auto path =
      std::filesystem::temp_directory_path() / ("radgauge_baseline_" + std::to_string(getpid()) + ".csv");
  save_baseline(b, path.string());
  const Baseline read = read_baseline(path.string());
  std::string again;
  write_baseline(read, [&](std::string_view piece) { again += piece; });
  EXPECT_EQ(again, io::read_file(path.string()));
  EXPECT_EQ(read.reason(1, 0), b.reasons[0].second.text);
  EXPECT_EQ(read.accepted, b.accepted);
  EXPECT_TRUE(judge(read, b).holds());
  EXPECT_TRUE(judge(read, b).causes.empty());
  // Sorted: a line by its object, condition and kind.
  const io::CsvTable table = io::read_csv(path.string());
  for (std::size_t r = 1; r < table.rows.size(); ++r)
    EXPECT_LE(std::vector(table.rows[r - 1].begin(), table.rows[r - 1].begin() + 3),
              std::vector(table.rows[r].begin(), table.rows[r].begin() + 3));
  io::write_file(path.string(), "object,condition,kind,name,value,status\nP1/1,base,value,x,1,ok\n");
  EXPECT_THROW(read_baseline(path.string()), Error);
  io::write_file(path.string(), "a,b\n1,2\n");
  EXPECT_THROW(read_baseline(path.string()), Error);
  std::filesystem::remove(path);
}

TEST(GateMechanics, ABaselineThatWasCutIsRefused) {
  std::string text;
  write_baseline(small_baseline(), [&](std::string_view piece) { text += piece; });
  const auto path =
      std::filesystem::temp_directory_path() / ("radgauge_cut_" + std::to_string(getpid()) + ".csv");
  const auto refused = [&](const std::string& with) -> std::string {
    io::write_file(path.string(), with);
    try {
      read_baseline(path.string());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refused(text), "");
  for (auto end = text.find('\n'); end + 1 < text.size(); end = text.find('\n', end + 1))
    EXPECT_NE(refused(text.substr(0, end + 1)), "") << text.substr(0, end + 1);
  const auto last = text.rfind("\n", text.size() - 2);
  EXPECT_NE(refused(text.substr(0, last + 1)).find("7 values, and its head says 8"), std::string::npos)
      << refused(text.substr(0, last + 1));
  // Any other line that is gone is missed, too.
  for (auto begin = text.find('\n') + 1; begin < text.size(); begin = text.find('\n', begin) + 1) {
    const std::string line = text.substr(begin, text.find('\n', begin) + 1 - begin);
    if (line.rfind(",,count,", 0) == 0) continue;
    std::string without = text;
    EXPECT_NE(refused(without.erase(begin, line.size())), "") << line;
  }
  // One of before the counts.
  std::string old = text;
  for (auto at = old.find(",,count,"); at != std::string::npos; at = old.find(",,count,"))
    old.erase(at, old.find('\n', at) + 1 - at);
  EXPECT_NE(refused(old).find("--save"), std::string::npos) << refused(old);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace radgauge::gate
