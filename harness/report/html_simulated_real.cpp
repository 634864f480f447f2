#include "report/html_parts.h"
#include "report/html_table.h"
#include "report/simulated_real_text.h"

namespace radgauge::report::html {

using agreement::Confirmation;

namespace {

constexpr std::pair<agreement::Confirmation, std::string_view> kListed[] = {
    {agreement::Confirmation::false_certified, "Certified by the perturbations, not by the real repeat"},
    {agreement::Confirmation::confirmed, "Certified by both"},
    {agreement::Confirmation::missed, "Certified by the real repeat, not by the perturbations"},
    {agreement::Confirmation::refused, "Certified by neither"},
    {agreement::Confirmation::unmoved, "Unchanged in every object by one of the two: not put to the test"},
    {agreement::Confirmation::undecided, "Undecided: inconclusive or not estimable in one of the two"}};

Markup two_by_two(const agreement::SimulatedReal& pair) {
  const auto n = [&](agreement::Confirmation c) { return count(pair.count(c)); };
  Table table("", {{"Features"},
                   {"certified by " + escape(pair.real), true},
                   {"not certified by " + escape(pair.real), true}});
  table.row({"certified by " + escape(pair.simulated), n(agreement::Confirmation::confirmed),
             "<b>" + n(agreement::Confirmation::false_certified) + "</b>"});
  table.row({"not certified by " + escape(pair.simulated), n(agreement::Confirmation::missed),
             n(agreement::Confirmation::refused)});
  return "<div class=\"narrow\">" + table.html() + "</div>";
}

Markup features_of(const agreement::SimulatedReal& pair, agreement::Confirmation which) {
  Markup out;
  for (std::size_t f = 0; f < pair.features.size(); ++f)
    if (pair.confirmations[f] == which)
      out += (out.empty() ? Markup() : Markup(", ")) + escape(pair.features[f]);
  return "<p>" + out + ".</p>";
}

Markup compared(const agreement::SimulatedReal& pair) {
  Markup out =
      "<h3>" + escape(pair.simulated) + " against " + escape(pair.real) + "</h3><p>" +
      escape(false_certified_sentence(pair)) + " " + escape(missed_sentence(pair)) + "</p>" +
      two_by_two(pair) + "<p class=\"foot\">" + count(pair.count(agreement::Confirmation::undecided)) +
      " of " + counted(static_cast<std::int64_t>(pair.features.size()), "feature") +
      " stand apart, because one of the two questions is inconclusive or not estimable, and " +
      count(pair.count(agreement::Confirmation::unmoved)) +
      " because one of the two changed them in no object. Both by " + escape(limits_words(pair.limits)) +
      ". " + escape(pair.simulated) + ": " + escape(form_words(pair.simulated_form)) + ", " +
      counted(pair.simulated_patients, "patient") + "; " + escape(pair.real) + ": " +
      escape(form_words(pair.real_form)) + ", " + counted(pair.real_patients, "patient") + ".</p>";
  for (const auto& [which, title] : kListed)
    if (pair.count(which) > 0)
      out += folded(escape(title) + " (" + count(pair.count(which)) + ")", features_of(pair, which),
                    which == agreement::Confirmation::false_certified);
  return out;
}

}  // namespace

Markup simulated_real(const analysis::StudyResults& results) {
  if (results.simulated_real.empty()) return {};
  Markup out =
      "<section id=\"simulated\"><h2>Simulated against real</h2><p>A perturbation is worth what it "
      "foretells. Where the data have a real repeat, each feature that perturbations certified is looked up "
      "in it (" +
      with_dois("Zwanenburg et al. 2019, doi:10.1038/s41598-018-36938-4") +
      "). The rate that counts is that of features which the perturbations certified and the repeat did not. "
      "Its interval comes from drawing the patients anew, because features move together and chance chose "
      "the patients, not the features. A real repeat also moves what a perturbation holds still (position, "
      "physiology, reader), and here speaks only for the repeats that were made.</p>";
  Markup obstacles;
  for (const agreement::SimulatedReal& pair : results.simulated_real) {
    if (pair.obstacle.empty()) out += compared(pair);
    if (!pair.obstacle.empty())
      obstacles += "<li>" + escape(pair.simulated) + " against " + escape(pair.real) + ": " +
                   escape(pair.obstacle) + "</li>";
  }
  if (!obstacles.empty()) out += "<h3>Not compared</h3><ul>" + obstacles + "</ul>";
  return out + "</section>\n";
}

}  // namespace radgauge::report::html
