#include <algorithm>
#include <cmath>

#include "report/csv_fields.h"
#include "report/formats.h"
#include "statistics/component_model.h"

namespace radgauge::report {
namespace {

using csv::add;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string start_of(const agreement::GaugeRow& row) {
  std::string line;
  add(line, row.question.empty() ? std::string_view("-") : std::string_view(row.question));
  add(line, to_text(row.stratum));
  add(line, row.feature);
  return line;
}

struct GaugeCsvLine {
  std::string_view kind, term;
  double var_anova = kNone, var_reml = kNone, value = kNone, study_percent = kNone,
         contribution_percent = kNone;
  std::string_view confounded_with;
  double lower = kNone, upper = kNone;
};

std::string text_of(const agreement::GaugeRow& row, const GaugeCsvLine& l) {
  std::string line = start_of(row);
  for (const std::string_view text : {to_text(row.method), l.kind, l.term}) add(line, text);
  for (const double x : {l.var_anova, l.var_reml, l.value, l.study_percent, l.contribution_percent})
    add(line, x);
  for (const std::string_view text : {l.confounded_with, std::string_view(row.design),
                                      std::string_view(row.note), std::string_view(row.reason)})
    add(line, text);
  for (const double x : {l.lower, l.upper}) add(line, x);
  return line + '\n';
}

std::string table_of(const agreement::GaugeRow& row) {
  std::string out;
  for (const agreement::GaugeComponent& c : row.components)
    out += text_of(row, {"component", c.term, c.var_anova, c.var_reml, c.variance, c.study_variation_percent,
                         c.contribution_percent, c.confounded_with});
  const std::pair<const char*, double> variations[] = {{"EV", row.ev},           {"AV", row.av},
                                                       {"INT", row.interaction}, {"GRR", row.grr},
                                                       {"PV", row.pv},           {"TV", row.tv}};
  for (const auto& [name, sd] : variations) {
    const double share = sd / row.tv;
    const bool grr = std::string_view(name) == "GRR";
    if (!std::isnan(sd))
      out += text_of(row, {"variation",
                           name,
                           kNone,
                           kNone,
                           sd,
                           100 * share,
                           100 * share * share,
                           {},
                           grr ? row.grr_lower : kNone,
                           grr ? row.grr_upper : kNone});
  }
  const std::pair<const char*, double> numbers[] = {{"ndc", row.ndc}, {"Erho2", row.erho2},
                                                    {"Phi", row.phi}, {"RC", row.rc},
                                                    {"RDC", row.rdc}, {"interaction_p", row.interaction_p}};
  for (const auto& [name, value] : numbers)
    if (!std::isnan(value)) {
      const bool ndc = std::string_view(name) == "ndc";
      out += text_of(row, {"summary",
                           name,
                           kNone,
                           kNone,
                           value,
                           kNone,
                           kNone,
                           {},
                           ndc ? row.ndc_lower : kNone,
                           ndc ? row.ndc_upper : kNone});
    }
  if (!std::isnan(row.interaction_p))
    out += text_of(row, {"summary",
                         "interaction_pooled",
                         kNone,
                         kNone,
                         row.interaction_pooled ? 1.0 : 0.0,
                         kNone,
                         kNone,
                         {}});
  return out.empty() ? text_of(row, {"none", "", kNone, kNone, kNone, kNone, kNone, {}}) : out;
}

bool is_averaged(const analysis::StudyResults& results, const std::string& factor) {
  for (const analysis::QuestionResult& question : results.questions)
    for (const agreement::GaugeRow& row : question.gauge)
      for (const agreement::GaugeDecisionStudy& study : row.decision_studies)
        for (const auto& [name, n] : study.levels)
          if (name == factor) return true;
  return false;
}

// What can be averaged, in the order of the columns of dstudy.csv; engines where there are several.
std::vector<std::string> averaged_factors(const analysis::StudyResults& results) {
  std::vector<std::string> names;
  for (const unsigned factor : {statistics::kSite, statistics::kScanner, statistics::kSession,
                                statistics::kReader, statistics::kCondition})
    names.push_back(statistics::term_name(factor));
  if (const std::string engine = statistics::term_name(statistics::kEngine); is_averaged(results, engine))
    names.push_back(engine);
  names.emplace_back("repeat");
  return names;
}

}  // namespace

std::string gauge_csv(const analysis::StudyResults& results) {
  std::string out =
      "question,stratum,feature,method,kind,term,var_anova,var_reml,value,study_variation_percent,"
      "contribution_percent,confounded_with,design,note,reason,value_lower,value_upper\n";
  for (const analysis::QuestionResult& question : results.questions)
    for (const agreement::GaugeRow& row : question.gauge) out += table_of(row);
  return out;
}

std::string decision_study_csv(const analysis::StudyResults& results) {
  const std::vector<std::string> factors = averaged_factors(results);
  std::string out = "question,stratum,feature,method";
  for (const std::string& factor : factors) out += "," + factor;
  out += ",erho2,phi,rdc\n";
  for (const analysis::QuestionResult& question : results.questions)
    for (const agreement::GaugeRow& row : question.gauge)
      for (const agreement::GaugeDecisionStudy& study : row.decision_studies) {
        std::string line = start_of(row);
        add(line, to_text(row.method));
        for (const std::string& factor : factors) {
          const auto it = std::find_if(study.levels.begin(), study.levels.end(),
                                       [&](const auto& level) { return level.first == factor; });
          if (it == study.levels.end())
            line += ',';
          else
            add(line, static_cast<std::int64_t>(it->second));
        }
        for (const double x : {study.erho2, study.phi, study.rdc}) add(line, x);
        out += line + '\n';
      }
  return out;
}

}  // namespace radgauge::report
