#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "agreement/detail.h"
#include "agreement/words.h"
#include "core/feature.h"
#include "core/limits.h"

namespace radgauge::agreement {

/// One question of a study, resolved: which conditions (columns) are compared over which objects (rows).
/// Draws made anew per object are one_way; fixed levels and shared chains are crossed: agreement.
struct Question {
  std::string name;
  std::string over;  ///< group or acquired factor
  IccForm form = IccForm::one_way;
  Limits limits;
  Levels levels = Levels::fixed;
  MissingRule missing = MissingRule::complete_cases;
  ScaleRule scale = ScaleRule::automatic;
  Against against = Against::each_other;  ///< as the levels of its table say
  /// Materials: limits on the ICC, the distinct categories and the bias (in SDs between objects) decide
  /// nothing, nor does the number of patients; limits on RC, wCV and failures do.
  Objects objects = Objects::patients;
};

/// The limits that decide a question: of materials (Question::objects) those that need no spread between
/// objects, nor a number of patients; NaN for the others.
Limits deciding_limits(const Question& question);

/// Some of the objects of a question, answered for by themselves; `rows` of its table, ascending.
struct Stratum {
  agreement::StratumKey key;
  std::vector<std::size_t> rows;
};

/// One level of what a question is over, compared with base: its columns are draws of it.
struct ComparedLevel {
  std::string name;
  std::vector<std::size_t> columns;
};

/// What a question reads: rows are objects, columns are the compared conditions or acquired levels.
struct QuestionTable {
  std::vector<std::string> patients;  ///< of each row
  std::vector<std::string> objects;   ///< of each row
  /// Of each row, what is measured: a lesion read by three readers that are held fixed is one in three rows.
  /// Empty: each row is an object of its own.
  std::vector<std::string> lesions = {};
  /// Of each row, which levels of other factors are held fixed in it ("reader=R1"). Empty: none are.
  std::vector<std::string> held = {};
  std::vector<std::string> columns;
  std::vector<FeatureInfo> features;
  std::vector<std::string> feature_names;  ///< full names, same length as features
  /// Values and statuses of a feature in every cell, row by row: [row * columns + column]. A value counts
  /// where its status is ok. Called from several threads.
  std::function<void(std::size_t feature, std::span<double> values, std::span<Status> statuses)> read;
  /// Answered for after all objects together ("all"), in this order.
  std::vector<Stratum> strata;
  /// Column of the base condition for the bias, or -1 if it is not among the columns.
  std::ptrdiff_t base_column = -1;
  /// Values of a feature under base, of each row, where base is not among the columns (NaN: none); may be
  /// empty.
  std::function<void(std::size_t feature, std::span<double> values)> read_base;
  /// Each is compared with base, and the worst decides (robustness.h). Empty: the columns together decide.
  std::vector<ComparedLevel> levels = {};
};

/// One row of features.csv (design 7). Numbers that do not exist are NaN; `status` is ok, or
/// degenerate/undefined with a reason.
struct FeatureRow {
  std::string question;
  agreement::StratumKey stratum;
  std::string feature;
  std::string ibsi_code;
  std::string unit;
  std::string family;
  std::int64_t n_patients = 0;
  std::int64_t n_objects = 0;
  std::int64_t n_conditions = 0;
  IccForm icc_form = IccForm::one_way;
  double icc = std::numeric_limits<double>::quiet_NaN();
  double icc_lower = std::numeric_limits<double>::quiet_NaN();
  double icc_upper = std::numeric_limits<double>::quiet_NaN();
  std::optional<agreement::KooLiRange> icc_class;  ///< of the interval; nothing without one
  double wsd = std::numeric_limits<double>::quiet_NaN();
  double wcv = std::numeric_limits<double>::quiet_NaN();
  double rc = std::numeric_limits<double>::quiet_NaN();
  double rc_lower = std::numeric_limits<double>::quiet_NaN();
  double rc_upper = std::numeric_limits<double>::quiet_NaN();
  double bias = std::numeric_limits<double>::quiet_NaN();
  double occc = std::numeric_limits<double>::quiet_NaN();
  double study_variation_percent = std::numeric_limits<double>::quiet_NaN();
  double ndc = std::numeric_limits<double>::quiet_NaN();
  double failure_rate = std::numeric_limits<double>::quiet_NaN();
  double q_value = std::numeric_limits<double>::quiet_NaN();
  double edge_sensitive = std::numeric_limits<double>::quiet_NaN();  ///< one_ulp_changes() of the feature
  agreement::Decision decision = agreement::Decision::not_estimable;
  bool all_but_patients = false;  ///< inconclusive only for want of patients
  Status status = Status::undefined;
  std::string reason;
  agreement::ReasonKind reason_kind = agreement::ReasonKind::anything;
  std::string note;  ///< the last of the notes that `reason` ends with
  /// No object changed over the columns: whatever the decision, the question did not put the feature to a
  /// test.
  bool unmoved = false;
  /// The level whose agreement with base the row is about; empty: the row is about all columns together.
  std::string level;
};

/// The answer to a question: rows of features.csv with the rows of agreement.csv beside them, stratum "all"
/// first, then the strata of the table, each in the order of its features; worst cases of the features that
/// are not certified over all objects, largest share first.
struct Answer {
  std::vector<FeatureRow> rows;
  std::vector<AgreementDetail> details;
  std::vector<WorstCase> worst_cases;
};

/// Pure; parallel over features, the same bytes for any thread count.
///
/// Where the table has levels, a row is that of its worst level: of the pairs (base, level), a row for each
/// object and draw, in the crossed form of agreement with both columns fixed. The ICC over all columns stands
/// in the detail (icc_pooled), in the form of the question; n_conditions counts its columns. What follows is
/// said of either.
///
/// icc_lower and icc_upper are the interval that decides: guarded_icc() (statistics/guarded.h) of the
/// delete-one-patient jackknife of ln F, with limits.unseen_noise_ratio and the share of objects that do not
/// tell. one_way: missing cells take the n0 form. agreement, consistency: the crossed form, patients drawn,
/// and columns fixed or drawn as the question says (jackknife_crossed); objects with a missing cell are left
/// out. Where the jackknife does not exist there is no interval. What these limits cover is simulated in
/// results/compliance/coverage.md. MissingRule::reml: estimate.h; up to
/// 5000 features have the REML estimate beside the other forms. A feature whose objects do not change over
/// the columns has ICC 1 and no interval to speak of: 1 to 1 and "unchanged". A constant feature has no ICC.
/// A spread below 1e-12 of the values' size is rounding. A feature with fewer than 3 distinct object means
/// (to 1e-9 of the values' size) is not certified: it does not tell objects apart, however still it stands.
/// n_patients and n_objects are those that entered the ICC; a reading is no object (QuestionTable::lesions).
/// Where levels are held fixed, their mean differences over the lesions that they share (least squares,
/// lesions and levels additive) are taken out of the ICC: readers that differ are no lesions that differ.
/// failure_rate counts cells without a value among those that are not absent. wSD, wCV (pooled by degrees of
/// freedom; NaN where object means cross zero) and RC use every value; limits on wCV and RC % are decided by
/// the delete-one-patient jackknife of ln wSD^2 (of values over their object's mean; of logarithms), because
/// chi-square limits take the noise of all objects as equal; rc_lower and rc_upper are the chi-square limits
/// of the RC. ICC, wSD, RC and bias are of raw values, for a model sees those; the scale chooses RC in
/// percent (variation.h). bias: mean over objects of (mean of the other columns - base); a crossed question
/// without base takes its first column for it. study_variation_percent and ndc: 100 GRR/TV and floor(1.41
/// PV/GRR) (AIAG, Measurement Systems Analysis, 4th edition, 2010) of the components that the ICC of the row
/// is made of, hence 100 sqrt(1 - ICC) where that is not negative: the same cells, objects and definition.
/// The gauge table of the question (gauge.h), with the repeats and factors of its `gauge` key, stands for
/// itself. q_value: Benjamini-Hochberg over the features of the question and stratum that have a p value of
/// H0: ICC <= limit. icc_form is one_way, agreement or consistency.
Answer answer_in_detail(const Question& question, const QuestionTable& table);

/// The rows of answer_in_detail().
std::vector<FeatureRow> answer(const Question& question, const QuestionTable& table);

/// The decisions of answer_in_detail() over all objects and nothing else, at a fraction of its cost.
std::vector<agreement::Decision> decisions(const Question& question, const QuestionTable& table);

/// How many cells of each row the data has, whatever became of them: the same for every feature, of which the
/// first is read. Empty without features.
std::vector<std::size_t> cells_of_rows(const QuestionTable& table);

/// Does this question's table allow an answer? Empty, or why not ("patients measured once each: ...").
std::string obstacle(const QuestionTable& table);

}  // namespace radgauge::agreement
