#include "analysis/digest.h"

#include <tbb/parallel_for.h>

#include <bit>
#include <cstring>

#include "core/hash.h"
#include "core/text.h"
#include "record/run_folder.h"
#include "study/deviations.h"

namespace radgauge::analysis {

namespace {

/// Texts with their lengths, numbers in decimals that read back: no two lists of parts give the same text.
class Parts {
 public:
  Parts& add(std::string_view text) {
    text_ += to_text(std::ssize(text)) + ":";
    text_ += text;
    return *this;
  }
  Parts& add(std::size_t number) { return add(to_text(static_cast<std::int64_t>(number))); }
  Parts& add(double number) { return add(to_text(number)); }
  std::string digest() const { return sha256(text_); }

 private:
  std::string text_;
};

void add_tables(const store::StoreTables& tables, Parts& parts) {
  const auto version = tables.meta.find("hash.version");
  parts.add(version == tables.meta.end() ? "" : version->second);
  parts.add(tables.objects.size());
  for (std::size_t i = 0; i < tables.objects.size(); ++i) {
    for (const store::StoredObjectColumn& column : store::stored_object_columns())
      parts.add(tables.objects[i].*column.text);
    if (i < tables.inputs.size())
      for (const store::StoredInput& input : tables.inputs[i]) parts.add(input.role).add(input.sha256);
  }
  parts.add(tables.conditions.size());
  for (const store::StoredCondition& condition : tables.conditions) parts.add(condition.name);
  parts.add(tables.features.size());
  for (const store::StoredFeature& feature : tables.features)
    parts.add(feature.name).add(feature.info.ibsi_code).add(feature.info.unit);
}

void add_cells(const Measurements& measurements, Parts& parts) {
  parts.add(measurements.n_cells());
  for (std::size_t c = 0; c < measurements.n_cells(); ++c) {
    const MeasuredCell cell = measurements.cell(c);
    parts.add(cell.plan_index).add(cell.row).add(cell.condition);
    parts.add(to_text(cell.status)).add(cell.reason).add(cell.magnitudes.size());
    for (const MeasuredMagnitude& magnitude : cell.magnitudes) {
      const MagnitudeKind& kind = measurements.kinds()[magnitude.kind];
      parts.add(kind.operation).add(kind.parameter).add(kind.unit).add(kind.status);
      parts.add(magnitude.requested).add(magnitude.achieved);
    }
  }
}

/// Of the statuses of a feature, and of its values where they are ok; little-endian.
std::string column_digest(const FeatureColumn& column) {
  static_assert(std::endian::native == std::endian::little);
  const std::size_t n = column.values.size();
  std::string bytes(n * (sizeof(double) + 1), '\0');
  for (std::size_t c = 0; c < n; ++c) {
    if (column.statuses[c] == Status::ok)
      std::memcpy(bytes.data() + c * sizeof(double), &column.values[c], sizeof(double));
    bytes[n * sizeof(double) + c] = static_cast<char>(column.statuses[c]);
  }
  return sha256(bytes);
}

}  // namespace

std::string measured_digest(const study::Study& study, const Measurements& measurements) {
  Parts parts;
  parts.add("radgauge measured 1").add(record::settings_hash(study));
  add_tables(measurements.tables(), parts);
  add_cells(measurements, parts);
  std::vector<std::string> columns(measurements.features().size());
  tbb::parallel_for(std::size_t{0}, columns.size(),
                    [&](std::size_t f) { columns[f] = column_digest(measurements.column(f)); });
  for (const std::string& column : columns) parts.add(column);
  return parts.digest();
}

std::string decided_digest(const study::Study& study, const StudyResults& results) {
  Parts parts;
  parts.add("radgauge decided 1").add(study::analysis_text(study));
  for (const QuestionResult& question : results.questions) {
    parts.add(question.question.name).add(question.rows.size());
    for (const agreement::FeatureRow& row : question.rows)
      parts.add(to_text(row.stratum)).add(row.feature).add(to_text(row.decision));
  }
  return parts.digest();
}

}  // namespace radgauge::analysis
