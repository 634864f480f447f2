// answer() on values that are made when they are asked for, so that 150 million of them need no memory.
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "agreement/agreement.h"
#include "common/program.h"
#include "core/text.h"
#include "statistics/distributions.h"

namespace radgauge::bench {

namespace {

/// Tables of 100,000 features x 50 objects x 30 conditions have to take under 20 s on two cores.
constexpr int kThreads = 2;

struct Size {
  std::size_t features, objects, columns;
};

/// A number in [-1, 1) that depends on its arguments alone (finaliser of MurmurHash3, public domain).
double scatter(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  std::uint64_t h = a * 0x9E3779B97F4A7C15U ^ (b + 1) * 0xC2B2AE3D27D4EB4FU ^ (c + 7) * 0x165667B19E3779F9U;
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDU;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53U;
  return static_cast<double>((h ^ (h >> 33)) >> 11) * 0x1p-52 - 1;
}

/// Objects differ by as much for every feature; conditions add more to later ones, so that ICCs run from good
/// to poor.
double value_of(std::size_t object, std::size_t column, std::size_t feature) {
  const double noise = 0.05 + static_cast<double>(feature % 100) * 0.02;
  return 100 + 10 * scatter(object, 1u << 20, feature) + 10 * noise * scatter(object, column, feature);
}

agreement::QuestionTable table_of(const Size& size) {
  agreement::QuestionTable table;
  for (std::size_t i = 0; i < size.objects; ++i) {
    table.patients.push_back("P" + std::to_string(i));
    table.objects.push_back(table.patients.back() + "/1");
  }
  for (std::size_t j = 0; j < size.columns; ++j) table.columns.push_back("c" + std::to_string(j));
  table.feature_names.resize(size.features);
  table.features.resize(size.features);
  for (std::size_t f = 0; f < size.features; ++f) table.feature_names[f] = "f" + std::to_string(f);
  table.read = [k = size.columns](std::size_t feature, std::span<double> values, std::span<Status> statuses) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = value_of(i / k, i % k, feature);
      statuses[i] = Status::ok;
    }
  };
  return table;
}

agreement::Question question_of(IccForm form) {
  agreement::Question question;
  question.name = question.over = "bench";
  question.form = form;
  return question;
}

/// ICC(1,1) or ICC(A,1) by their textbook mean squares (McGraw and Wong 1996, doi:10.1037/1082-989X.1.1.30),
/// without the object `left_out` (none if there is no such object).
double expected_icc(const Size& size, std::size_t feature, IccForm form, std::size_t left_out) {
  std::vector<std::size_t> objects;
  for (std::size_t i = 0; i < size.objects; ++i)
    if (i != left_out) objects.push_back(i);
  const auto n = static_cast<double>(objects.size()), k = static_cast<double>(size.columns);
  double grand = 0, rows = 0, columns = 0, total = 0;
  std::vector<double> row(size.objects), column(size.columns);
  for (const std::size_t i : objects)
    for (std::size_t j = 0; j < size.columns; ++j) {
      const double v = value_of(i, j, feature) - 100;
      row[i] += v / k;
      column[j] += v / n;
      grand += v / (n * k);
    }
  for (const std::size_t i : objects) rows += k * (row[i] - grand) * (row[i] - grand);
  for (const double mean : column) columns += n * (mean - grand) * (mean - grand);
  for (const std::size_t i : objects)
    for (std::size_t j = 0; j < size.columns; ++j)
      total += std::pow(value_of(i, j, feature) - 100 - grand, 2);
  const double msr = rows / (n - 1);
  if (form == IccForm::one_way) {
    const double msw = (total - rows) / (n * (k - 1));
    return (msr - msw) / (msr + (k - 1) * msw);
  }
  const double msc = columns / (k - 1);
  const double mse = (total - rows - columns) / ((n - 1) * (k - 1));
  return (msr - mse) / (msr + (k - 1) * mse + k / n * (msc - mse));
}

/// Lower limit of the delete-one jackknife of ln F, each F from all the remaining values.
double expected_jackknife_limit(const Size& size, std::size_t feature, IccForm form) {
  const auto n = static_cast<double>(size.objects), k = static_cast<double>(size.columns);
  const auto log_f = [&](std::size_t left_out) {
    const double icc = expected_icc(size, feature, form, left_out);
    return std::log((1 + (k - 1) * icc) / (1 - icc));
  };
  double mean = 0, squares = 0;
  std::vector<double> pseudo;
  const double all = log_f(size.objects);
  for (std::size_t i = 0; i < size.objects; ++i) {
    pseudo.push_back(n * all - (n - 1) * log_f(i));
    mean += pseudo.back() / n;
  }
  for (const double value : pseudo) squares += (value - mean) * (value - mean);
  const double f = std::exp(mean - statistics::t_quantile(0.975, n - 1) * std::sqrt(squares / (n - 1) / n));
  return (f - 1) / (f + k - 1);
}

std::string check(const Size& size, IccForm form) {
  const Size part{std::min<std::size_t>(size.features, 200), size.objects, size.columns};
  const agreement::Answer answer = agreement::answer_in_detail(question_of(form), table_of(part));
  const std::vector<agreement::FeatureRow>& rows = answer.rows;
  if (rows.size() != part.features) return "there is not one row per feature";
  for (std::size_t f = 0; f < part.features; ++f) {
    const std::string problem = compare("ICC of feature " + std::to_string(f), rows[f].icc,
                                        expected_icc(part, f, form, part.objects), 1e-10);
    if (!problem.empty()) return problem;
    if (!(rows[f].icc_lower <= rows[f].icc && rows[f].icc <= rows[f].icc_upper))
      return "the interval of feature " + std::to_string(f) + " does not hold its ICC";
  }
  for (std::size_t f = 0; f < part.features; f += 50) {
    const std::string problem =
        compare("lower limit of feature " + std::to_string(f), answer.details[f].icc_jackknife_lower,
                expected_jackknife_limit(part, f, form), 1e-9);
    if (!problem.empty()) return problem;
  }
  return "";
}

void add(const Size& size, IccForm form, const std::string& form_name, int iterations) {
  const auto table = std::make_shared<agreement::QuestionTable>();
  const auto work = [=] {
    oneapi::tbb::task_arena(kThreads).execute(
        [&] { benchmark::DoNotOptimize(agreement::answer(question_of(form), *table)); });
  };
  const auto values = static_cast<double>(size.features * size.objects * size.columns);
  add_bench(
      "answer/radgauge/" + form_name + "/features_" + std::to_string(size.features) + "_objects_" +
          std::to_string(size.objects) + "_conditions_" + std::to_string(size.columns) + "_threads_" +
          std::to_string(kThreads),
      [=] {
        *table = table_of(size);
        return check(size, form);
      },
      [=] { return values; }, "value", work, iterations);
}

}  // namespace

void add_answer_benches() {
  add({500, 60, 40}, IccForm::one_way, "one_way", 0);
  add({500, 60, 40}, IccForm::agreement, "agreement", 0);
  add({100000, 50, 30}, IccForm::one_way, "one_way", 1);
  add({100000, 50, 30}, IccForm::agreement, "agreement", 1);
}

}  // namespace radgauge::bench

int main(int argc, char** argv) {
  radgauge::bench::add_answer_benches();
  return radgauge::bench::run_benches(argc, argv);
}
