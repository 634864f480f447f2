#pragma once

#include <string>
#include <variant>
#include <vector>

#include "agreement/critical.h"
#include "agreement/detail.h"
#include "agreement/materials.h"

namespace radgauge::agreement {

/// One column of a table of rows T: a member, or the word of one. NaN is an empty field.
template <class T>
struct Column {
  std::string name;
  std::variant<std::string T::*, double T::*, std::int64_t T::*, std::string (*)(const T&)> member;
  std::string help;
};

/// The columns of the CSV files beside features.csv, in their order; nothing else lists them.
const std::vector<Column<AgreementDetail>>& agreement_columns();
const std::vector<Column<MaterialRow>>& material_columns();
const std::vector<Column<TruthRow>>& truth_columns();
const std::vector<Column<Confounding>>& confounding_columns();
const std::vector<Column<WorstCase>>& worst_case_columns();
const std::vector<Column<CriticalRow>>& critical_columns();
const std::vector<Column<DosePoint>>& dose_point_columns();

}  // namespace radgauge::agreement
