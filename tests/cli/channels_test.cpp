// Channels of one lesion: phases, sequences, PET with CT.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "core/random.h"
#include "core/text.h"

namespace {

using radgauge::Draws;
using radgauge::to_text;

using Row = std::map<std::string, std::string>;

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields{""};
  for (const char c : line) {
    if (c == ',')
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

/// Rows of a table without quoted commas before what is looked at, by their feature.
std::map<std::string, Row> rows_by_feature(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> header = fields_of(line);
  std::map<std::string, Row> rows;
  while (std::getline(lines, line)) {
    const std::vector<std::string> fields = fields_of(line);
    Row row;
    for (std::size_t i = 0; i < header.size() && i < fields.size(); ++i) row[header[i]] = fields[i];
    rows[row["feature"]] = row;
  }
  return rows;
}

/// Fourteen lesions of twelve patients, two readers, two channels; the readers agree better in one of them.
class ChannelsProgram : public ProgramTest {
 protected:
  static std::string table(const std::vector<std::string>& channels, bool named = true) {
    std::string text =
        "patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status\n";
    const Draws draws(11, "channels", "test", 0, 0);
    for (std::uint64_t object = 0; object < 14; ++object)
      for (const std::string& channel : channels)
        for (std::uint32_t reader = 0; reader < 2; ++reader)
          for (std::uint32_t feature = 0; feature < 3; ++feature) {
            const std::uint32_t of = channel == "art" ? 0 : 100;
            const double size = channel == "art" ? 0.2 : 1.5;
            const bool failed = object == 3 && reader == 1 && feature == 2 && channel == "pvp";
            text += "P" + std::to_string(object % 12) + "," + std::to_string(1 + object / 12) + "," +
                    (named ? channel : "") + ",,R" + std::to_string(reader) + ",,,base,f" +
                    std::to_string(feature) + "," +
                    (failed ? ""
                            : to_text(20 + 3 * draws.normal(object, of + feature) +
                                      size * draws.normal(object, of + 10 * (reader + 1) + feature))) +
                    ",1," + (failed ? "failed" : "ok") + "\n";
          }
    return text;
  }

  std::map<std::string, Row> answers(const std::string& csv, const std::string& folder) const {
    write(folder + ".csv", csv);
    write("study.yaml",
          "study: channels\nquestions:\n  - {name: readers, over: reader, limits: {icc_lower: 0.75}}\n");
    EXPECT_EQ(run("import " + folder + ".csv --format tidy -o " + folder).exit_code, 0) << read("err.txt");
    const Result result = run("analyse " + folder + " --study study.yaml");
    EXPECT_TRUE(result.exit_code == 0 || result.exit_code == 1 || result.exit_code == 5) << result.err;
    return rows_by_feature(read(folder + "/features.csv"));
  }
};

// invariant: what a channel shows beside another is what it shows alone.
TEST_F(ChannelsProgram, InvariantAChannelBesideAnotherIsAChannelAlone) {
  const auto both = answers(table({"art", "pvp"}), "both");
  ASSERT_EQ(both.size(), 6U);
  for (const std::string channel : {"art", "pvp"}) {
    const auto alone = answers(table({channel}), channel);
    ASSERT_EQ(alone.size(), 3U);
    for (const auto& [feature, row] : alone) {
      ASSERT_TRUE(both.contains(channel + "." + feature)) << feature;
      const Row& beside = both.at(channel + "." + feature);
      for (const char* column : {"n_patients", "n_objects", "icc", "icc_lower", "icc_upper", "wsd", "rc",
                                 "rc_lower", "bias", "occc", "failure_rate", "status"})
        EXPECT_EQ(beside.at(column), row.at(column)) << channel << " " << feature << " " << column;
    }
  }
  EXPECT_GT(std::stod(both.at("art.f0").at("icc")), std::stod(both.at("pvp.f0").at("icc")));
  EXPECT_EQ(both.at("pvp.f2").at("failure_rate").substr(0, 5), "0.035");  // one of 28 cells
}

// mechanics: lesions are counted once, a channel without a name has no prefix, and the tidy export is as
// before: its column says the channel.
TEST_F(ChannelsProgram, MechanicsOfNamesCountsAndExport) {
  std::string mixed = table({"art"}, false);
  const std::string named = table({"pvp"});
  mixed += named.substr(named.find('\n') + 1);
  const auto rows = answers(mixed, "mixed");
  EXPECT_TRUE(rows.contains("f0") && rows.contains("pvp.f0") && !rows.contains("art.f0"));
  const auto summary = nlohmann::json::parse(read("mixed/summary.json"));
  EXPECT_EQ(summary.at("counts").at("objects"), 14);
  ASSERT_EQ(run("export mixed -o again.csv").exit_code, 0) << read("err.txt");
  const std::string again = read("again.csv");
  EXPECT_EQ(again.find("pvp.f"), std::string::npos);
  EXPECT_EQ(std::count(again.begin(), again.end(), '\n'), 1 + 14 * 2 * 2 * 3);
}

// mechanics: a model is trained on features by the name that the report gives them.
TEST_F(ChannelsProgram, MechanicsOfTrainingOnAChannel) {
  answers(table({"art", "pvp"}), "both");
  const Draws draws(11, "channels", "test", 0, 0);
  std::string patients = "patient,relapse\n";  // as f0 of art is large or small
  for (int p = 0; p < 12; ++p)
    patients += "P" + std::to_string(p) + "," +
                std::to_string(draws.normal(static_cast<std::uint64_t>(p), 0) > 0) + "\n";
  write("patients.csv", patients);
  write("all.csv", table({"art", "pvp"}));
  ASSERT_EQ(run("import all.csv --format tidy --cohort patients.csv -o all").exit_code, 0);
  const Result result =
      run("train all --outcome relapse --over reader --reference R0 --features 'art.*' --folds 3 -o m.yaml");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(read("m.yaml").find("pvp."), std::string::npos);
}

// invariant: the repeatability of a change between sessions is that of the differences.
TEST_F(ChannelsProgram, InvariantChangesAreMeasurementsOfTheirOwn) {
  const std::string header =
      "patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status\n";
  std::string sessions = header, differences = header;
  const Draws draws(12, "changes", "test", 0, 0);
  for (std::uint64_t patient = 0; patient < 10; ++patient)
    for (std::uint32_t reader = 0; reader < 2; ++reader) {
      const auto value = [&](std::uint32_t session) {
        return 100 + 10 * draws.normal(patient, session) + draws.normal(patient, 10 + 2 * session + reader);
      };
      const std::string who = "P" + std::to_string(patient) + ",1,,";
      const std::string rest = ",R" + std::to_string(reader) + ",,,base,";
      for (std::uint32_t session = 0; session < 2; ++session)
        sessions += who + std::to_string(session + 1) + rest + "f," + to_text(value(session)) + ",mm,ok\n";
      differences += who + "1-2" + rest + "change.f," + to_text(value(1) - value(0)) + ",mm,ok\n";
    }
  const auto direct = answers(differences, "direct");
  write("sessions.csv", sessions);
  ASSERT_EQ(run("import sessions.csv --format tidy -o sessions").exit_code, 0);
  const Result result = run("export sessions --changes first -o changes.csv");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.err.find("20 of 20 changes have no days"), std::string::npos) << result.err;
  const auto exported = answers(read("changes.csv"), "changes");
  EXPECT_TRUE(exported.contains("change_percent.f"));
  for (const char* column : {"n_patients", "icc", "icc_lower", "wsd", "rc", "bias"})
    EXPECT_EQ(exported.at("change.f").at(column), direct.at("change.f").at(column)) << column;
  write("alone.csv", header + "P1,1,,,,,,base,f,1,mm,ok\nP2,1,,,,,,base,f,2,mm,ok\n");
  ASSERT_EQ(run("import alone.csv --format tidy -o alone").exit_code, 0);
  const Result none = run("export alone --changes first");
  EXPECT_EQ(none.exit_code, 4);
  EXPECT_NE(none.err.find("two sessions"), std::string::npos) << none.err;
}

}  // namespace
