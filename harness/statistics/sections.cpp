#include "statistics/sections.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics {
namespace {

// As read from a cohort table: a label with a blank behind it is no other label.
Table trimmed(Table table) {
  for (std::string& name : table.header) name = trim(name);
  for (auto& row : table.rows)
    for (std::string& field : row) field = trim(field);
  return table;
}

struct Section {
  SectionInfo info;
  std::vector<StatRow> (*run)(const Table&);
  std::vector<StatRow> (*run_with)(const Table&, const StatOptions&) = nullptr;  ///< if it takes options
  std::vector<std::string> options = {};                                         ///< those it takes
};

std::vector<std::string> given_options(const StatOptions& options) {
  std::vector<std::string> given;
  if (!std::isnan(options.margin)) given.push_back("margin");
  if (!std::isnan(options.icc_null)) given.push_back("icc-null");
  if (!std::isnan(options.horizon)) given.push_back("horizon");
  if (!options.coefficients.empty()) given.push_back("coefficients");
  if (!options.reference.empty()) given.push_back("reference");
  if (!options.covariates.empty()) given.push_back("covariates");
  return given;
}

const std::vector<Section>& sections() {
  static const std::vector<Section> list{
      {{"icc",
        "subject,rater,feature,value: intraclass correlation, every form, with F limits; unbalanced tables "
        "by ANOVA with n0 and by REML"},
       section::icc},
      {{"agreement",
        "subject,rater,feature,value: within-subject SD, repeatability coefficient, within-subject "
        "CV, overall concordance, Kendall's W; subject,x,y: Lin's concordance, Bland-Altman "
        "limits, correlations"},
       section::agreement},
      {{"icc_cluster",
        "object,patient,repeat,feature,value: ICC with the delete-one-patient jackknife of log F"},
       section::icc_cluster},
      {{"components",
        "object,patient,[site,][scanner,][session,][reader,][condition,][draw,]repeat,feature,value: "
        "variance components by ANOVA and REML, gauge R&R, G and Phi; the model is every crossing the "
        "columns have. A draw is a repeat that the readers and conditions of an image share"},
       section::components},
      {{"basic", "index,value: location, spread, shape, percentiles of one list of numbers"}, section::basic},
      {{"equivalence",
        "subject,feature,x,y or feature,sample,value: two one-sided tests; "
        "object,method,repeat,feature,value: ratio of within-subject SDs; "
        "object,patient,repeat,feature,value: test of an ICC with q-values"},
       nullptr,
       section::equivalence,
       {"margin", "icc-null"}},
      {{"regression",
        "subject,x,y[,feature][,error_ratio]: errors in both x and y: Deming regression with jackknife limits "
        "(error_ratio is the variance of the errors of x over that of y, 1 without the column), "
        "Passing-Bablok regression with its limits and the cusum test of linearity"},
       section::regression},
      {{"truth",
        "truth,value[,feature]: bias against a known truth, absolute and in percent; slope and intercept, "
        "polynomials of order 2 and 3, largest departure from the line (EP06), lack of fit"},
       section::truth},
      {{"quantitation",
        "kind,sample,value[,truth][,feature][,goal_percent], kind being blank, low or level: limits of blank "
        "and detection (EP17), and of quantitation, the lowest truth whose error is within the goal (20 %)"},
       section::quantitation},
      {{"tolerance",
        "value[,feature]: intervals that hold 90, 95, 99 % of a normal population with 95 % confidence, one- "
        "and two-sided, and what lies between the least and the largest value of any population"},
       section::tolerance},
      {{"performance",
        "id,label,p[,p_NAME...][,scanner]: area under the ROC curve with DeLong's limits and tests between "
        "models and between scanners, thresholds, calibration, net benefit; label is 0 or 1"},
       section::performance},
      {{"survival",
        "id,time,status[,risk][,x1,x2,...][,group]: Harrell's and Uno's C of risk, Cox regression on x1, x2, "
        "..., Kaplan-Meier, restricted mean (up to --horizon) and log-rank by group; status 1 is an event"},
       nullptr,
       section::survival,
       {"horizon", "coefficients"}},
      {{"shift",
        "sample,value or sample,category: Kolmogorov-Smirnov, Wasserstein, energy, stability index between "
        "reference and target; sample and several columns: energy, MMD, domain classifier; index,p: adjusted "
        "p values"},
       section::shift},
      {{"combat",
        "sample,batch[,role][,covariates], then features: ComBat's parameters and adjusted values, with and "
        "without covariates (--covariates, else age and sex), reference batch (--reference, else the last), "
        "mean only, non-parametric; fitted on rows of role train, applied to all"},
       nullptr,
       section::combat,
       {"reference", "covariates"}},
  };
  return list;
}

}  // namespace

std::vector<SectionInfo> section_list() {
  std::vector<SectionInfo> list;
  for (const Section& s : sections()) list.push_back(s.info);
  return list;
}

std::vector<std::string> section_names() {
  std::vector<std::string> names;
  for (const Section& s : sections()) names.push_back(s.info.name);
  return names;
}

std::vector<StatRow> run_section(const std::string& name, const Table& table, const StatOptions& options) {
  for (const Section& s : sections()) {
    if (name != s.info.name) continue;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      if (table.rows[row].size() != table.header.size())
        throw Error(ErrorKind::data, "data row " + std::to_string(row + 1) + " has " +
                                         std::to_string(table.rows[row].size()) + " fields, the header has " +
                                         std::to_string(table.header.size()));
    for (const std::string& given : given_options(options))
      if (std::find(s.options.begin(), s.options.end(), given) == s.options.end())
        throw Error(ErrorKind::usage,
                    "section '" + name + "' takes no --" + given +
                        (s.options.empty() ? "" : "; it takes --" + join(s.options, ", --")));
    return s.run_with ? s.run_with(trimmed(table), options) : s.run(trimmed(table));
  }
  const std::vector<std::string> names = section_names();
  throw Error(ErrorKind::usage, "unknown section '" + name + "'" + did_you_mean(name, names) +
                                    "; known sections: " + join(names, ", "));
}

}  // namespace radgauge::statistics
