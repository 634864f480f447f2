#include "statistics/section_info.h"

#include "core/error.h"
#include "core/text.h"

namespace radgauge {

const std::vector<SectionInfo>& section_list() {
  static const std::vector<SectionInfo> sections{
      {"icc",
       "subject,rater,feature,value: intraclass correlation, every form, with F limits; unbalanced tables by "
       "ANOVA with n0"},
      {"agreement",
       "subject,rater,feature,value: within-subject SD, repeatability coefficient, within-subject CV, "
       "overall concordance, Kendall's W"},
      {"icc_cluster",
       "object,patient,repeat,feature,value: ICC with the delete-one-patient jackknife of log F"},
      {"basic", "index,value: location, spread, shape, percentiles of one list of numbers"}};
  return sections;
}

const SectionInfo& section_help(const std::string& name) {
  std::vector<std::string> names;
  for (const SectionInfo& section : section_list()) {
    if (section.name == name) return section;
    names.push_back(section.name);
  }
  throw Error(ErrorKind::usage,
              "unknown section '" + name + "'" + did_you_mean(name, names) + "; known: " + join(names, ", "));
}

}  // namespace radgauge
