#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "statistics/equivalence.h"
#include "statistics/multiplicity.h"
#include "statistics/repeatability.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::data, message);
}

// The margin, or icc_null, of each feature: from a column, constant within a feature, or the same option for
// all.
class Input {
 public:
  Input(const Table& table, std::string name, const char* option, double given)
      : name_(std::move(name)), given_(given) {
    if (!has_column(table, name_)) {
      if (std::isnan(given))
        throw Error(ErrorKind::usage, "this test needs a value of '" + name_ + "': give " + option +
                                          ", or a column '" + name_ +
                                          "' with the same number in every row of a feature");
      return;
    }
    if (!std::isnan(given))
      throw Error(ErrorKind::usage, "'" + name_ + "' comes twice: as a column of the table and as " + option);
    const std::size_t feature = column(table, "feature"), c = column(table, name_);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const double value = number(table, row, c);
      const auto [at, fresh] = of_feature_.emplace(table.rows[row][feature], value);
      if (std::isnan(value) || (!fresh && at->second != value))
        refuse("data row " + std::to_string(row + 1) + ", column '" + name_ + "': '" +
               shortened(table.rows[row][c]) + "'; every row of a feature must have the same number");
    }
  }
  double of(const std::string& feature) const {
    return of_feature_.empty() ? given_ : of_feature_.at(feature);
  }

 private:
  std::string name_;
  double given_;
  std::map<std::string, double> of_feature_;
};

void add_tests(Rows& rows, const EquivalenceTest& e) {
  rows.add("difference", e.difference, e.reason);
  rows.add("se", e.se, e.reason);
  rows.add("df", e.df, e.reason);
  rows.add("t_lower", e.t_lower, e.reason);
  rows.add("t_upper", e.t_upper, e.reason);
  rows.add("p_lower", e.p_lower, e.reason);
  rows.add("p_upper", e.p_upper, e.reason);
  rows.add("p_tost", e.p_tost, e.reason);
  rows.add("ci90.lower", e.ci90_lower, e.reason);
  rows.add("ci90.upper", e.ci90_upper, e.reason);
  rows.add("equivalent", e.equivalent, e.reason);
}

std::vector<StatRow> paired(const Table& table, const Input& margin) {
  column(table, "feature");
  std::vector<StatRow> out;
  for (const PairedFeature& f : read_pairs(table)) {
    const EquivalenceTest e = tost_paired(f.x, f.y, margin.of(f.feature));
    Rows rows(out, f.feature, "tost_paired");
    rows.add("margin", e.margin);
    rows.add("n", e.n);
    add_tests(rows, e);
  }
  return out;
}

struct TwoSamples {
  std::vector<double> reference, target;
};

std::vector<StatRow> welch(const Table& table, const Input& margin) {
  const std::size_t feature = column(table, "feature"), sample = column(table, "sample"),
                    value = column(table, "value");
  std::vector<std::string> order;
  std::map<std::string, TwoSamples> features;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string& label = table.rows[row][sample];
    if (label != "reference" && label != "target")
      refuse("data row " + std::to_string(row + 1) + ", column 'sample': '" + shortened(label) +
             "'; known: reference, target");
    const auto [at, fresh] = features.emplace(table.rows[row][feature], TwoSamples{});
    if (fresh) order.push_back(at->first);
    (label == "target" ? at->second.target : at->second.reference).push_back(number(table, row, value));
  }
  std::vector<StatRow> out;
  for (const std::string& name : order) {
    TwoSamples& s = features[name];
    // Sums in an order that the order of rows does not change.
    for (auto* list : {&s.reference, &s.target}) {
      std::erase_if(*list, [](double v) { return std::isnan(v); });
      std::sort(list->begin(), list->end());
    }
    const EquivalenceTest e = tost_welch(s.reference, s.target, margin.of(name));
    Rows rows(out, name, "tost_welch");
    rows.add("margin", e.margin);
    rows.add("n_reference", e.n_reference);
    rows.add("n_target", e.n_target);
    add_tests(rows, e);
  }
  return out;
}

// The objects of one method; subjects are sorted by it.
Ratings of_method(const LongFeature& f, const std::string& method) {
  Ratings out;
  out.n_raters = f.ratings.n_raters;
  for (std::size_t i = 0; i < f.subjects.size(); ++i) {
    if (f.subjects[i][0] != method) continue;
    ++out.n_subjects;
    for (std::size_t j = 0; j < out.n_raters; ++j) out.values.push_back(f.ratings.at(i, j));
  }
  return out;
}

std::vector<StatRow> ratio_of_sds(const Table& table, const Input& margin) {
  std::set<std::string> methods;
  const std::size_t method = column(table, "method");
  for (const auto& row : table.rows) methods.insert(row[method]);
  if (methods.size() != 2)
    refuse("column 'method' has " + std::to_string(methods.size()) + " labels (" +
           listed(std::vector<std::string>(methods.begin(), methods.end())) + "); a ratio needs two");
  std::vector<std::string> subject{"method", "object"};
  if (has_column(table, "patient")) subject.insert(subject.begin() + 1, "patient");
  std::vector<StatRow> out;
  for (const LongFeature& f : read_long(table, subject, "repeat")) {
    const Repeatability a = repeatability(of_method(f, *methods.begin())),
                        b = repeatability(of_method(f, *methods.rbegin()));
    const SdRatio r = sd_ratio(a.wsd, a.df_within, b.wsd, b.df_within, margin.of(f.feature));
    Rows rows(out, f.feature, "sd_ratio");
    rows.add("margin", r.margin);
    rows.add("wSD_A", r.wsd_a, a.reason);
    rows.add("wSD_B", r.wsd_b, b.reason);
    rows.add("df_A", r.df_a);
    rows.add("df_B", r.df_b);
    rows.add("ratio", r.ratio, r.reason);
    rows.add("F", r.f, r.reason);
    rows.add("ratio.lower", r.lower, r.reason);
    rows.add("ratio.upper", r.upper, r.reason);
    rows.add("ratio.ci90.lower", r.ci90_lower, r.reason);
    rows.add("ratio.ci90.upper", r.ci90_upper, r.reason);
    rows.add("p_two_sided", r.p_two_sided, r.reason);
    rows.add("p_lower", r.p_lower, r.reason);
    rows.add("p_upper", r.p_upper, r.reason);
    rows.add("p_tost", r.p_tost, r.reason);
    rows.add("equivalent", r.equivalent, r.reason);
  }
  return out;
}

std::vector<StatRow> icc_tests(const Table& table, const Input& icc_null) {
  const std::vector<LongFeature> features = read_long(table, {"patient", "object"}, "repeat");
  std::vector<JackknifeLimits> jackknives;
  std::vector<IccTest> tests;
  std::vector<double> p;
  for (const LongFeature& f : features) {
    const ClusteredObjects objects = clustered_objects(f);
    jackknives.push_back(jackknife_one_way(objects.ratings, objects.patient));
    JackknifeLimits& jack = jackknives.back();
    if (!objects.balanced) {
      const JackknifeLimits counted = jack;
      jack = {};
      jack.n_patients = counted.n_patients;
      jack.n_objects = counted.n_objects;
      jack.reason = kUnequalRepeats;
    }
    tests.push_back(icc_test(jack, icc_null.of(f.feature)));
    p.push_back(tests.back().p);
  }
  const std::vector<double> q = benjamini_hochberg(p);
  std::vector<StatRow> out;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const JackknifeLimits& jack = jackknives[i];
    const IccTest& test = tests[i];
    Rows rows(out, features[i].feature, "icc_test");
    rows.add("icc_null", test.icc_null);
    rows.add("n_objects", jack.n_objects);
    rows.add("n_patients", jack.n_patients);
    rows.add("icc", jack.icc, jack.reason);
    rows.add("jack.theta_mean", jack.theta_mean, jack.reason);
    rows.add("jack.se", jack.se, jack.reason);
    rows.add("F0", test.f0, test.reason);
    rows.add("t", test.t, test.reason);
    rows.add("df", test.df, test.reason);
    rows.add("p", test.p, test.reason);
    rows.add("q_bh", q[i], test.reason);
    rows.add("rejected_q05", std::isnan(q[i]) ? q[i] : q[i] <= 0.05 ? 1 : 0, test.reason);
  }
  return out;
}

}  // namespace

std::vector<StatRow> equivalence(const Table& table, const StatOptions& options) {
  const bool is_icc_test = has_column(table, "patient") && !has_column(table, "x") &&
                           !has_column(table, "sample") && !has_column(table, "method");
  const double unused = is_icc_test ? options.margin : options.icc_null;
  if (!std::isnan(unused))
    throw Error(ErrorKind::usage,
                is_icc_test
                    ? "a test of an ICC has no margin: give --icc-null alone"
                    : "only a test of an ICC, on a table with a column 'patient' and one value a row, has "
                      "--icc-null: give --margin alone");
  if (table.rows.empty()) refuse("the table has a header but no rows");
  if (is_icc_test) return icc_tests(table, Input(table, "icc_null", "--icc-null", options.icc_null));
  const bool pairs = has_column(table, "x"), samples = has_column(table, "sample");
  if (!pairs && !samples && !has_column(table, "method"))
    refuse(
        "the columns are those of no test: subject,feature,x,y; feature,sample,value; "
        "object,method,repeat,feature,value; or object,patient,repeat,feature,value; the table has: " +
        listed(table.header));
  const Input margin(table, "margin", "--margin", options.margin);
  return pairs ? paired(table, margin) : samples ? welch(table, margin) : ratio_of_sds(table, margin);
}

}  // namespace radgauge::statistics::section
