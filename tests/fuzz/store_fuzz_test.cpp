#include "fuzz/cases.h"
#include "io/temporary_folder.h"
#include "store/store.h"
#include "store/store_examples.h"

namespace radgauge {

namespace {

constexpr std::size_t kObjects = 5, kStoreFuzzConditions = 6, kFeatures = 40;

/// What results follow from, in one text: everything but seconds.
std::string contents(const store::Store& store) {
  std::string text;
  const store::StoreTables& tables = store.tables();
  for (const auto& [key, value] : tables.meta) text += key + "=" + value + "\n";
  text += std::to_string(tables.planned_cells) + "\n";
  for (const auto& object : tables.objects) text += object.name() + object.site + "\n";
  for (const auto& inputs : tables.inputs)
    for (const auto& input : inputs) text += input.role + " " + input.name + " " + input.sha256 + "\n";
  for (const auto& condition : tables.conditions)
    text += condition.name + " " + condition.group + " " + std::to_string(condition.repetition) + "\n";
  for (const auto& feature : tables.features)
    text += feature.name + feature.extraction + feature.info.tag + feature.info.ibsi_code +
            feature.info.name + feature.info.unit + feature.info.family + feature.info.aggregation + "\n";
  store.for_each_cell([&](const store::CellRecord& cell) {
    text += std::to_string(cell.plan_index) + " " + std::to_string(cell.object) + " " +
            std::to_string(cell.condition) + " " + std::string(to_text(cell.status)) + cell.reason + "\n";
    text.append(reinterpret_cast<const char*>(cell.values.data()), 8 * cell.values.size());
    for (const Status status : cell.statuses) text += std::string(to_text(status)) + " ";
    for (const auto& reason : cell.reasons) text += std::to_string(reason.feature) + reason.text + "\n";
    for (const auto& m : cell.magnitudes)
      text += m.operation + m.parameter + std::to_string(m.requested) + std::to_string(m.achieved) + m.unit +
              m.status + "\n";
    for (const auto& sum : cell.checksums)
      text += sum.extraction + sum.step + std::to_string(sum.xxh3) + "\n";
  });
  return text + std::to_string(store.count_cells()) + " " + std::to_string(store.stored_cells().size());
}

struct Example {
  std::string bytes;
  std::string contents;
};

Example example() {
  const TemporaryFolder folder;
  const std::string path = folder.file("m.sqlite");
  store::StoreTables tables = example_tables(kObjects, kStoreFuzzConditions, kFeatures);
  tables.inputs = {{{"image", "a.nii", "01"}, {"mask", "b.nii", "02"}}, {}, {{"phantom", "", "03"}}};
  store::Store::create(path, tables)
      .write_unit(example_cells(kObjects * kStoreFuzzConditions, kObjects, kStoreFuzzConditions, kFeatures));
  return {file_bytes(path), contents(store::Store::open(path, true))};
}

/// Every changed store is refused or gives what the whole one gives.
TEST(StoreFuzzInvariant, NoChangedByteChangesAResult) {
  const Example whole = example();
  fuzz::expect_sound("store", fuzz::settings(1500), [&](fuzz::Random& random, const std::string& folder) {
    const std::string path = folder + "/measurements.sqlite";
    const std::size_t end = fuzz::one_in(random, 3) ? 4096 : whole.bytes.size();
    write_bytes(path, fuzz::mutate_bytes(whole.bytes, end, random));
    const bool read_only = !fuzz::one_in(random, 4);
    std::string wrong;
    const std::string refused = fuzz::refused_or_fine({path}, [&] {
      if (contents(store::Store::open(path, read_only)) != whole.contents)
        wrong = "other contents were read without a word";
    });
    return refused.empty() ? wrong : refused;
  });
}

}  // namespace
}  // namespace radgauge
