#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

constexpr double kStrong = 0.9;

std::set<std::string> certified(const analysis::StudyResults& results) {
  std::set<std::string> names;
  for (const analysis::FeatureOverview& feature : analysis::overview(results))
    if (feature.certified) names.insert(feature.feature);
  return names;
}

Markup rho(double value) {
  if (std::isnan(value)) return "\u2013";
  return value > 0 ? "+" + icc_number(value) : icc_number(value);
}

Markup surrogates(const analysis::StudyResults& results, const std::set<std::string>& usable) {
  Table table("",
              {{"Feature"},
               {"\u03c1 with volume", true},
               {"\u03c1 with voxel count", true},
               {"\u03c1 with noise", true},
               {"Certified by all"}},
              true);
  std::size_t n = 0;
  for (const agreement::Confounding& c : results.confounding) {
    const double strongest =
        std::fmax(std::fmax(std::abs(c.rho_volume), std::abs(c.rho_voxels)), std::abs(c.rho_noise));
    if (!(strongest > kStrong)) continue;
    ++n;
    table.row({breakable(c.feature), rho(c.rho_volume), rho(c.rho_voxels), rho(c.rho_noise),
               usable.contains(c.feature) ? Markup("yes") : Markup("no")});
  }
  if (n == 0)
    return "<p>No feature follows the volume, the voxel count or the noise with |\u03c1| &gt; 0.9.</p>";
  return "<p>" + counted(static_cast<std::int64_t>(n), "feature") +
         (n == 1 ? Markup(" follows") : Markup(" follow")) +
         " the volume, the voxel count or the noise of the image so closely (|\u03c1| &gt; 0.9) that a model "
         "may take it for them.</p>" +
         folded_long(count(n) + (n == 1 ? Markup(" feature") : Markup(" features")), table.html(), n,
                     "confounding.csv", n <= 15);
}

Markup clusters(const analysis::StudyResults& results, const std::set<std::string>& usable) {
  std::map<std::int64_t, std::vector<const agreement::Confounding*>> members;
  for (const agreement::Confounding& c : results.confounding)
    if (c.cluster > 0) members[c.cluster].push_back(&c);
  if (members.empty()) return "<p>No two features say the same: all |\u03c1| are at most 0.9.</p>";
  Table table("", {{"Representative"}, {"Size", true}, {"The others of its cluster"}});
  std::size_t alone = 0, in_clusters = 0;
  for (const agreement::Confounding& c : results.confounding) alone += c.cluster == 0 ? 1 : 0;
  for (const auto& [cluster, list] : members) {
    const std::string& first = list.front()->cluster_representative;
    std::vector<Markup> others;
    for (const agreement::Confounding* c : list)
      if (c->feature != first) others.push_back(breakable(c->feature));
    in_clusters += list.size();
    table.row({breakable(first) + (usable.contains(first) ? Markup(" <i>certified</i>") : Markup()),
               count(list.size()), joined(others, ", ")});
  }
  return "<p>" + count(in_clusters) + " features form " +
         counted(static_cast<std::int64_t>(members.size()), "cluster") + " whose members say the same; " +
         count(alone) +
         " stand alone. One of each cluster, best its representative, is "
         "enough for a model.</p>" +
         folded_long(counted(static_cast<std::int64_t>(members.size()), "cluster"), table.html(),
                     members.size(), "confounding.csv", members.size() <= 12);
}

}  // namespace

Markup confounding(const analysis::StudyResults& results) {
  if (results.confounding.empty()) return {};
  const std::set<std::string> usable = certified(results);
  return "<section id=\"confounding\"><h2>Confounding and redundancy</h2><p>Spearman\u2019s \u03c1 over the "
         "objects as acquired.</p><h3>Stand-ins for size and noise</h3>" +
         surrogates(results, usable) + "<h3>Features that say the same</h3>" + clusters(results, usable) +
         "</section>\n";
}

}  // namespace radgauge::report::html
