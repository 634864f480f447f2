#include "report/html_parts.h"

namespace radgauge::report::html {
namespace {

struct Term {
  std::string_view name;
  std::string_view meaning;
};

// In the order in which a reader of the page meets them.
constexpr Term kTerms[] = {
    {"object, lesion", "what is measured: one region of one patient, or of one phantom"},
    {"condition, level, base",
     "one way of measuring an object again; base is the object as acquired, with nothing changed"},
    {"cell", "one object under one condition; each has a value of every feature, or a reason why not"},
    {"question",
     "what the study asks of one factor (readers, sessions, a group of perturbations), with limits"},
    {"certified", "the whole 95 % interval is on the good side of every limit of the question"},
    {"not certified", "the whole interval misses a limit, or the feature does not tell objects apart"},
    {"inconclusive",
     "a limit lies inside the interval, or there are fewer patients than the question asks for"},
    {"not estimable", "there is no interval; the reason says why"},
    {"unchanged", "no object changed under any condition: the question did not put the feature to a test"},
    {"ICC",
     "intraclass correlation coefficient: the share of the variance of the values that lies between objects. It "
     "depends on how unlike the objects of the cohort are"},
    {"95 % interval",
     "of the ICC, over patients: it allows for unequal noise, and its lower limit for noisier lesions than these "
     "patients showed"},
    {"worst level", "of the levels of a group, the one whose agreement with base is least: it decides"},
    {"pooled ICC", "over all conditions of a group; what moves all of them alike counts for nothing in it"},
    {"wSD, wCV",
     "standard deviation of repeated values of one object, pooled; the same as a share of the mean"},
    {"RC",
     "repeatability coefficient 1.96 \u221a2 wSD: 95 % of differences of two values of one object are smaller"},
    {"bias", "mean of the changed conditions minus base (of the other readers minus the first)"},
    {"scale", "raw, or log where the spread of an object grows with its mean; RC in percent follows it"},
    {"q", "share of false certificates to expect among the features up to this one (Benjamini-Hochberg)"},
    {"GRR, % study variation",
     "gauge repeatability and reproducibility: the SD of the measurement, in percent of all"},
    {"EV, AV, PV",
     "equipment variation (repeats), appraiser variation (readers, scanners), part variation (objects), as SDs"},
    {"ndc", "number of distinct categories 1.41 PV/GRR that the feature can tell apart; AIAG asks for 5"},
    {"critical magnitude",
     "the largest achieved size of a perturbation under which a feature still meets its limits"}};

}  // namespace

Markup glossary() {
  Markup list;
  for (const Term& term : kTerms)
    list += "<dt>" + escape(term.name) + "</dt><dd>" + escape(term.meaning) + "</dd>";
  return "<section id=\"glossary\"><h2>Glossary</h2><dl class=\"kv\">" + list + "</dl></section>\n";
}

}  // namespace radgauge::report::html
