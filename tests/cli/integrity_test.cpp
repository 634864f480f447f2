#include <sqlite3.h>

#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace {

const std::string kIntegrityStudy =
    "study: small\nseed: 3\nphantoms: {kind: lesion, count: 6}\n"
    "extractions: {original: {preset: ct-1mm, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2}}\n"
    "conditions:\n"
    "  noise: {chain: [{noise.white: {k: 1}}], repeats: 4}\n"
    "questions:\n  - {name: noise, over: noise, limits: {icc_lower: 0.9}}\n";

class RecordMechanics : public ProgramTest {
 protected:
  void measure(const std::string& folder, const std::string& options = "") {
    write("study.yaml", kIntegrityStudy);
    ASSERT_EQ(run("run study.yaml -o " + folder + options).exit_code, 0) << read("err.txt");
  }
  nlohmann::json certificate(const std::string& folder) const {
    return nlohmann::json::parse(read(folder + "/certificate.json"));
  }
  std::string number(const std::string& folder) const { return certificate(folder).at("number"); }
  void execute(const std::string& folder, const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path(folder + "/measurements.sqlite").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  /// Every command that reads a run refuses this one, and leaves the folder as it is.
  void expect_refused(const std::string& folder, const std::vector<std::string>& parts) {
    const std::string page = read(folder + "/certificate.html"), features = read(folder + "/features.csv");
    for (const std::string& command :
         std::vector<std::string>{"analyse " + folder, "certify " + folder, "certify " + folder + " -o -",
                                  "report " + folder, "export " + folder, "compare " + folder + " " + folder,
                                  "run study.yaml -o " + folder + " --resume"}) {
      const Result result = run(command);
      EXPECT_EQ(result.exit_code, 4) << command << ": " << result.err;
      expect_parts(result.err, parts);
      expect_parts(result.err, {folder + "/measurements.sqlite"});
      EXPECT_EQ(result.out, "") << command;
    }
    EXPECT_EQ(read(folder + "/certificate.html"), page);
    EXPECT_EQ(read(folder + "/features.csv"), features);
  }
};

/// One more in the last place of the value of feature 0 in the cell of this object and condition.
std::string nudge(const std::string& patient, int condition) {
  const std::string cell =
      "(SELECT plan_index FROM cell JOIN object ON object.id = cell.object WHERE patient = '" + patient +
      "' AND condition = " + std::to_string(condition) + ")";
  return "UPDATE vector SET value = (CASE WHEN substr(value, 1, 1) = x'07' THEN x'08' ELSE x'07' END) || "
         "substr(value, 2) WHERE plan_index = " +
         cell;
}

TEST_F(RecordMechanics, AChangedValueIsRefusedByEveryCommandThatReadsARun) {
  measure("results");
  execute("results", nudge("lesion-3", 2));
  expect_refused("results", {"cell lesion-3/1::noise.white:k=1#2 does not match its checksum",
                             "restore it from a copy, or run the study again"});
}

TEST_F(RecordMechanics, WhateverElseACertificateSaysIsRefusedWhenItChanges) {
  measure("results");
  const std::string whole = read("results/measurements.sqlite");
  for (const char* sql :
       {"UPDATE magnitude SET achieved = achieved * 2",
        "UPDATE meta SET value = '2020-01-01T00:00:00Z' WHERE "
        "key = 'finished'",
        "UPDATE meta SET value = 'f' WHERE key = 'hash.analysis'", "UPDATE input SET sha256 = 'aa'",
        "UPDATE feature SET unit = 'mm' WHERE id = 0", "UPDATE condition SET name = 'other' WHERE id = 1",
        "UPDATE object SET patient = 'lesion-2' WHERE id = 0",
        "DELETE FROM vector WHERE plan_index = 5; DELETE FROM cell WHERE plan_index = 5"}) {
    write("results/measurements.sqlite", whole);
    execute("results", sql);
    const Result result = run("certify results -o -");
    EXPECT_EQ(result.exit_code, 4) << sql << ": " << result.err;
    expect_parts(result.err, {"results/measurements.sqlite' is damaged, or was changed"});
    EXPECT_EQ(result.out, "") << sql;
  }
  write("results/measurements.sqlite", whole);
  EXPECT_LE(run("certify results -o -").exit_code, 1);
}

TEST_F(RecordMechanics, ACutStoreIsADataError) {
  measure("results");
  const std::string whole = read("results/measurements.sqlite");
  for (const std::size_t kept : {std::size_t{0}, std::size_t{50}, std::size_t{4096}, whole.size() / 2,
                                 whole.size() - 4096, whole.size() - 1}) {
    write("results/measurements.sqlite", whole.substr(0, kept));
    const Result result = run("analyse results");
    EXPECT_EQ(result.exit_code, 4) << kept << ": " << result.err;
    expect_parts(result.err, {"results/measurements.sqlite"});
  }
}

using CertificateNumberInvariant = RecordMechanics;

TEST_F(CertificateNumberInvariant, FollowsFromWhatWasMeasured) {
  // A certificate expires by the day of its measurement: over midnight, measure again.
  for (int again = 0; again < 2; ++again) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    measure("one", " -j 1");
    measure("two", " -j 2");
    measure("parts", " --limit 7");
    ASSERT_EQ(run("run study.yaml -o parts -j 2 --resume").exit_code, 0) << read("err.txt");
    if (certificate("one").at("measured_on") == certificate("parts").at("measured_on")) break;
  }
  EXPECT_NE(read("one/measurements.sqlite"), read("two/measurements.sqlite")) << "nothing is shown here";
  EXPECT_EQ(number("two"), number("one"));
  EXPECT_EQ(number("parts"), number("one"));
  std::filesystem::copy(path("one"), path("moved"), std::filesystem::copy_options::recursive);
  execute("moved", "VACUUM; UPDATE cell SET seconds = 7");
  ASSERT_EQ(run("analyse moved").exit_code, 0) << read("err.txt");
  EXPECT_EQ(number("moved"), number("one"));

  std::string other = kIntegrityStudy;
  other.replace(other.find("seed: 3"), 7, "seed: 4");
  write("other.yaml", other);
  ASSERT_EQ(run("run other.yaml -o other").exit_code, 0);
  EXPECT_NE(number("other"), number("one"));
  other = kIntegrityStudy;
  other.replace(other.find("0.9"), 3, "0.8");
  write("other.yaml", other);
  ASSERT_EQ(run("analyse two --study other.yaml").exit_code, 0);
  EXPECT_NE(number("two"), number("one"));
  EXPECT_EQ(certificate("two").at("sha256").at("what was measured"),
            certificate("one").at("sha256").at("what was measured"));
}

TEST_F(CertificateNumberInvariant, FollowsFromNameAndDate) {
  measure("results");
  const std::string blank = number("results");
  std::set<std::string> numbers{blank};
  for (const char* options :
       {" --name 'A. Physicist'", " --name 'B. Physicist'", " --name 'A. Physicist' --role MPE",
        " --name 'A. Physicist' --date 2090-01-31", " --name 'A. Physicist' --valid-days 9"}) {
    ASSERT_LE(run(std::string("certify results") + options).exit_code, 1) << read("err.txt");
    EXPECT_TRUE(numbers.insert(number("results")).second) << options;
  }
  ASSERT_LE(run("certify results --name 'A. Physicist'").exit_code, 1);
  EXPECT_FALSE(numbers.insert(number("results")).second);
}

using FilledCertificateMechanics = RecordMechanics;

TEST_F(FilledCertificateMechanics, IsNeverWrittenOver) {
  measure("results");
  for (const char* options : {"--name 'A. Physicist'", "--name 'A. Physicist' -o results/certificate.html",
                              "--name 'A. <Physicist>' --question noise"}) {
    ASSERT_LE(run(std::string("certify results ") + options).exit_code, 1) << read("err.txt");
    const std::string page = read("results/certificate.html"), json = read("results/certificate.json");
    expect_parts(json, {"Physicist"});
    for (const char* command : {"analyse results", "run study.yaml -o results --resume"}) {
      const Result result = run(command);
      EXPECT_EQ(result.exit_code, 0) << result.err;
      expect_parts(result.out, {"kept as A. "});
      EXPECT_EQ(result.err.find("other measurements or decisions"), std::string::npos) << result.err;
      EXPECT_EQ(read("results/certificate.html"), page);
      EXPECT_EQ(read("results/certificate.json"), json);
    }
    const Result blank = run("certify results");
    EXPECT_EQ(blank.exit_code, 2);
    expect_parts(blank.err, {"A. ", "--name"});
    EXPECT_EQ(read("results/certificate.html"), page);
  }
  // By other limits: the tables are new, the page stays, and that is said.
  const std::string page = read("results/certificate.html");
  std::string other = kIntegrityStudy;
  other.replace(other.find("0.9"), 3, "0.8");
  write("other.yaml", other);
  const Result result = run("analyse results --study other.yaml");
  EXPECT_EQ(result.exit_code, 0);
  expect_parts(result.err, {"results/certificate.html", "A. <Physicist>", "other measurements or decisions"});
  EXPECT_EQ(read("results/certificate.html"), page);
  ASSERT_LE(run("certify results --name 'B. Physicist'").exit_code, 1);
  expect_parts(read("err.txt"), {"replaces RG-"});
  EXPECT_NE(read("results/certificate.html"), page);
}

TEST_F(FilledCertificateMechanics, IsKnownByItsPageAlone) {
  measure("results");
  ASSERT_LE(run("certify results --role 'MPE'").exit_code, 1);
  const std::string page = read("results/certificate.html");
  for (const char* json : {"", "{", "[1, 2]", "{\"sha256\": 3, \"questions\": [4]}"}) {
    write("results/certificate.json", json);
    ASSERT_EQ(run("analyse results").exit_code, 0) << read("err.txt");
    EXPECT_EQ(read("results/certificate.html"), page) << json;
  }
}

TEST_F(FilledCertificateMechanics, IsNotDatedBeforeTheMeasurement) {
  measure("results");
  const std::string day = certificate("results").at("measured_on");
  EXPECT_LE(run("certify results --name A --date " + day + " -o -").exit_code, 1) << read("err.txt");
  for (const char* early : {"1999-12-31", "2024-02-29"}) {
    const Result result = run(std::string("certify results --name A --date ") + early + " -o -");
    EXPECT_EQ(result.exit_code, 2);
    expect_parts(result.err, {early, "before the measurement", day});
    EXPECT_EQ(result.out, "");
  }
}

TEST_F(FilledCertificateMechanics, HoldsNoHashOfNoFiles) {
  measure("results");
  EXPECT_FALSE(certificate("results").at("sha256").contains("images and masks"));
  for (const char* file : {"certificate.html", "certificate.json", "report.html", "provenance.json"})
    EXPECT_EQ(read(std::string("results/") + file)
                  .find("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
              std::string::npos)
        << file << ": the hash of nothing";
  EXPECT_EQ(read("results/provenance.json").find("SHA-256 of the inputs"), std::string::npos);
}

class CostsMechanics : public ProgramTest {
 protected:
  double peak_memory(const std::string& folder) const {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(path(folder + "/measurements.sqlite").c_str(), &database), SQLITE_OK);
    double bytes = 0;
    const auto take = [](void* to, int, char** columns, char**) {
      *static_cast<double*>(to) = std::strtod(columns[0], nullptr);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(database, "SELECT value FROM meta WHERE key = 'peak_memory_bytes'", take, &bytes,
                           nullptr),
              SQLITE_OK);
    sqlite3_close(database);
    return bytes;
  }
};

// mechanics: a run that a large program starts says its own peak memory, not that program's.
TEST_F(CostsMechanics, MemoryOfTheCallerIsNotThatOfTheRun) {
  write(
      "study.yaml",
      "study: s\nphantoms: {kind: lesion, count: 1}\nextractions: {original: {preset: ct-1mm, families: stat}}\n");
  ASSERT_EQ(run("run study.yaml -o before").exit_code, 0) << read("err.txt");
  constexpr std::size_t kBytes = std::size_t{400} << 20;
  const std::vector<char> large(kBytes, 1);
  const volatile char* touched = large.data();  // so that it is there
  ASSERT_EQ(touched[kBytes - 1], 1);
  ASSERT_EQ(run("run study.yaml -o after").exit_code, 0) << read("err.txt");
  EXPECT_GT(peak_memory("before"), 1 << 20);
  EXPECT_LT(peak_memory("after"), peak_memory("before") + kBytes / 2);
}

}  // namespace
