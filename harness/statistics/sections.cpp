#include "statistics/sections.h"

#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics {
namespace {

struct Section {
  SectionInfo info;
  std::vector<StatRow> (*run)(const Table&);
  std::vector<StatRow> (*run_with)(const Table&, const StatOptions&) = nullptr;  ///< if it takes options
};

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
       section::equivalence},
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
    if (s.run_with) return s.run_with(table, options);
    if (!std::isnan(options.margin) || !std::isnan(options.icc_null))
      throw Error(ErrorKind::usage,
                  "section '" + name + "' takes neither a margin nor an ICC to test against");
    return s.run(table);
  }
  const std::vector<std::string> names = section_names();
  throw Error(ErrorKind::usage, "unknown section '" + name + "'" + did_you_mean(name, names) +
                                    "; known sections: " + join(names, ", "));
}

}  // namespace radgauge::statistics
