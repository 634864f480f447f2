#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "agreement/agreement.h"
#include "analysis/finished_run.h"
#include "analysis/questions.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"
#include "data.h"
#include "io/csv.h"
#include "record/imported_run.h"
#include "report/measurements_csv.h"

namespace radgauge::record {
namespace {

namespace fs = std::filesystem;

class Import : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() /
        ("radgauge_import_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
         "_" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  ReadTable read(const std::string& text, const TableReading& reading = {}) const {
    return read_measured_table(write("table.csv", text), reading);
  }
  analysis::FinishedRun import(const std::string& text, const TableReading& reading = {},
                               const std::string& to = "run") const {
    const ReadTable table = read(text, reading);
    ImportRequest request;
    request.folder = path(to);
    request.table = path("table.csv");
    request.patients = fs::exists(path("patients.csv")) ? path("patients.csv") : "";
    import_run(table, request);
    return analysis::read_run(path(to));
  }
  /// The message of what reading this text throws.
  std::string message(const std::string& text, const TableReading& reading = {}) const {
    try {
      read(text, reading);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was thrown";
  }
  fs::path folder_;
};

using ImportMechanics = Import;
using ImportInvariant = Import;
using ImportOracle = Import;

constexpr const char* kTidyHeader =
    "patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status\n";

std::string tidy_row(const std::string& patient, const std::string& scanner, const std::string& condition,
                     const std::string& feature, const std::string& value, const std::string& status = "ok") {
  return patient + ",1,,,," + scanner + ",," + condition + "," + feature + "," + value + ",," + status + "\n";
}

TEST_F(ImportMechanics, TidyTableIsARunThatExportsAsItWas) {
  std::string rows;
  for (const char* patient : {"P1", "P2"})
    for (const char* scanner : {"A", "B"})
      for (const char* condition : {"base", "noise.white:k=1#1", "noise.white:k=1#2"})
        for (const char* feature : {"stat_mean", "stat_var"})
          rows +=
              tidy_row(patient, scanner, condition, feature, to_text(static_cast<double>(rows.size()) / 7));
  const analysis::FinishedRun run = import(kTidyHeader + rows);
  EXPECT_TRUE(run.complete());
  EXPECT_EQ(run.plan.cells.size(), 12u);
  ASSERT_EQ(run.study.groups.size(), 1u);
  EXPECT_EQ(run.study.groups[0].name, "noise.white");
  ASSERT_EQ(run.study.questions.size(), 2u);
  const io::CsvTable was = io::parse_csv(kTidyHeader + rows, "was");
  const io::CsvTable is = io::parse_csv(report::tidy_csv(*run.measurements), "is");
  ASSERT_EQ(is.rows.size(), was.rows.size());
  const std::size_t unit = *was.column("unit");
  for (std::size_t r = 0; r < was.rows.size(); ++r)
    for (std::size_t c = 0; c < was.header.size(); ++c) {
      if (c == unit) continue;
      EXPECT_EQ(is.rows[r][c], was.rows[r][c]) << "row " << r << ", " << was.header[c];
    }
  // The table gives no unit, and nothing else says one.
  EXPECT_EQ(is.rows[0][unit], "unknown");
  EXPECT_EQ(is.rows[1][unit], "unknown^2");
}

TEST_F(ImportInvariant, RowsOfATidyTableComeInAnyOrder) {
  std::vector<std::string> rows;
  for (const char* patient : {"P2", "P10", "P1"})
    for (const char* condition : {"b", "a", "base"})
      for (const char* feature : {"z_own", "a_own"})
        rows.push_back(tidy_row(patient, "", condition, feature, to_text(std::int64_t(rows.size()))));
  std::string forward = kTidyHeader, backward = kTidyHeader;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    forward += rows[i];
    backward += rows[rows.size() - 1 - i];
  }
  const auto first = import(forward, {}, "first"), second = import(backward, {}, "second");
  EXPECT_EQ(report::tidy_csv(*first.measurements), report::tidy_csv(*second.measurements));
  EXPECT_EQ(first.measurements->value(0, 0, 0), 17.0);  // P1, base, a_own
}

TEST_F(ImportMechanics, AStatusOtherThanOkIsNoValueAndACellThatIsNotThereIsAbsent) {
  const auto run =
      import(std::string(kTidyHeader) + tidy_row("P1", "A", "base", "f", "1") +
             tidy_row("P1", "B", "base", "f", "5", "failed") +
             tidy_row("P2", "A", "base", "f", "2", "undefined") + tidy_row("P2", "B", "c", "f", "3"));
  EXPECT_EQ(run.measurements->status(0, 0, 0), Status::ok);
  EXPECT_EQ(run.measurements->status(1, 0, 0), Status::failed);
  EXPECT_TRUE(std::isnan(run.measurements->value(1, 0, 0)));
  EXPECT_EQ(run.measurements->status(2, 0, 0), Status::undefined);
  EXPECT_EQ(run.measurements->status(3, 0, 0), Status::absent);
  EXPECT_EQ(run.measurements->value(3, 1, 0), 3.0);
  EXPECT_EQ(run.study.failures_max, 1);
  EXPECT_TRUE(run.complete());
}

TEST_F(ImportMechanics, OutcomesOfPatientsAreCovariates) {
  write("patients.csv", "patient,outcome,age\nP2,1,60\nP1,0,50\nP9,1,1\n");
  const auto run = import(std::string(kTidyHeader) + tidy_row("P1", "A", "base", "f", "1") +
                          tidy_row("P2", "A", "base", "f", "2"));
  EXPECT_EQ(run.study.rows[0].covariates.at("outcome"), "0");
  EXPECT_EQ(run.study.rows[1].covariates.at("outcome"), "1");
  EXPECT_EQ(run.study.rows[1].covariates.at("age"), "60");
}

TEST_F(ImportMechanics, WideTableWithAnIndexDiagnosticsTextAndDecimalCommas) {
  TableReading reading;
  reading.patterns = parse_name_patterns("study = patient_date_time, roi = lesion");
  const ReadTable got = read(
      ";study;roi;comment;diagnostics_Versions_PyRadiomics;own;other\n"
      "0;A_B_20040701_0927;gland;good;3.0.1;1,5;NA\n"
      "1;A_B_20050701_0927;gland;;3.0.1;2,5;1e3\n"
      "2;C_20060701_0927;gland;bad;3.0.1;3,5;7\n",
      reading);
  EXPECT_EQ(got.format, "wide");
  EXPECT_EQ(got.extractor, "pyradiomics 3.0.1");
  ASSERT_EQ(got.table.columns().size(), 2u);
  EXPECT_EQ(got.table.columns()[0].name, "own");
  EXPECT_EQ(got.table.value(1, 0), 2.5);
  EXPECT_EQ(got.table.status(0, 1), kNotGiven);
  EXPECT_EQ(got.table.value(1, 1), 1000.0);
  EXPECT_EQ(got.table.objects()[0].name(), "A_B/gland/session=1");
  EXPECT_EQ(got.table.objects()[1].name(), "A_B/gland/session=2");
  EXPECT_EQ(got.table.objects()[2].name(), "C/gland/session=1");
}

TEST_F(ImportMechanics, ANameMapMakesIbsiFeaturesAndKeepsOtherNames) {
  const ReadTable got = read(
      "patient,original_firstorder_Mean,original_firstorder_Kurtosis,original_shape_MeshVolume,"
      "original_shape_Sphericity,original_firstorder_Median,wavelet-LLL_firstorder_Mean\n"
      "P1,10,3.5,100,0.5,9,4\n");
  EXPECT_EQ(got.format, "pyradiomics");
  std::map<std::string, double> values;
  for (std::size_t f = 0; f < got.table.columns().size(); ++f)
    values[got.table.columns()[f].name] = got.table.value(0, f);
  EXPECT_EQ(values.at("stat_mean"), 10.0);
  EXPECT_EQ(values.at("stat_kurt"), 0.5);  // IBSI subtracts 3
  EXPECT_EQ(values.at("morph_volume"), 100.0);
  EXPECT_EQ(values.at("wavelet-LLL_firstorder_Mean"), 4.0);
}

TEST_F(ImportMechanics, WhatCannotBeReadIsNamedWithItsLine) {
  EXPECT_NE(message("a,b\n1,2\n").find("no column says which patient"), std::string::npos);
  EXPECT_NE(message("patient,f\nP1,1\nP2,x\n").find("table.csv:3: 'x' in column 'f' is no number"),
            std::string::npos);
  EXPECT_NE(message("patient,f\nP1,1\nP1,2\n").find("table.csv:3: P1/1 under base has a row above"),
            std::string::npos);
  EXPECT_NE(message("patient,f\nP1,1,2\n").find("table.csv:2: this row has 3 fields"), std::string::npos);
  EXPECT_NE(message("patient,f\nP1,\"1\n").find("table.csv:2: the quote"), std::string::npos);
  EXPECT_NE(message("patient,feature,value\nP1,f,1\nP1,f,1\n").find("f of P1/1 under base stands twice"),
            std::string::npos);
  EXPECT_NE(message("patient,feature,value\nP1,f,1.2.3\n").find(":2: the value '1.2.3' is no number"),
            std::string::npos);
  EXPECT_NE(message("patient,feature,value,status\nP1,f,1,good\n").find("'good' is no status"),
            std::string::npos);
  EXPECT_NE(message("").find("empty"), std::string::npos);
  EXPECT_THROW(parse_name_patterns("study = patiant"), Error);
  EXPECT_THROW(parse_name_patterns("patient"), Error);
  EXPECT_THROW(parse_name_patterns("study = {patient}{session}"), Error);
}

TEST_F(ImportMechanics, AStrayQuoteIsRefused) {
  for (const char* row : {"P\"1\"x,2\n", "P1\"\",2\n", "P1,2\n \"P2\",3\n"})
    EXPECT_NE(message(std::string("patient,own\n") + row).find("a quote inside a field"), std::string::npos)
        << row;
}

TEST_F(ImportMechanics, NamesOfPatientsAreCleanedInBothTables) {
  write("patients.csv", "patient,lesion,outcome\nA/1,,1\nB:2, ,0\nC,2,1\n");
  const auto run = import(std::string(kTidyHeader) + tidy_row("A/1", "A", "base", "f", "1") +
                          tidy_row("B:2", "A", "base", "f", "2") + "C,2,,,,A,,base,f,3,,ok\n");
  ASSERT_EQ(run.study.rows.size(), 3u);
  EXPECT_EQ(run.study.rows[0].patient, "A_1");
  EXPECT_EQ(run.study.rows[0].covariates.at("outcome"), "1");
  EXPECT_EQ(run.study.rows[1].covariates.at("outcome"), "0");
  EXPECT_EQ(run.study.rows[2].covariates.at("outcome"), "1");
}

TEST_F(ImportMechanics, NamesThatBecomeOneAreRefused) {
  const std::string told = message(std::string(kTidyHeader) + tidy_row("A_1", "A", "base", "f", "1") +
                                   tidy_row("A/1", "A", "base", "f", "2"));
  for (const char* part : {"table.csv:3", "'A/1'", "'A_1'", "patient"})
    EXPECT_NE(told.find(part), std::string::npos) << told;
  EXPECT_NE(message(std::string(kTidyHeader) + tidy_row("P", "A:1", "base", "f", "1") +
                    tidy_row("P", "A?1", "base", "f", "2"))
                .find("scanner"),
            std::string::npos);
  write("patients.csv", "patient,outcome\nA/1,1\nA_1,0\n");
  try {
    import(std::string(kTidyHeader) + tidy_row("A/1", "A", "base", "f", "1"));
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    for (const char* part : {"patients.csv:3", "'A/1'", "'A_1'"})
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

// A:1 of the patients is not A/1 of the table.
TEST_F(ImportMechanics, NamesOfTwoTablesThatBecomeOneAreRefused) {
  write("patients.csv", "patient,outcome\nA:1,1\n");
  try {
    import(std::string(kTidyHeader) + tidy_row("A/1", "A", "base", "f", "1"));
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    for (const char* part : {"patients.csv:2", "'A/1'", "'A:1'", "rename"})
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST_F(ImportMechanics, DatesThatDoNotBeginWithTheYearAreRefused) {
  TableReading reading;
  reading.patterns = parse_name_patterns("study = patient_date");
  for (const char* date :
       {"7.1.2004", "01/07/2004", "7-1-04", "01072004", "19122004", "20012004", "040701", "Jul2004"})
    try {
      read(std::string("study,own\nA_") + date + ",1\n", reading);
      ADD_FAILURE() << date;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_NE(std::string(error.what()).find("YYYY-MM-DD"), std::string::npos) << error.what();
    }
}

TEST_F(ImportMechanics, ATimeBeforeItsDateIsRefused) {
  TableReading reading;
  reading.patterns = parse_name_patterns("study = patient_time_date");
  EXPECT_NE(message("study,own\nA_0927_20040701,1\n", reading).find("name the date first"),
            std::string::npos);
  reading.patterns = parse_name_patterns("study = patient_any_date");
  EXPECT_EQ(message("study,own\nA_0927_20040701,1\n", reading), "nothing was thrown");
}

TEST_F(ImportMechanics, RowsThatDifferByTheSiteAloneAreRefused) {
  const auto row = [](const char* site, const char* value) {
    return std::string("P1,1,,,,A,") + site + ",base,f," + value + ",,ok\n";
  };
  try {
    import(std::string(kTidyHeader) + row("North", "1") + row("South", "2"));
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    for (const char* part : {"P1/1/scanner=A", "'North'", "'South'", "session, reader or scanner"})
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
  EXPECT_EQ(import(std::string(kTidyHeader) + row("North", "1"), {}, "one").study.rows[0].site, "North");
}

TEST_F(ImportInvariant, SessionsOfDatesAreNumberedWhoeverSharesOne) {
  TableReading reading;
  reading.patterns = parse_name_patterns("study = patient_date");
  const auto sessions = [&](const std::string& text, const TableReading& how) {
    const ReadTable got = read(text, how);
    std::vector<std::string> list;
    for (const store::StoredObject& object : got.table.objects()) list.push_back(object.name());
    return list;
  };
  using Names = std::vector<std::string>;
  // A and B were scanned on the same day.
  EXPECT_EQ(sessions("study,own\nA_20040701,1\nA_20050701,2\nB_20040701,3\n", reading),
            (Names{"A/1/session=1", "A/1/session=2", "B/1/session=1"}));
  // One patient; numbers are compared as numbers.
  EXPECT_EQ(sessions("study,own\nA_9,1\nA_10,2\nA_7,3\n", reading),
            (Names{"A/1/session=2", "A/1/session=3", "A/1/session=1"}));
  EXPECT_EQ(sessions("study,own\nA_20040701,1\nB_20040701,3\n", reading),
            (Names{"A/1/session=1", "B/1/session=1"}));
  const ReadTable got = read("study,own\nA_20040701,1\nB_20050701,3\n", reading);
  ASSERT_FALSE(got.notes.empty());
  EXPECT_NE(got.notes.back().find("date"), std::string::npos) << got.notes.back();
  // Sessions of a column stay what they are where patients share them, and are ordered as numbers.
  EXPECT_EQ(sessions("patient,session,own\nA,pre,1\nA,post,2\nB,pre,3\n", {}),
            (Names{"A/1/session=pre", "A/1/session=post", "B/1/session=pre"}));
  EXPECT_EQ(sessions("patient,session,own\nA,9,1\nA,10,2\nB,8,3\nB,11,4\n", {}),
            (Names{"A/1/session=1", "A/1/session=2", "B/1/session=1", "B/1/session=2"}));
}

TEST_F(ImportMechanics, AnotherUnitInALaterRowIsRefused) {
  const auto row = [](const char* patient, const char* unit) {
    return std::string(patient) + ",1,,,,A,,base,stat_mean,1," + unit + ",ok\n";
  };
  const std::string told = message(std::string(kTidyHeader) + row("P1", "HU") + row("P2", "SUV"));
  for (const char* part : {"table.csv:3", "stat_mean", "'SUV'", "'HU'"})
    EXPECT_NE(told.find(part), std::string::npos) << told;
  // Whichever row says it.
  for (const auto& rows : {row("P1", "HU") + row("P2", ""), row("P1", "") + row("P2", "HU")})
    EXPECT_EQ(read(kTidyHeader + rows).table.columns()[0].info.unit, "HU");
}

TEST_F(ImportMechanics, ACellOfWhichAllIsAbsentIsAbsent) {
  const ReadTable table =
      read(std::string(kTidyHeader) + tidy_row("P1", "A", "base", "f", "1") +
           tidy_row("P1", "A", "base", "g", "", "absent") + tidy_row("P2", "A", "base", "f", "", "absent") +
           tidy_row("P2", "A", "base", "g", "", "absent"));
  ImportRequest request;
  request.folder = path("run");
  request.table = path("table.csv");
  const ImportedRun made = import_run(table, request);
  EXPECT_EQ(made.absent_cells, 1u);
  EXPECT_EQ(made.failed_cells, 0u);
  std::vector<Status> cells;
  analysis::read_run(path("run")).store->for_each_cell([&](const store::CellRecord& record) {
    cells.push_back(record.status);
  });
  EXPECT_EQ(cells, (std::vector{Status::ok, Status::absent}));
}

TEST_F(ImportInvariant, WhatAColumnIsDoesNotFollowTheOrderOfRows) {
  for (const char* rows : {"P1,1,3\nP2,2,good\n", "P2,2,good\nP1,1,3\n"}) {
    const std::string told = message(std::string("patient,own,grade\n") + rows);
    for (const char* part : {"table.csv:3", "'grade'", "'good'", "--leave-out"})
      EXPECT_NE(told.find(part), std::string::npos) << told;
  }
  TableReading reading;
  reading.left_out = {"grade"};
  EXPECT_EQ(read("patient,own,grade\nP2,2,good\nP1,1,3\n", reading).table.columns().size(), 1u);
}

/// Schwier et al. 2019, doi:10.1038/s41598-019-45766-z: ICC(1,1) and RC by the authors' own code.
TEST_F(ImportOracle, TestRetestOfTheProstateEqualsTheAuthorsFigures) {
  RADGAUGE_REFERENCE_DATA(table, "oracles/qin_prostate/T2AX_biascorrected_nonorm_3D_bin15.csv.gz");
  RADGAUGE_REFERENCE_DATA(figures, "oracles/qin_prostate/icc11_by_authors_code.csv");
  const io::CsvTable truth = io::read_csv(figures);
  std::size_t compared = 0;
  for (const std::string structure : {"WholeGland", "PeripheralZone", "TumorROI_PZ_1"}) {
    TableReading reading;
    reading.format = "wide";
    reading.patterns = parse_name_patterns("study = patient_date_time");
    reading.where_column = "segmentedStructure";
    reading.where_text = structure;
    reading.left_out = {"wavelet*", "log-*", "square*", "exponential*", "logarithm*"};
    const ReadTable got = read_measured_table(table, reading);
    ImportRequest request;
    request.folder = path(structure);
    request.table = table;
    import_run(got, request);
    write("ask.yaml", "study: any\nquestions: [{name: repeat, over: session, form: one_way, scale: raw}]\n");
    const analysis::FinishedRun run = analysis::read_run(path(structure), path("ask.yaml"));
    const auto asked = analysis::ask(run.study, run.plan, *run.measurements);
    std::map<std::string, agreement::FeatureRow> rows;
    for (const agreement::FeatureRow& row : agreement::answer(asked[0].question, asked[0].table))
      rows.emplace(row.feature, row);
    for (const auto& row : truth.rows) {
      if (row[*truth.column("structure")] != structure) continue;
      const std::string& feature = row[*truth.column("feature")];
      ASSERT_EQ(rows.count(feature), 1u) << feature;
      const double icc = *parse_double(row[*truth.column("icc11")]),
                   rc = *parse_double(row[*truth.column("rc")]);
      EXPECT_NEAR(rows.at(feature).icc, icc, 1e-12) << structure << " " << feature;
      EXPECT_NEAR(rows.at(feature).rc / rc, 1.0, 1e-12) << structure << " " << feature;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 249u);
}

}  // namespace
}  // namespace radgauge::record
