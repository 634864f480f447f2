#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "core/random.h"
#include "core/text.h"

namespace {

using radgauge::Draws;
using radgauge::to_text;

/// Twenty-four patients on two scanners; feature f2 moves by 3 on B, f1 by noise.
class DriftProgram : public ProgramTest {
 protected:
  static constexpr int kPatients = 24;
  double value(int patient, int feature, bool on_b) const {
    const Draws draws(9, "patients", "test", 0, 0);
    const double noise = on_b ? 0.3 * draws.normal(static_cast<std::uint64_t>(patient),
                                                   10 + static_cast<std::uint32_t>(feature))
                              : 0;
    return draws.normal(static_cast<std::uint64_t>(patient), static_cast<std::uint32_t>(feature)) + noise +
           (on_b && feature == 2 ? 3 : 0);
  }
  int outcome(int patient) const { return value(patient, 1, false) > 0 ? 1 : 0; }
  /// Falls with feature 1, as the time until the outcome does.
  int age(int patient) const { return static_cast<int>(std::lround(60 - 10 * value(patient, 1, false))); }
  int months(int patient) const {
    return 1 + static_cast<int>(std::lround(40 * std::exp(-value(patient, 1, false))));
  }
  double score(int patient, bool on_b) const {
    return 0.25 + 1.5 * value(patient, 1, on_b) + 0.5 * (value(patient, 2, on_b) - 1) / 2;
  }

  void prepare(const std::string& first_outcome = "", const std::string& feature = "f2") {
    std::string table =
        "patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status\n";
    std::string patients = "patient,relapse,age,months\n";
    for (int p = 0; p < kPatients; ++p) {
      const std::string name = "P" + std::to_string(p);
      patients += name + "," +
                  (p == 0 && !first_outcome.empty() ? first_outcome : std::to_string(outcome(p))) + "," +
                  std::to_string(age(p)) + "," + std::to_string(months(p)) + "\n";
      for (const bool b : {true, false})
        for (const int f : {1, 2}) {
          const bool failed = p == 5 && b && f == 1;
          table += name + ",1,,,," + (b ? "B" : "A") + ",,base,f" + std::to_string(f) + "," +
                   (failed ? "" : to_text(value(p, f, b))) + ",1," + (failed ? "failed" : "ok") + "\n";
        }
    }
    write("table.csv", table);
    write("patients.csv", patients);
    write("signature.yaml",
          "model: rad-score\nlink: logit\nintercept: 0.25\nthreshold: 0.5\noutcome: relapse\nterms:\n"
          "  - {feature: f1, mean: 0, sd: 1, coefficient: 1.5}\n  - {feature: " +
              feature + ", mean: 1, sd: 2, coefficient: 0.5}\n");
    write("study.yaml",
          "study: drift\nmodels: [{file: signature.yaml}]\ndrift: {over: scanner, reference: A}\n");
    ASSERT_EQ(run("import table.csv --format tidy --cohort patients.csv -o made").exit_code, 0);
  }
};

TEST_F(DriftProgram, WritesWhatTheModelDoesOnEachScanner) {
  prepare();
  const Result result = run("analyse made --study study.yaml");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto json = nlohmann::json::parse(read("made/drift.json"));
  const auto& model = json.at("models").at(0);
  EXPECT_EQ(model.at("name"), "rad-score");
  EXPECT_EQ(model.at("reference"), "A");
  const auto& b = model.at("conditions").at(1);
  EXPECT_EQ(b.at("name"), "B");
  EXPECT_EQ(b.at("n"), kPatients - 1);
  double right = 0, pairs = 0, shift = 0, shift2 = 0;
  int up = 0, down = 0;
  for (int p = 0; p < kPatients; ++p) {
    if (p == 5) continue;
    shift += (score(p, true) - score(p, false)) / (kPatients - 1);
    shift2 += 0.25 * (value(p, 2, true) - value(p, 2, false)) / (kPatients - 1);
    up += score(p, true) >= 0 && score(p, false) < 0 ? 1 : 0;
    down += score(p, true) < 0 && score(p, false) >= 0 ? 1 : 0;
    for (int q = 0; q < kPatients; ++q)
      if (q != 5 && outcome(p) == 1 && outcome(q) == 0) {
        right += score(p, true) > score(q, true) ? 1 : 0;
        pairs += 1;
      }
  }
  EXPECT_EQ(b.at("auc").get<double>(), right / pairs);
  EXPECT_NEAR(b.at("score_shift").get<double>(), shift, 1e-12);
  EXPECT_EQ(b.at("n_flips_up"), up);
  EXPECT_EQ(b.at("n_flips_down"), down);
  EXPECT_GT(up, 0);
  EXPECT_EQ(b.at("attribution").at(0).at("input"), "f2");
  EXPECT_NEAR(b.at("attribution").at(0).at("score_shift").get<double>(), shift2, 1e-12);
  EXPECT_LE(b.at("auc_delong.lower").get<double>(), b.at("auc").get<double>());
  EXPECT_TRUE(b.at("auc_difference.p").is_number());
  const std::string report = read("made/report.html");
  EXPECT_NE(report.find("rad-score"), std::string::npos);
  EXPECT_NE(report.find("Most decisions change on B"), std::string::npos);

  // The folder alone says the same, without study or signature.
  const std::string before = read("made/drift.json");
  std::filesystem::remove(path("signature.yaml"));
  ASSERT_EQ(run("analyse made").exit_code, 0);
  EXPECT_EQ(read("made/drift.json"), before);
}

TEST_F(DriftProgram, RefusesAnInputThatTheTableLacks) {
  prepare("", "stat_skewness");
  const Result result = run("analyse made --study study.yaml");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("stat_skewness"), std::string::npos) << result.err;
}

TEST_F(DriftProgram, RefusesAnOutcomeOfTwoNamingThePatient) {
  prepare("2");
  const Result result = run("analyse made --study study.yaml");
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_NE(result.err.find("P0"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("relapse"), std::string::npos) << result.err;
}

TEST_F(DriftProgram, RefusesAReferenceThatNobodyWasScannedOn) {
  prepare();
  write("study.yaml",
        "study: drift\nmodels: [{file: signature.yaml}]\ndrift: {over: scanner, reference: a}\n");
  const Result result = run("analyse made --study study.yaml");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("its levels: A, B"), std::string::npos) << result.err;
}

TEST_F(DriftProgram, TrainsASignatureThatAnalyseTakes) {
  prepare();
  const Result trained =
      run("train made --outcome relapse --reference A --folds 4 --icc 0.2 --threshold 0.5 -o own.yaml");
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_NE(read("own.yaml").find("feature: f1"), std::string::npos);
  // Two of the same table have the names of their files, and are compared.
  ASSERT_EQ(run("train made --outcome relapse --reference A --folds 4 -o 'all inputs.yaml'").exit_code, 0);
  write("study.yaml",
        "study: drift\nmodels: [{file: own.yaml}, {file: all inputs.yaml}]\n"
        "drift: {over: scanner, reference: A}\n");
  const Result compared = run("analyse made --study study.yaml");
  EXPECT_EQ(compared.exit_code, 0) << compared.err;
  for (const char* name : {"\"own\"", "\"all inputs\""})
    EXPECT_NE(read("made/drift.json").find(name), std::string::npos) << name;
  EXPECT_EQ(run("train made --outcome relaps --reference A -o own.yaml").exit_code, 3);
  const Result elsewhere = run("train made --outcome relapse --reference C -o own.yaml");
  EXPECT_EQ(elsewhere.exit_code, 3);
  EXPECT_NE(elsewhere.err.find("its levels: A, B"), std::string::npos) << elsewhere.err;
  EXPECT_EQ(run("train made --outcome relapse --reference A --icc 2 -o own.yaml").exit_code, 2);
  EXPECT_EQ(run("train made --outcome relapse --reference A --folds 1 -o own.yaml").exit_code, 2);
  EXPECT_EQ(
      run("train made --outcome relapse --time months --reference A --threshold 0.5 -o own.yaml").exit_code,
      2);
}

TEST_F(DriftProgram, ASignatureGoesToStandardOutput) {
  prepare();
  const std::string common =
      "train made --outcome relapse --reference A --folds 4 --threshold 0.5 --name m -o ";
  ASSERT_EQ(run(common + "own.yaml").exit_code, 0);
  const Result result = run(common + "-");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, read("own.yaml"));
  EXPECT_NE(result.err.find("cross-validated AUC"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path("-")));
}

// Every null has a reason: under its key in the "reasons" beside it, or the object's "reason".
void expect_reasons(const nlohmann::json& json, const std::string& where, int& nulls) {
  for (const auto& [key, value] : json.items()) {
    const std::string here = where + "/" + key;
    if (value.is_structured()) expect_reasons(value, here, nulls);
    if (!value.is_null()) continue;
    ++nulls;
    std::string reason;
    if (json.is_object() && json.contains("reasons")) reason = json["reasons"].value(key, "");
    if (json.is_object() && reason.empty()) reason = json.value("reason", "");
    EXPECT_NE(reason, "") << here;
  }
}

TEST_F(DriftProgram, EveryNullHasAReason) {
  prepare();
  // C has one patient, D one whose outcome is unknown, E two without f2; nobody of them was on A.
  std::string table = read("table.csv"), patients = read("patients.csv");
  for (const char* name : {"C", "D", "E", "F"}) {
    patients += std::string(name) + "," + (*name == 'D' ? "" : "1") + ",60,4\n";
    for (const int f : {1, 2})
      if (*name != 'E' || f == 1)
        table += std::string(name) + ",1,,,," + (*name == 'F' ? "E" : name) + ",,base,f" +
                 to_text(double(f)) + ",0.5,1," + (*name == 'F' && f == 2 ? "failed" : "ok") + "\n";
  }
  write("table.csv", table);
  write("patients.csv", patients);
  ASSERT_EQ(run("import table.csv --format tidy --cohort patients.csv -o many").exit_code, 0);
  write(
      "study.yaml",
      "study: nulls\nmodels:\n  - {file: signature.yaml}\n"
      "  - {model: no-threshold, link: logit, outcome: relapse, terms: [{feature: f1, coefficient: 1}]}\n"
      "  - {model: years, link: identity, outcome: age, terms: [{feature: f1, coefficient: 1}]}\n"
      "  - {model: hazard, link: cox, outcome: relapse, time: months, terms: [{feature: f1, coefficient: 1}]}\n"
      "  - {model: risk, link: cox, outcome: relapse, time: months, baseline: [{time: 5, survival: 0.8}], "
      "horizon: 20, terms: [{feature: f1, coefficient: 1}]}\n"
      "  - {model: kinds, link: multinomial, outcome: relapse, classes: [{class: '0', terms: [{feature: f1, "
      "coefficient: -1}]}, {class: '1', terms: [{feature: f1, coefficient: 1}]}]}\n"
      "drift: {over: scanner, reference: A}\n");
  const Result result = run("analyse many --study study.yaml");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto json = nlohmann::json::parse(read("many/drift.json"));
  int nulls = 0;
  expect_reasons(json, "", nulls);
  EXPECT_GT(nulls, 100);
  const auto& models = json.at("models");
  EXPECT_TRUE(models.at(1).at("conditions").at(1).at("n_flips_up").is_null());
  EXPECT_EQ(models.at(0).at("conditions").at(4).at("n"), 0);
  EXPECT_EQ(models.at(0).at("conditions").at(4).at("reason"), "no object has every input of the model here");
  // Mean absolute error, concordance and risk on A by hand.
  double error = 0, right = 0, pairs = 0;
  for (int p = 0; p < kPatients; ++p) {
    error += std::abs(value(p, 1, false) - age(p)) / kPatients;
    for (int q = 0; q < kPatients; ++q)
      if (outcome(p) == 1 && (months(p) < months(q) || (months(p) == months(q) && outcome(q) == 0))) {
        right += value(p, 1, false) > value(q, 1, false) ? 1 : 0;
        pairs += 1;
      }
  }
  const auto& years = models.at(2).at("conditions").at(0).at("details");
  EXPECT_NEAR(years.at("mean_absolute_error").get<double>(), error, 1e-12);
  const auto& survival = models.at(4).at("conditions").at(0).at("details").at("survival");
  EXPECT_EQ(survival.at("cindex").at("value").get<double>(), right / pairs);
  EXPECT_TRUE(survival.at("brier_ipcw").is_number());
}

TEST_F(DriftProgram, LearnsFromColumnsOfTheCohort) {
  prepare();
  const std::string common = "train made --outcome relapse --reference A --folds 4 -o own.yaml ";
  const Result logistic = run(common + "--features f2 --covariates age");
  ASSERT_EQ(logistic.exit_code, 0) << logistic.err;
  EXPECT_NE(read("own.yaml").find("covariate: age"), std::string::npos) << read("own.yaml");
  const Result cox = run(common + "--time months --covariates age");
  ASSERT_EQ(cox.exit_code, 0) << cox.err;
  expect_parts(read("own.yaml"), {"link: cox", "time: months", "baseline:"});
  const Result unknown = run(common + "--covariates agee");
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_NE(unknown.err.find("did you mean 'age'"), std::string::npos) << unknown.err;
}

TEST_F(DriftProgram, ChannelsAreJoinedWithinASession) {
  // Score art.f + pvp.f; P0 has no portal-venous image in session 1, P1 none at all on B.
  const auto value_of = [](int patient, bool on_b, int session, bool pvp) {
    return (patient + 1) * 0.5 + (on_b ? 1 : 0) + session * (pvp ? 10 : 0.25 * patient);
  };
  std::string table =
      "patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status\n";
  std::string patients = "patient,relapse\n";
  for (int p = 0; p < 6; ++p) {
    patients += "P" + std::to_string(p) + "," + std::to_string(p % 2) + "\n";
    for (const bool b : {false, true})
      for (const int session : {1, 2})
        for (const bool pvp : {false, true}) {
          if (pvp && ((p == 0 && session == 1 && !b) || (p == 1 && b))) continue;
          table += "P" + std::to_string(p) + ",1," + (pvp ? "pvp" : "art") + "," + std::to_string(session) +
                   ",," + (b ? "B" : "A") + ",,base,f," + to_text(value_of(p, b, session, pvp)) + ",1,ok\n";
        }
  }
  write("table.csv", table);
  write("patients.csv", patients);
  write("study.yaml",
        "study: channels\nmodels:\n  - {model: sum, link: logit, outcome: relapse, terms: [{feature: art.f, "
        "coefficient: 1}, {feature: pvp.f, coefficient: 1}]}\ndrift: {over: scanner, reference: A}\n");
  ASSERT_EQ(run("import table.csv --format tidy --cohort patients.csv -o made").exit_code, 0);
  const Result result = run("analyse made --study study.yaml");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto conditions = nlohmann::json::parse(read("made/drift.json")).at("models").at(0).at("conditions");
  EXPECT_EQ(conditions.at(0).at("n"), 5);  // the first session counts, and P0 lacks half of it
  EXPECT_EQ(conditions.at(1).at("n"), 5);
  EXPECT_EQ(conditions.at(1).at("n_paired"), 4);
  EXPECT_NEAR(conditions.at(1).at("score_shift").get<double>(), 2, 1e-12);
  double squares = 0;  // sessions differ by 10 + p / 4, within P1 to P5
  for (int p = 1; p < 6; ++p) squares += (10 + 0.25 * p) * (10 + 0.25 * p) / 2;
  EXPECT_NEAR(conditions.at(0).at("details").at("repeat_sd").get<double>(), std::sqrt(squares / 5), 1e-12);
}

// Channels come from scanners of their own, which are no repeats of each other.
TEST_F(DriftProgram, ChannelsOfTwoScannersAreOneMeasurement) {
  std::string table =
      "patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status\n";
  std::string patients = "patient,relapse\n";
  for (int p = 0; p < 6; ++p) {
    const std::string site = p < 3 ? "X" : "Y", name = "P" + std::to_string(p);
    patients += name + "," + std::to_string(p % 2) + "\n";
    for (const bool pet : {false, true})
      table += name + ",1," + (pet ? "pet" : "ct") + ",,," + (pet ? "PET-1" : "CT-1") + "," + site +
               ",base,f," + std::to_string(p + (pet ? 10 : 0)) + ",1,ok\n";
  }
  write("table.csv", table);
  write("patients.csv", patients);
  write("study.yaml",
        "study: sites\nmodels:\n  - {model: sum, link: logit, outcome: relapse, terms: [{feature: ct.f, "
        "coefficient: 1}, {feature: pet.f, coefficient: 1}]}\ndrift: {over: site, reference: X}\n");
  ASSERT_EQ(run("import table.csv --format tidy --cohort patients.csv -o made").exit_code, 0)
      << read("err.txt");
  const Result result = run("analyse made --study study.yaml");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto conditions = nlohmann::json::parse(read("made/drift.json")).at("models").at(0).at("conditions");
  EXPECT_EQ(conditions.at(0).at("n"), 3);
  EXPECT_EQ(conditions.at(1).at("n"), 3);
}

TEST_F(DriftProgram, AWorkerThatHangsOrAnswersNanEndsInAnErrorWithItsReason) {
  if (std::system("python3 -c pass 2>/dev/null") != 0) GTEST_SKIP() << "python3 is not installed";
  prepare();
  const auto analysed = [&](const std::string& answer) {
    write("worker.py",
          "import json, sys, time\nfor line in sys.stdin:\n  q = json.loads(line)\n"
          "  print(json.dumps({'radgauge_worker': 1} if 'radgauge_worker' in q else " +
              answer + "), flush=True)\n");
    write("study.yaml",
          "study: drift\nmodels: [{model: w, worker: [python3, worker.py], outcome: relapse, threshold: 0.5, "
          "inputs: [f1, f2], timeout_s: 2}]\ndrift: {over: scanner, reference: A}\n");
    return run("analyse made --study study.yaml");
  };
  const Result hangs = analysed("time.sleep(60)");
  EXPECT_EQ(hangs.exit_code, 4);
  EXPECT_NE(hangs.err.find("did not answer within 2 s"), std::string::npos) << hangs.err;
  const Result nan = analysed("{'id': q['id'], 'probabilities': [float('nan')] * len(q['rows'])}");
  EXPECT_EQ(nan.exit_code, 4);
  EXPECT_NE(nan.err.find("model w"), std::string::npos) << nan.err;
  const Result right =
      analysed("{'id': q['id'], 'scores': [0.25 + 1.5 * r[0] + 0.25 * (r[1] - 1) for r in q['rows']]}");
  ASSERT_EQ(right.exit_code, 0) << right.err;
  const auto b = nlohmann::json::parse(read("made/drift.json")).at("models").at(0).at("conditions").at(1);
  double shift = 0;
  for (int p = 0; p < kPatients; ++p)
    if (p != 5) shift += (score(p, true) - score(p, false)) / (kPatients - 1);
  EXPECT_NEAR(b.at("score_shift").get<double>(), shift, 1e-9);
  EXPECT_EQ(b.at("attribution").at(0).at("input"), "f2");
  EXPECT_EQ(b.at("details").at("attribution_is_exact"), false);
}

TEST_F(DriftProgram, ComparesThePatientsGroupsAndPeriodsThatAreAskedFor) {
  prepare();
  write("study.yaml",
        "study: drift\nmodels: [{file: signature.yaml}]\ndrift: {over: scanner, reference: A, "
        "patients: ['P?'], groups: [age, site], period: months}\n");
  ASSERT_EQ(run("analyse made --study study.yaml").exit_code, 0) << read("err.txt");
  const auto json = nlohmann::json::parse(read("made/drift.json"));
  EXPECT_EQ(json.at("n_patients"), 10);
  const auto& details = json.at("models").at(0).at("details");
  ASSERT_EQ(details.at("groups").size(), 4u);
  EXPECT_EQ(details.at("groups").at(0).at("column"), "age");
  EXPECT_EQ(details.at("groups").at(0).at("levels").size(), 2u);
  EXPECT_FALSE(details.at("record").empty());
  EXPECT_EQ(json.at("models").at(0).at("conditions").at(1).at("details").at("shift").at("is_paired"), true);
  const std::string before = read("made/drift.json");
  ASSERT_EQ(run("analyse made").exit_code, 0);
  EXPECT_EQ(read("made/drift.json"), before);
  for (const char* wrong : {"patients: [Q*]", "groups: [sex]", "period: quarter"}) {
    write("study.yaml",
          "study: drift\nmodels: [{file: signature.yaml}]\ndrift: {over: scanner, reference: A, " +
              std::string(wrong) + "}\n");
    EXPECT_EQ(run("analyse made --study study.yaml").exit_code, 3) << wrong;
  }
  const Result trained = run(
      "train made --outcome relapse --reference A --patients P1*,P2* --folds 3 --table learnt.csv -o own.yaml");
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_NE(trained.out.find("from 16 cases"), std::string::npos) << trained.out;
  const std::string learnt = read("learnt.csv");
  EXPECT_TRUE(learnt.starts_with("patient,relapse,f1,f2\n")) << learnt.substr(0, 40);
  EXPECT_EQ(std::count(learnt.begin(), learnt.end(), '\n'), 17);
}

// regression: the kept example can be compared by this version; its models hold hashes of its extractions.
TEST_F(DriftProgram, TheKeptExampleIsValid) {
  for (const char* compared : {"chain", "scanners"}) {
    const Result result =
        run("validate " + source_file("results/examples/drift/" + std::string(compared) + ".yaml"));
    if (result.err.find("was built without it: install libxgboost-dev") != std::string::npos)
      GTEST_SKIP() << result.err;
    EXPECT_EQ(result.exit_code, 0) << result.err;
  }
}

}  // namespace
