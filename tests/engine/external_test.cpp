#include "engine/external.h"

#include <filesystem>

#include "compliance/claims.h"
#include "core/error.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::compliance;
using namespace radgauge::engine;

namespace {

class ExternalEngineMechanics : public ::testing::Test {
 protected:
  ExternalEngine engine(const std::string& text) {
    write_bytes(folder_.file("engine.yaml"), text);
    return read_engine_file(folder_.file("engine.yaml"));
  }
  void run(const ExternalEngine& engine, const std::string& set = "digital") {
    run_engine(engine, set, folder_.file("i.nii"), folder_.file("m.nii"), folder_.file("out.csv"),
               folder_.file("log"));
  }
  std::string problem(const std::string& text, ErrorKind kind) {
    try {
      run(engine(text));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      return error.what();
    }
    return "nothing";
  }
  static void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
    for (const auto& part : parts)
      EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
  }

  const TemporaryFolder folder_;
};

TEST_F(ExternalEngineMechanics, RunsItsCommandInTheFolderOfItsFile) {
  write_bytes(folder_.file("tool.sh"),
              "echo \"tag,value\" > \"$3\"; echo \"stat_mean,$4\" >> \"$3\"; echo $1 $2 $5\n");
  const ExternalEngine tool = engine(
      "engine: tool\ncommand: [sh, tool.sh, '{image}', '{mask}', '{output}', '{settings}', '{set}']\n"
      "settings: {digital: 2.15, c: -47}\nmap: tidy\n");
  EXPECT_EQ(tool.name, "tool");
  EXPECT_EQ(tool.map, "tidy");
  ASSERT_EQ(tool.settings.size(), 2u);
  run(tool);
  EXPECT_EQ(read_claims(folder_.file("out.csv"), "", "digital").claims.at(0).value, 2.15);
  EXPECT_EQ(file_bytes(folder_.file("log")),
            folder_.file("i.nii") + " " + folder_.file("m.nii") + " digital\n");
  run(tool, "c");
  EXPECT_EQ(read_claims(folder_.file("out.csv"), "", "c").claims.at(0).value, -47);
}

TEST_F(ExternalEngineMechanics, FailuresTellHowItEndedAndWhatItPrinted) {
  const std::string words = ", '{image}', '{mask}', '{output}']\n";
  expect_parts(problem("command: [sh, -c, 'echo one; echo two >&2; exit 3'" + words, ErrorKind::data),
               {"engine engine", "ended with 3", "one", "two"});
  expect_parts(problem("command: [no-such-program" + words, ErrorKind::data),
               {"could not be started", "no-such-program"});
  expect_parts(problem("command: [sh, -c, 'true'" + words, ErrorKind::data),
               {"wrote no {output}", "printed nothing"});
  expect_parts(problem("command: [sh, -c, 'kill -9 $$'" + words, ErrorKind::data), {"signal 9"});
  expect_parts(problem("timeout_s: 0.1\ncommand: [sh, -c, 'sleep 60'" + words, ErrorKind::data),
               {"did not end within 0.1 s"});
}

TEST_F(ExternalEngineMechanics, EngineFilesAreChecked) {
  expect_parts(problem("engine: x\n", ErrorKind::study), {"engine.yaml", "command is missing"});
  expect_parts(problem("command: [tool, '{image}', '{output}']\n", ErrorKind::study), {"{mask}"});
  expect_parts(problem("command: []\n", ErrorKind::study), {"empty"});
  expect_parts(problem("comand: [x]\n", ErrorKind::study), {"comand", "did you mean 'command'"});
  expect_parts(problem("command: [t, '{image}', '{mask}', '{output}']\nsettings: {f: x}\n", ErrorKind::study),
               {"'f' is not a set", "digital"});
}

}  // namespace
}  // namespace radgauge
