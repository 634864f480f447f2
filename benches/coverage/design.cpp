#include "coverage/design.h"

#include <cmath>

#include "core/text.h"

namespace radgauge::coverage {

namespace {

std::vector<Population> populations() {
  return {{"equal", "normal objects, every lesion with the same noise", Objects::normal, 1, 0, 0},
          {"unequal",
           "ln of the noise variance of a lesion has SD 1: the noise SDs of one lesion in ten are 3.6 times "
           "those of the quietest tenth or more",
           Objects::normal, 1, 1, 0},
          {"very unequal", "the same with SD 1.68: 8.6 times; F limits cover 75 % there", Objects::normal, 1,
           1.68, 0},
          {"a tenth noisy", "one lesion in ten, at random, has five times the noise SD of the others",
           Objects::normal, 1, 0, 0, 0.1, 5},
          {"clustered", "three lesions per patient, half of their variance between patients", Objects::normal,
           3, 0, 0},
          {"clustered unequal", "both: half of the variance of ln(noise variance) between patients",
           Objects::normal, 3, 1, 0},
          {"missing", "a fifth of the values missing at random", Objects::normal, 1, 0, 0.2},
          {"missing unequal", "a fifth of the values missing at random, unequal noise", Objects::normal, 1, 1,
           0.2},
          {"t5", "objects with five degrees of freedom of Student's t", Objects::t5, 1, 0, 0},
          {"lognormal", "objects lognormal, ln with SD 1", Objects::lognormal, 1, 0, 0}};
}

constexpr std::size_t kPatients[] = {10, 20, 30, 50};
constexpr std::size_t kColumns[] = {2, 5, 30};
constexpr double kIccs[] = {0.5, 0.75, 0.9, 0.95};

}  // namespace

double Design::residual_variance() const {
  return (1 - icc) * (columns == Columns::none ? 1 : 1 - kColumnShare);
}

double Design::column_variance() const {
  return (1 - icc) * (columns == Columns::none ? 0 : kColumnShare);
}

double Design::estimand() const {
  return form == Form::consistency ? icc / (icc + residual_variance()) : icc;
}

std::string Design::name() const {
  return std::string(to_text(form)) + "/" + to_text(columns) + "/" + population.name +
         "/n=" + radgauge::to_text(static_cast<std::int64_t>(n_patients)) +
         "/k=" + radgauge::to_text(static_cast<std::int64_t>(n_columns)) + "/icc=" + radgauge::to_text(icc);
}

std::vector<Design> all_designs() {
  constexpr std::pair<Form, Columns> kForms[] = {{Form::one_way, Columns::none},
                                                 {Form::agreement, Columns::drawn},
                                                 {Form::agreement, Columns::fixed},
                                                 {Form::consistency, Columns::drawn}};
  std::vector<Design> designs;
  for (const auto& [form, columns] : kForms)
    for (const Population& population : populations()) {
      if (population.missing > 0 && form != Form::one_way) continue;  // crossed forms take complete objects
      if (population.objects != Objects::normal && form == Form::consistency) continue;  // as one-way
      for (const std::size_t n : kPatients)
        for (const std::size_t k : kColumns)
          for (const double icc : kIccs) designs.push_back({form, columns, population, n, k, icc});
    }
  return designs;
}

const char* to_text(Form form) {
  if (form == Form::one_way) return "one_way";
  return form == Form::agreement ? "agreement" : "consistency";
}

const char* to_text(Columns columns) {
  if (columns == Columns::none) return "anew";
  return columns == Columns::drawn ? "drawn" : "fixed";
}

}  // namespace radgauge::coverage
