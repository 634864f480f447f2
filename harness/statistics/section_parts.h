#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "statistics/ratings.h"
#include "statistics/sections.h"

namespace radgauge::statistics::section {

/// Index of a column; throws Error(data) that names it and the columns there are.
std::size_t column(const Table& table, std::string_view name);

bool has_column(const Table& table, std::string_view name);

/// The number in a cell, NaN for a missing one (NA, NaN, empty); throws Error(data) for other text and for
/// infinities.
double number(const Table& table, std::size_t row, std::size_t column);

/// The label in a cell, without blanks around it; throws Error(data) for one that is missing (empty, NA) and
/// for one with a no-break space at an end.
std::string label(const Table& table, std::size_t row, std::size_t column);

/// One feature of a long table, subjects and raters in the order of their labels. A label that has no value
/// is left out.
struct LongFeature {
  std::string feature;
  std::vector<std::vector<std::string>> subjects;  ///< the fields of the subject columns
  std::vector<std::string> raters;
  Ratings ratings;
};

/// Features in the order in which they first appear.
std::vector<LongFeature> read_long(const Table& table, const std::vector<std::string>& subject_columns,
                                   const std::string& rater_column);

/// The complete pairs of one feature, in the order of the subject labels.
struct PairedFeature {
  std::string feature;
  std::vector<double> x;
  std::vector<double> y;
};

/// Of a table `subject,x,y`, with features in the order in which they first appear if it has a column
/// `feature`, else one named "-". Throws Error(data) for a subject that occurs twice.
std::vector<PairedFeature> read_pairs(const Table& table);

/// The objects of a feature whose subject columns are patient and object. Repeat labels carry no meaning
/// beyond an object: values move to the left.
struct ClusteredObjects {
  Ratings ratings;
  std::vector<std::size_t> patient;  ///< of each object, from 0
  bool balanced = true;              ///< as many repeats in every object
};
ClusteredObjects clustered_objects(const LongFeature& feature);
inline constexpr std::string_view kUnequalRepeats =
    "objects have unequal numbers of repeats: not defined here";

/// A number that is the same in every row of a feature, from a column that the table may have.
class ConstantColumn {
 public:
  /// `otherwise` where there is no such column. Throws Error(data) for a number that is missing or changes
  /// within a feature; a table without a column `feature` is one feature, "-".
  ConstantColumn(const Table& table, const std::string& name, double otherwise);
  double of(const std::string& feature) const;

 private:
  double otherwise_;
  std::map<std::string, double> of_feature_;
};

/// Collects the rows of one feature and method.
class Rows {
 public:
  Rows(std::vector<StatRow>& rows, std::string feature, std::string method)
      : rows_(rows), feature_(std::move(feature)), method_(std::move(method)) {}
  /// NaN becomes `undefined` with the reason; a number is `ok`.
  void add(std::string quantity, double value, std::string_view reason = {});
  /// A number that is not what its name says: its status is `undefined` all the same.
  void add_doubtful(std::string quantity, double value, std::string_view reason);

 private:
  std::vector<StatRow>& rows_;
  std::string feature_;
  std::string method_;
};

std::vector<StatRow> icc(const Table& table);
std::vector<StatRow> agreement(const Table& table);
std::vector<StatRow> icc_cluster(const Table& table);
std::vector<StatRow> components(const Table& table);
std::vector<StatRow> basic(const Table& table);
std::vector<StatRow> regression(const Table& table);
std::vector<StatRow> truth(const Table& table);
std::vector<StatRow> quantitation(const Table& table);
std::vector<StatRow> tolerance(const Table& table);
std::vector<StatRow> performance(const Table& table);
std::vector<StatRow> survival(const Table& table, const StatOptions& options);
std::vector<StatRow> shift(const Table& table);
std::vector<StatRow> combat(const Table& table, const StatOptions& options);
std::vector<StatRow> equivalence(const Table& table, const StatOptions& options);
/// The part of `agreement` for a table of pairs.
std::vector<StatRow> pair_agreement(const Table& table);

}  // namespace radgauge::statistics::section
