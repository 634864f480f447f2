#include "io/process.h"

#include <sys/stat.h>

#include "io/private_folder.h"
#include "temporary_folder.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

class ProcessMechanics : public ::testing::Test {
 protected:
  std::string run(const std::vector<std::string>& words, double timeout_s = 20) {
    return run_process({words, folder_.path(), folder_.file("log"), timeout_s});
  }
  const TemporaryFolder folder_;
};

TEST_F(ProcessMechanics, TellsHowAProgramEnded) {
  EXPECT_EQ(run({"true"}), "");
  EXPECT_EQ(end_of_log(folder_.file("log")), "; it printed nothing");
  EXPECT_EQ(run({"sh", "-c", "echo one; echo two >&2; exit 3"}), "ended with 3");
  EXPECT_EQ(end_of_log(folder_.file("log")), "; it printed last:\n  one\n  two");
  EXPECT_EQ(run({"sh", "-c", "kill -9 $$"}), "was stopped by signal 9");
  EXPECT_NE(run({"no-such-program"}).find("could not be started: is 'no-such-program'"), std::string::npos);
  EXPECT_NE(run({"sh", "-c", "sleep 60"}, 0.05).find("did not end within 0.05 s"), std::string::npos);
}

// mechanics: what a program started goes with it at the timeout: nothing is written later.
TEST_F(ProcessMechanics, ATimeoutEndsTheWholeGroup) {
  run({"sh", "-c", "(sleep 0.4; touch late) & wait"}, 0.05);
  EXPECT_NE(run({"sh", "-c", "sleep 0.6; test -e late"}), "");
}

// mechanics: words stay words, whatever is in them; no shell looks at them.
TEST_F(ProcessMechanics, NoShellSeesTheWords) {
  const std::string nasty = "a b; touch broken $(touch broken) `touch broken` '\" | & > out\n*";
  EXPECT_EQ(run({"sh", "-c", "printf %s \"$1\" > got", "sh", nasty}), "");
  EXPECT_EQ(file_bytes(folder_.file("got")), nasty);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("broken")));
  EXPECT_EQ(filled("--in={image};{x}{image}", {{"{image}", "{x}$(y)"}, {"{x}", "1"}}),
            "--in={x}$(y);1{x}$(y)");
}

TEST_F(ProcessMechanics, LongAndUnreadableLogsAreCut) {
  std::string text(100000, 'x');
  write_bytes(folder_.file("log"), text + "\nlast \x01\xff line\n");
  const std::string end = end_of_log(folder_.file("log"));
  EXPECT_LT(end.size(), 4200u);
  EXPECT_NE(end.find("last ?? line"), std::string::npos);
  EXPECT_EQ(end_of_log(folder_.file("none")), "; it printed nothing");
}

TEST_F(ProcessMechanics, FindsProgramsInThePathAndBesideTheStudy) {
  EXPECT_TRUE(program_exists("sh", ""));
  EXPECT_FALSE(program_exists("no-such-program", ""));
  write_bytes(folder_.file("tool.sh"), "#!/bin/sh\n");
  EXPECT_FALSE(program_exists("./tool.sh", folder_.path())) << "it may not be executed";
  ::chmod(folder_.file("tool.sh").c_str(), 0755);
  EXPECT_TRUE(program_exists("./tool.sh", folder_.path()));
}

TEST(PrivateFolderMechanics, IsOursAloneAndGoes) {
  std::string path;
  {
    const PrivateFolder folder, other;
    path = folder.path();
    EXPECT_NE(path, other.path());
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
    write_bytes(folder.file("x"), "y");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace radgauge
