#include "study/keys.h"

#include <algorithm>
#include <cmath>

#include "core/limits.h"
#include "core/question_rules.h"
#include "core/text.h"

namespace radgauge::study {

std::vector<std::string> KeyTable::names() const {
  std::vector<std::string> list;
  for (const Key& key : keys) list.push_back(key.name);
  return list;
}

const std::vector<std::string>& KeyTable::choices(const std::string& key) const {
  return std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return k.name == key; })->choices;
}

const KeyTable& study_keys() {
  static const KeyTable table{
      "study",
      "The whole file: what is measured, under which conditions, and what is asked of it.",
      {{"study", "string", true, "name of the study; letters, digits, '.', '_' and '-'"},
       {"seed", "integer", false, "seed of every random number of the study (default 1)"},
       {"cohort", "string|array", false,
        "CSV table of images and masks, or the list itself; this, phantoms, or both"},
       {"phantoms", "object|array", false,
        "phantom objects: those of one generator, or a list of generators; instead of files or beside them"},
       {"engine", "string", false,
        "the extractor under test: built-in (default), or the path of an engine file: a program of yours, or a "
        "table of measurements made elsewhere"},
       {"engines", "array", false,
        "several extractors, each as engine: every one measures every row, and they are the levels of the acquired "
        "factor engine, by the names of their files"},
       {"extractions", "object", false,
        "named processing settings, each a preset with changes (default original: {preset: none}); maps: [original, "
        "{FILTER: {...}}] measures maps of the image, too"},
       {"conditions", "object", false,
        "named groups of perturbations; base, nothing changed, is always measured. preset: NAME adds the "
        "groups of a preset (radgauge list condition-presets); an own group of the same name replaces "
        "one of them"},
       {"questions", "array", false,
        "what is asked of which factor, and the limits (default: one question for each group and "
        "acquired factor)"},
       {"models", "array", false,
        "trained models that read the features, each {file: FILE} or a signature as it stands in such a file"},
       {"drift", "object", false, "over which factor the models are compared, and with which of its levels"},
       {"gate", "object", false, "the baseline that a run is held against when it ends"},
       {"resample_mask", "boolean", false,
        "allow masks on another lattice of the same frame; they are resampled (default false: an error)"},
       {"largest_displacement_voxel", "number", false,
        "image and mask are on one lattice if no voxel centre differs by more than this share of the "
        "smallest voxel edge (default 0.001)"},
       {"numerical", "boolean", false,
        "measure the first image of every object twice more with each voxel moved by at most one unit in its "
        "last binary place (num.ulp), for the column edge_sensitive (default false)"},
       {"contact_sheets", "boolean", false,
        "keep pictures of what each group makes of the first object (default true)"},
       {"failures", "object", false, "how many cells may fail"}}};
  return table;
}

const KeyTable& cohort_keys() {
  static const KeyTable table{
      "cohort",
      "One row of the cohort table, or one entry of an inline list. Other columns are kept as outcomes "
      "and covariates. Paths are relative to the folder of the table; ${NAME} in a path is the "
      "environment variable NAME.",
      {{"patient", "string", true, "who; statistics resample patients"},
       {"lesion", "string", false, "which lesion of the patient (default 1)"},
       {"channel", "string", false, "which image of a set, e.g. a contrast phase"},
       {"image", "string", true,
        "image file: NIfTI, NRRD or MetaImage; or a DICOM series, as its folder or its first file"},
       {"mask", "string", true, "mask file on the lattice of the image, an RTSTRUCT or a DICOM SEG"},
       {"mask_label", "integer|string", false,
        "value of the lesion in the mask, ROI name or segment label; needed when it has several"},
       {"contour_coverage", "number", false,
        "of an RTSTRUCT: share of a voxel's area that must lie within the contours, 0 to 1 (default 0: its "
        "centre)"},
       {"modality", "string", true, "CT, MR, PET or other"},
       {"unit", "string", false, "of the intensities: HU, SUV, arbitrary (default by modality)"},
       {"session", "string", false, "acquired factor: which visit"},
       {"reader", "string", false, "acquired factor: who drew the mask"},
       {"scanner", "string", false, "acquired factor: which scanner"},
       {"site", "string", false, "acquired factor: where"},
       {"engine", "string", false,
        "acquired factor: by which extractor; of imported tables. A study with `engines` makes it itself"}}};
  return table;
}

const KeyTable& phantoms_keys() {
  static const KeyTable table{
      "phantoms",
      "Objects made by a phantom generator; its parameters stand beside these keys. A study may list several.",
      {{"kind", "string", true, "name of the generator, see `radgauge list phantoms`"},
       {"count", "integer", true, "number of objects"},
       {"name", "string", false,
        "objects are called NAME-1, NAME-2, ... (default: the kind); needed for a second generator of a kind, "
        "which draws other objects then"},
       {"scanners", "array", false,
        "virtual scanners that scan each object: names of the fleet (`radgauge list scanners`), paths of scanner "
        "files, or scanners written out; a level of the acquired factor scanner each. Without: an image without "
        "scanner"},
       {"repeats", "integer", false,
        "scans of each object on each scanner, with noise of their own (default 1): its sessions"}}};
  return table;
}

const KeyTable& group_keys() {
  static const KeyTable table{
      "group",
      "A named entry of `conditions`: what its design makes of the listed levels, each measured "
      "`repeats` times.",
      {{"chain", "array", false,
        "perturbations in order, e.g. [{noise.white: {k: [0.5, 1]}}, {geom.rotate: {angle_deg: 5}}]; a list "
        "is levels, {from: -5, to: 5} a range (latin-hypercube only)"},
       {"measured", "array", false,
        "names of conditions that were measured elsewhere, in place of a chain; in the study of an imported run "
        "only (radgauge import writes it)"},
       {"repeats", "integer", false,
        "independent draws of each condition (default 1); of an oat group, of those that draw at all"},
       {"design",
        "string",
        false,
        "product (default): every combination of the levels. oat: one factor (a parameter with several "
        "levels) at a time, all other steps left out; gives dose-response curves and critical magnitudes. "
        "latin-hypercube: `samples` conditions spread evenly over all ranges and levels at once",
        {"product", "oat", "latin-hypercube"}},
       {"samples", "integer", false, "conditions of a Latin hypercube, 2 or more (latin-hypercube only)"},
       {"readers", "string", false, "first (default) or all: which readers' masks the group is measured on"},
       {"sessions", "string", false,
        "first (default) or all: which sessions and scanners the group is measured on"}}};
  return table;
}

const KeyTable& question_keys() {
  static const KeyTable table{
      "question",
      "What is asked of one factor, with the limits that decide.",
      {{"name", "string", true, "name of the question in every result"},
       {"over", "string", true, "the factor: a group, or reader, session, scanner, site"},
       {"within", "array", false, "acquired factors held fixed; each of their levels gives a row of its own"},
       {"form", "string", false,
        "of the ICC over all levels together: one_way, agreement or consistency; default: agreement for fixed levels, one_way for draws made anew "
        "per object and for the samples of a Latin hypercube",
        words_of<IccForm>()},
       {"limits", "object", false, "limits of the decision"},
       {"levels", "string", false,
        "whom a crossed answer speaks for. fixed (default): these readers, scanners or levels. drawn: others "
        "of their kind too; with few of them hardly anything can be certified",
        words_of<Levels>()},
       {"strata", "array", false,
        "answer also within: volume (tertiles of the ROI volume under base), site, modality; those of all "
        "objects always stand first",
        words_of<StratumBy>()},
       {"missing", "string", false,
        "objects with a cell that has no value. complete_cases (default): a crossed ICC leaves them "
        "out, a one-way ICC takes its unbalanced n0 form. reml: every value counts, by restricted "
        "maximum likelihood",
        words_of<MissingRule>()},
       {"scale", "string", false,
        "scale of the repeatability in percent. auto (default): log where the slope of ln(within-object "
        "SD) on ln|mean| is above 0.5 and its 95 % interval excludes 0, else raw. Values that cross zero "
        "are always raw",
        words_of<ScaleRule>()},
       {"against", "string", false,
        "of a question over a group. base (default): each level is compared with the unchanged image, and the "
        "worst decides, so that a certified feature may be used under any of them; draws made anew per object, the "
        "samples of a Latin hypercube and levels that are drawn count as one level. each_other: the levels "
        "together, with the ICC of `form`; what moves alike under all of them is then no disagreement",
        words_of<Against>()},
       {"objects", "string", false,
        "patients, or materials of a phantom, which are chosen to be unlike: an ICC over them certifies nothing, and "
        "limits on RC and wCV decide. Default: materials where a row is of a generator that draws from no "
        "population (sphere), patients elsewhere; say it of scans of a real phantom",
        words_of<Objects>()},
       {"gauge", "object", false,
        "further factors and repeats of its gauge R&R table (default: the factor in question alone)"}}};
  return table;
}

const KeyTable& gauge_keys() {
  static const KeyTable table{
      "gauge",
      "The gauge study of a question: objects by the factor in question, these factors, and repeats.",
      {{"factors", "array", false,
        "further acquired factors: reader, session, scanner, site; sessions are nested in scanners, "
        "scanners in sites"},
       {"repeats", "string", false,
        "group of draws (one condition, repeats: 2 or more) whose cells are the repeats; it needs readers: "
        "all and sessions: all where these are factors"}}};
  return table;
}

const KeyTable& limits_keys() {
  static const KeyTable table = [] {
    KeyTable limits{"limits", "A feature is certified when each limit that is set holds.", {}};
    for (const Field& field : field_table<Limits>()) {
      const double fallback = std::get<double>(field.fallback);
      limits.keys.push_back(
          {field.name, "number", false,
           field.help + (std::isnan(fallback) ? "" : " (default " + to_text(fallback) + ")")});
    }
    return limits;
  }();
  return table;
}

const KeyTable& models_keys() {
  static const KeyTable table{
      "models",
      "An entry of models. Instead of a file it may be the signature itself: model, link (logit, identity, "
      "multinomial, cox), outcome, intercept, threshold, and terms, a list of {feature: TAG or covariate: "
      "COLUMN, mean, sd, coefficient}; or a nomogram, with points, a list of {feature or covariate, axis: [{value, "
      "points}, ...]}, and total, a list of {points, probability}, in place of intercept and terms; or worker, the words of a command that predicts, with timeout_s (default "
      "60), batch (rows of a question, default 1000) and the keys below. A signature's file says all of it; a "
      "file of XGBoost needs outcome at least, one of ONNX outcome and inputs.",
      {{"file", "string", false,
        "file of the model, relative to the folder of the study: a signature (YAML), a model that XGBoost "
        "saved (JSON, UBJ), or one that was saved as ONNX"},
       {"model", "string", false, "name of the model (default: that of the file)"},
       {"link", "string", false,
        "logit (default), identity, multinomial or cox; XGBoost's follows from its objective, and ONNX of more than "
        "two classes is multinomial"},
       {"outcome", "string", false, "column of the cohort that is predicted"},
       {"time", "string", false, "column of the time until the outcome or censoring (link cox)"},
       {"threshold", "number", false, "decision: response >= threshold"},
       {"inputs", "array", false,
        "features in the order in which the model takes them (default: the names that it holds)"},
       {"covariates", "array", false, "which of the inputs are columns of the cohort"},
       {"classes", "array", false, "names of the classes in their order (link multinomial)"},
       {"extractions", "object", false,
        "by the name of each extraction the hash of what the features were trained on, as radgauge train writes it; "
        "another extraction in the study is an error (default: not known, not compared)"}}};
  return table;
}

const KeyTable& drift_keys() {
  static const KeyTable table{
      "drift",
      "What the models of the study are compared over.",
      {{"over", "string", true,
        "an acquired factor (scanner, site, reader, session), or a group of conditions"},
       {"reference", "string", true, "the level that the models were trained on; of a group: base"},
       {"patients", "array", false,
        "names of the patients that are compared, * and ? are patterns: those that the models did not learn from "
        "(default: all)"},
       {"groups", "array", false,
        "columns of the cohort, or acquired factors, in whose groups decisions are compared, too (sex, age, site); "
        "numbers of more than six values are split at their median"},
       {"period", "string", false,
        "column of the cohort with the period of each patient: a record of the performance over time, with control "
        "limits"},
       {"covariates", "array", false,
        "columns of the cohort, numbers, whose effect ComBat leaves in the features (default: those that each model "
        "reads)"}}};
  return table;
}

const KeyTable& gate_keys() {
  static const KeyTable table{
      "gate",
      "The baseline that a run is held against when it ends: exit code 1 if a value moved, a certificate was lost, "
      "more cells failed, or a cost is beyond its limit.",
      {{"baseline", "string", true,
        "file that radgauge gate DIR --save FILE wrote, relative to the folder of the study"},
       {"tolerance", "string", false,
        "table of tolerances (feature, absolute, relative), relative like it; or ibsi:c, what IBSI allows (configurations a to e)"},
       {"floor_factor", "number", false,
        "times the numerical floor of a feature that it may differ by (default 10)"},
       {"slower", "number", false,
        "times the baseline's time per cell, in yardsticks, that a run may take (default: not judged)"},
       {"memory", "number", false, "times the baseline's memory that a run may take (default: not judged)"}}};
  return table;
}

const KeyTable& failures_keys() {
  static const KeyTable table{
      "failures",
      "What is tolerated.",
      {{"max", "integer", false, "cells that may fail before the run ends with exit code 4 (default 0)"}}};
  return table;
}

std::vector<const KeyTable*> key_tables() {
  return {&study_keys(),  &cohort_keys(), &phantoms_keys(), &group_keys(), &question_keys(), &gauge_keys(),
          &limits_keys(), &models_keys(), &drift_keys(),    &gate_keys(),  &failures_keys()};
}

}  // namespace radgauge::study
