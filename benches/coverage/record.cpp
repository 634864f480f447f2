#include "coverage/record.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "core/text.h"
#include "io/csv.h"

namespace radgauge::coverage {

namespace {

std::string number(std::size_t n) {
  return radgauge::to_text(static_cast<std::int64_t>(n));
}

std::string rounded(double x) {
  return to_rounded_text(x, 5);
}

std::string record_percent(double share) {
  return to_rounded_text(std::round(share * 1000) / 10, 4);
}

std::string line(const std::vector<std::string>& fields) {
  return "| " + join(fields, " | ") + " |\n";
}

std::string heading(const std::vector<std::string>& fields) {
  std::string text = line(fields) + "|";
  for (std::size_t i = 0; i < fields.size(); ++i) text += " --- |";
  return text + "\n";
}

const Tally& certifying(const DesignResult& result) {
  return *std::find_if(result.tallies.begin(), result.tallies.end(),
                       [&](const Tally& t) { return t.interval == certifying_interval(result.design); });
}

/// Results that share everything but the true ICC, with the one whose certifying limit covers least.
struct Size {
  const DesignResult* worst = nullptr;
  double coverage() const { return certifying(*worst).lower_limit(); }
};

/// A form with its columns in a population: one row of the table of certifying limits.
struct Setting {
  std::string form, columns, population;
  std::map<std::pair<std::size_t, std::size_t>, Size> sizes;  ///< by columns, patients
};

std::vector<Setting> settings(const std::vector<DesignResult>& results) {
  std::vector<Setting> out;
  for (const DesignResult& r : results) {
    const Setting key{to_text(r.design.form), to_text(r.design.columns), r.design.population.name, {}};
    if (out.empty() || std::tie(out.back().form, out.back().columns, out.back().population) !=
                           std::tie(key.form, key.columns, key.population))
      out.push_back(key);
    Size& size = out.back().sizes[{r.design.n_columns, r.design.n_patients}];
    if (size.worst == nullptr || certifying(r).lower_limit() < size.coverage()) size.worst = &r;
  }
  return out;
}

std::string shortfalls_table(const std::vector<Setting>& all) {
  std::string text = heading({"form", "columns", "population", "k", "sizes n that fall short",
                              "lowest coverage %", "SE %", "at n", "at true ICC"});
  bool any = false;
  for (const Setting& setting : all) {
    std::map<std::size_t, std::vector<const Size*>> short_of;
    for (const auto& [key, size] : setting.sizes)
      if (!(size.coverage() >= kRequiredCoverage)) short_of[key.first].push_back(&size);
    for (const auto& [k, sizes] : short_of) {
      any = true;
      std::vector<std::string> patients;
      for (const Size* size : sizes) patients.push_back(number(size->worst->design.n_patients));
      const Size& worst = **std::min_element(sizes.begin(), sizes.end(), [](const Size* a, const Size* b) {
        return a->coverage() < b->coverage();
      });
      text += line({setting.form, setting.columns, setting.population, number(k), join(patients, ", "),
                    record_percent(worst.coverage()),
                    record_percent(certifying(*worst.worst).standard_error(worst.coverage())),
                    number(worst.worst->design.n_patients), radgauge::to_text(worst.worst->design.icc)});
    }
  }
  return any ? text : "Nowhere.\n";
}

std::string certifying_table(const std::vector<Setting>& all) {
  std::vector<std::string> names{"form", "columns", "population"};
  for (const auto& [key, size] : all.front().sizes)
    names.push_back("k " + number(key.first) + ", n " + number(key.second));
  std::string text = heading(names);
  for (const Setting& setting : all) {
    std::vector<std::string> fields{setting.form, setting.columns, setting.population};
    for (const auto& [key, size] : setting.sizes)
      fields.push_back((size.coverage() >= kRequiredCoverage ? "" : "**") + record_percent(size.coverage()) +
                       (size.coverage() >= kRequiredCoverage ? "" : "**"));
    text += line(fields);
  }
  return text;
}

/// Worst and mean coverage of one interval over all sizes and true ICCs.
struct RecordSummary {
  double cells = 0, two_sided = 0, lowest_two_sided = 1, lowest_lower = 1, lowest_upper = 1;
  std::int64_t without = 0;
  std::array<double, 2> widths{};  ///< at 30 patients and a true ICC of 0.9, 2 and 30 columns
  void add(const DesignResult& r, const Tally& t) {
    ++cells;
    two_sided += t.two_sided();
    lowest_two_sided = std::min(lowest_two_sided, t.two_sided());
    lowest_lower = std::min(lowest_lower, t.lower_limit());
    lowest_upper = std::min(lowest_upper, t.upper_limit());
    without += t.without;
    if (r.design.n_patients == 30 && r.design.icc == 0.9 && r.design.n_columns == 2)
      widths[0] = t.mean_width();
    if (r.design.n_patients == 30 && r.design.icc == 0.9 && r.design.n_columns == 30)
      widths[1] = t.mean_width();
  }
};

std::string width(double value) {
  return std::isfinite(value) && value > 0 ? to_rounded_text(value, 3) : "";
}

std::string summary_table(const std::vector<DesignResult>& results) {
  std::vector<std::pair<std::vector<std::string>, RecordSummary>> summaries;
  for (const DesignResult& r : results)
    for (const Tally& t : r.tallies) {
      const std::vector<std::string> key{to_text(r.design.form), to_text(r.design.columns),
                                         r.design.population.name, t.interval};
      auto at =
          std::find_if(summaries.begin(), summaries.end(), [&](const auto& s) { return s.first == key; });
      if (at == summaries.end()) at = summaries.insert(summaries.end(), {key, {}});
      at->second.add(r, t);
    }
  std::string text = heading({"form", "columns", "population", "interval", "two-sided %, mean", "lowest",
                              "lower limit %, lowest", "upper limit %, lowest", "width, k 2", "width, k 30",
                              "without interval"});
  for (const auto& [key, s] : summaries)
    text += line({key[0], key[1], key[2], key[3], record_percent(s.two_sided / s.cells),
                  record_percent(s.lowest_two_sided), record_percent(s.lowest_lower),
                  record_percent(s.lowest_upper), width(s.widths[0]), width(s.widths[1]),
                  radgauge::to_text(s.without)});
  return text;
}

std::string populations_table(const std::vector<DesignResult>& results) {
  std::string text = heading({"population", "what it is"});
  std::vector<std::string> seen;
  for (const DesignResult& r : results) {
    const Population& population = r.design.population;
    if (std::find(seen.begin(), seen.end(), population.name) != seen.end()) continue;
    seen.push_back(population.name);
    text += line({population.name, population.description});
  }
  return text;
}

}  // namespace

std::string record_csv(const std::vector<DesignResult>& results) {
  std::string text =
      io::csv_line({"form", "columns", "population", "n_patients", "n_objects", "k", "true_icc", "interval",
                    "certifies", "truth", "replications", "without_interval", "two_sided", "two_sided_se",
                    "lower_limit", "lower_limit_se", "upper_limit", "upper_limit_se", "mean_width"});
  for (const DesignResult& r : results)
    for (const Tally& t : r.tallies)
      text += io::csv_line({to_text(r.design.form), to_text(r.design.columns), r.design.population.name,
                            number(r.design.n_patients), number(r.design.n_objects()),
                            number(r.design.n_columns), radgauge::to_text(r.design.icc), t.interval,
                            t.interval == certifying_interval(r.design) ? "yes" : "no", rounded(t.truth),
                            radgauge::to_text(t.replications), radgauge::to_text(t.without),
                            rounded(t.two_sided()), rounded(t.standard_error(t.two_sided())),
                            rounded(t.lower_limit()), rounded(t.standard_error(t.lower_limit())),
                            rounded(t.upper_limit()), rounded(t.standard_error(t.upper_limit())),
                            std::isfinite(t.mean_width()) ? rounded(t.mean_width()) : ""});
  return text;
}

std::string record_markdown(const std::vector<DesignResult>& results, std::int64_t replications,
                            std::uint64_t seed) {
  const std::vector<Setting> all = settings(results);
  return "# Coverage of the intervals\n\nWritten by `./run coverage`: " + radgauge::to_text(replications) +
         " simulated tables for each of " + number(results.size()) + " designs, seed " +
         radgauge::to_text(static_cast<std::int64_t>(seed)) +
         "; every number with its Monte-Carlo standard error is in `coverage.csv`. The intervals are "
         "computed by the functions that studies use.\n\n"
         "n patients, k columns (conditions, repeats, readers), true ICC 0.5, 0.75, 0.9 and 0.95. Intervals "
         "are two-sided 95 % unless they say one-sided. *Lower limit %* is how often the lower limit lies at "
         "or below the truth: 97.5 for a two-sided interval that is right, 95 for a one-sided one. The lower "
         "limit certifies, so it has to reach " +
         record_percent(kRequiredCoverage) +
         " everywhere. Tables without an interval are not estimable; they are counted apart.\n\n"
         "`anew`: one-way, draws made anew for each object. `drawn`: crossed, columns drawn from a "
         "population of columns, which the ICC speaks for. `fixed`: crossed, equally spaced levels, the ICC "
         "speaks for these levels; half of the variance within objects is between columns in both. `guarded`: "
         "`guarded_icc()` and `guarded_within()`, which decide. `columns drawn`: `ColumnSampling::drawn` of "
         "`jackknife_crossed`. REML and the "
         "unbalanced ANOVA print no limits of their own; `missing` shows the jackknife of the latter.\n\n" +
         populations_table(results) + "\n## Where a certifying limit covers less than " +
         record_percent(kRequiredCoverage) + " %\n\n" + shortfalls_table(all) +
         "\n## Certifying lower limits, "
         "one-sided coverage in %, lowest over the true ICCs\n\n" +
         certifying_table(all) +
         "\n## Every interval\n\nOver all n, k and true ICCs; widths at 30 patients and a true "
         "ICC of 0.9.\n\n" +
         summary_table(results);
}

}  // namespace radgauge::coverage
