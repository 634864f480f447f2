#include "analysis/digest.h"

#include <cmath>
#include <set>

#include "io/temporary_folder.h"
#include "store/store_examples.h"

namespace radgauge {

using namespace radgauge::analysis;
using store::CellRecord;
using store::StoreTables;

namespace {

constexpr std::size_t kObjects = 3, kConditions = 4, kFeatures = 6;

study::Study asked(const std::string& seed = "3", const std::string& limit = "0.9") {
  return study::decode_study(
      io::parse_yaml(
          "study: small\nseed: " + seed +
              "\nphantoms: {kind: lesion, count: 3}\nconditions: {noise: {chain: [{noise.white: {k: 1}}], "
              "repeats: 3}}\nquestions: [{name: noise, over: noise, limits: {icc_lower: " +
              limit + "}}]\n",
          "study.yaml"),
      "");
}

StoreTables tables() {
  StoreTables out = example_tables(kObjects, kConditions, kFeatures);
  out.meta["hash.version"] = "1.0 abc";
  out.inputs = {{{"image", "a.nii", "01"}}, {{"image", "b.nii", "02"}}, {}};
  return out;
}

std::vector<CellRecord> cells() {
  return example_cells(kObjects * kConditions, kObjects, kConditions, kFeatures);
}

std::string digest_of(const StoreTables& tables, const std::vector<CellRecord>& cells,
                      const study::Study& study = asked()) {
  const TemporaryFolder folder;
  store::Store store = store::Store::create(folder.file("m.sqlite"), tables);
  store.write_unit(cells);
  return measured_digest(study, Measurements(store));
}

TEST(DigestInvariant, IsOfWhatWasMeasuredAndNotOfHow) {
  const std::string whole = digest_of(tables(), cells());
  EXPECT_EQ(whole.size(), 64U);
  std::vector<CellRecord> same = cells();
  for (CellRecord& cell : same) cell.seconds *= 3;
  std::reverse(same.begin(), same.end());
  same.back().values[0] = -std::nan("7");  // has no value: whatever stands there counts for nothing
  StoreTables later = tables();
  later.meta["started"] = later.meta["seconds.wall"] = "another";
  later.inputs[0][0].name = "moved/a.nii";
  EXPECT_EQ(digest_of(later, same), whole);
  EXPECT_EQ(digest_of(tables(), cells(), asked("3", "0.5")), whole) << "limits are decided, not measured";
}

TEST(DigestInvariant, ChangesWithAnythingThatWasMeasured) {
  std::set<std::string> seen{digest_of(tables(), cells())};
  const auto expect_new = [&](const std::string& what, auto change) {
    StoreTables changed = tables();
    std::vector<CellRecord> records = cells();
    change(changed, records);
    EXPECT_TRUE(seen.insert(digest_of(changed, records)).second) << what;
  };
  expect_new("a value", [](StoreTables&, auto& c) { c[7].values[2] = std::nextafter(c[7].values[2], 1); });
  expect_new("a zero's sign", [](StoreTables&, auto& c) { c[7].values[2] = 0; });
  expect_new("a zero's sign", [](StoreTables&, auto& c) { c[7].values[2] = -0.0; });
  expect_new("values swapped", [](StoreTables&, auto& c) { std::swap(c[7].values, c[8].values); });
  expect_new("a status", [](StoreTables&, auto& c) { c[7].statuses[2] = Status::degenerate; });
  expect_new("another status", [](StoreTables&, auto& c) { c[7].statuses[2] = Status::undefined; });
  expect_new("a magnitude", [](StoreTables&, auto& c) { c[7].magnitudes[0].achieved += 1e-12; });
  expect_new("a request", [](StoreTables&, auto& c) { c[7].magnitudes[1].requested = 1; });
  expect_new("a magnitude's status", [](StoreTables&, auto& c) { c[7].magnitudes[1].status = "ok"; });
  expect_new("no magnitude", [](StoreTables&, auto& c) { c[7].magnitudes.pop_back(); });
  expect_new("a cell less", [](StoreTables&, auto& c) { c.pop_back(); });
  expect_new("a failure's reason", [](StoreTables&, auto& c) { c[4].reason = "another"; });
  expect_new("an object's name", [](StoreTables& t, auto&) { t.objects[1].patient = "X"; });
  expect_new("an object's reader", [](StoreTables& t, auto&) { t.objects[1].reader = "X"; });
  expect_new("an input", [](StoreTables& t, auto&) { t.inputs[1][0].sha256 = "03"; });
  expect_new("an input's role", [](StoreTables& t, auto&) { t.inputs[1][0].role = "mask"; });
  expect_new("a condition", [](StoreTables& t, auto&) { t.conditions[2].name = "X"; });
  expect_new("a feature", [](StoreTables& t, auto&) { t.features[2].name = "X"; });
  expect_new("a unit", [](StoreTables& t, auto&) { t.features[2].info.unit = "1"; });
  expect_new("a version", [](StoreTables& t, auto&) { t.meta["hash.version"] = "1.1 abc"; });
  EXPECT_TRUE(seen.insert(digest_of(tables(), cells(), asked("4"))).second) << "a seed";
}

TEST(DigestInvariant, DecisionsHaveTheirOwn) {
  StudyResults results;
  results.questions.resize(1);
  results.questions[0].question.name = "noise";
  results.questions[0].rows.resize(2);
  results.questions[0].rows[0].feature = "a";
  results.questions[0].rows[1].feature = "b";
  std::set<std::string> seen{decided_digest(asked(), results)};
  results.questions[0].rows[1].icc = 0.5;
  EXPECT_FALSE(seen.insert(decided_digest(asked(), results)).second) << "a decision is none of its digits";
  EXPECT_TRUE(seen.insert(decided_digest(asked("3", "0.8"), results)).second) << "a limit";
  results.questions[0].rows[1].decision = agreement::Decision::certified;
  EXPECT_TRUE(seen.insert(decided_digest(asked(), results)).second) << "a decision";
  std::swap(results.questions[0].rows[0].decision, results.questions[0].rows[1].decision);
  EXPECT_TRUE(seen.insert(decided_digest(asked(), results)).second) << "of another feature";
  results.questions[0].question.name = "other";
  EXPECT_TRUE(seen.insert(decided_digest(asked(), results)).second) << "a question";
  results.questions.clear();
  EXPECT_TRUE(seen.insert(decided_digest(asked(), results)).second) << "left out";
}

}  // namespace
}  // namespace radgauge
