#include "analysis/phantom_study.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "agreement/arbitrary_zero.h"
#include "statistics/sample_moments.h"
#include "study/acquired.h"

namespace radgauge::analysis {

namespace {

using study::CohortRow;
using study::Study;

bool is_material(const Study& study, const study::StudyQuestion& asked, const CohortRow& row) {
  const study::StudySource& source = study.sources[row.source];
  if (source.is_generator()) return !source.phantoms.phantom->population;
  return asked.objects == Objects::materials;
}

/// A row of the study under base, for one question.
struct PhantomRow {
  std::size_t row;
  std::size_t place;  ///< of PhantomRows::places: a material as far as it is measured again
  std::size_t level;
};

/// A material, and the levels of what is held fixed while it is measured again: "scanner=CT-A".
struct MaterialPlace {
  std::string object;
  std::string held;
  friend auto operator<=>(const MaterialPlace&, const MaterialPlace&) = default;
};

/// A scan of an object whose truth was measured.
struct TruthPair {
  std::size_t row;
  std::size_t truth;  ///< row of the same object on the ideal scanner
  std::size_t level;
};

/// The rows that a question is answered from, by what they are.
struct PhantomRows {
  std::vector<MaterialPlace> places;
  std::vector<std::string> levels;
  std::vector<PhantomRow> materials;
  std::vector<TruthPair> scans;  ///< of a question over scanners
  std::map<std::string, std::vector<std::size_t>> patients;
};

/// Where each entry of a list stands; a new one goes to its end.
template <class Entry>
struct EntryIndex {
  std::map<Entry, std::size_t> known;

  std::size_t in(std::vector<Entry>& list, const Entry& entry) {
    const auto [at, fresh] = known.emplace(entry, list.size());
    if (fresh) list.push_back(entry);
    return at->second;
  }
};

/// Sessions are repeats of a material, unless they are in question; all else that is held fixed is not mixed.
std::string held_in(const CohortRow& row, const study::StudyQuestion& asked) {
  std::string text;
  for (const std::string& factor : asked.within) {
    const std::string& level = study::level_of(row, factor);
    if (factor != "session" && !level.empty()) text += (text.empty() ? "" : "/") + factor + "=" + level;
  }
  return text;
}

/// The first row of each object on the ideal scanner.
std::map<std::string, std::size_t> truth_rows(const Study& study) {
  std::map<std::string, std::size_t> truth;
  for (std::size_t r = 0; r < study.rows.size(); ++r)
    if (study::is_truth(study, study.rows[r])) truth.emplace(study.rows[r].object(), r);
  return truth;
}

PhantomRows phantom_rows(const Study& study, const study::StudyQuestion& asked,
                         const std::map<std::string, std::size_t>& truth) {
  PhantomRows out;
  EntryIndex<std::string> levels;
  EntryIndex<MaterialPlace> places;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const CohortRow& row = study.rows[r];
    if (study::is_truth(study, row)) continue;
    const bool material = is_material(study, asked, row);
    if (!material) out.patients[row.patient].push_back(r);
    const std::string& level = study::level_of(row, asked.over);
    if (level.empty()) continue;
    const std::size_t at = levels.in(out.levels, level);
    if (material)
      out.materials.push_back(
          {r, places.in(out.places, MaterialPlace{row.object(), held_in(row, asked)}), at});
    const auto known = truth.find(row.object());
    if (asked.over == "scanner" && known != truth.end()) out.scans.push_back({r, known->second, at});
  }
  return out;
}

/// SD between patients of their mean values.
double patient_sd(const PhantomRows& rows, const Measurements& measurements, std::size_t feature) {
  std::vector<double> means;
  for (const auto& [patient, list] : rows.patients) {
    double sum = 0, n = 0;
    for (const std::size_t r : list)
      if (measurements.status(r, study::kBase, feature) == Status::ok)
        sum += measurements.value(r, study::kBase, feature), ++n;
    if (n > 0) means.push_back(sum / n);
  }
  return means.size() < 2 ? kNaN : std::sqrt(statistics::sample_moments(means).variance());
}

class PhantomAnswers {
 public:
  PhantomAnswers(const Measurements& measurements, const study::StudyQuestion& asked, const PhantomRows& rows)
      : measurements_(measurements), asked_(asked), rows_(rows) {}

  void add_feature(std::size_t feature, PhantomStudy& out) const {
    const store::StoredFeature& stored = measurements_.features()[feature];
    const bool arbitrary = agreement::zero_is_arbitrary(stored.info.unit, stored.info.ibsi_code);
    add_materials(feature, stored.name, stored.info.unit, arbitrary, out);
    for (std::size_t level = 0; level < rows_.levels.size(); ++level) {
      // Repeats of an object are no objects of their own: its mean counts once.
      std::map<std::size_t, std::pair<double, double>> sums;
      double n_values = 0;
      for (const TruthPair& scan : rows_.scans) {
        if (scan.level != level || !is_there(scan.row, feature) || !is_there(scan.truth, feature)) continue;
        auto& [sum, n] = sums[scan.truth];
        sum += value_of(scan.row, feature);
        n += 1;
        n_values += 1;
      }
      if (sums.empty()) continue;
      std::vector<double> truth, value;
      for (const auto& [truth_row, of_object] : sums) {
        truth.push_back(value_of(truth_row, feature));
        value.push_back(of_object.first / of_object.second);
      }
      agreement::TruthRow row = agreement::truth_row(truth, value, arbitrary);
      row.n_objects = static_cast<std::int64_t>(sums.size());
      row.n_values = static_cast<std::int64_t>(n_values);
      add_truth(std::move(row), stored, rows_.levels[level], out);
    }
  }

 private:
  bool is_there(std::size_t row, std::size_t feature) const {
    return measurements_.status(row, study::kBase, feature) == Status::ok;
  }
  double value_of(std::size_t row, std::size_t feature) const {
    return measurements_.value(row, study::kBase, feature);
  }

  void add_truth(agreement::TruthRow row, const store::StoredFeature& stored, const std::string& level,
                 PhantomStudy& out) const {
    row.question = asked_.name;
    row.feature = stored.name;
    row.ibsi_code = stored.info.ibsi_code;
    row.unit = stored.info.unit;
    row.level = level;
    out.truth.push_back(std::move(row));
  }

  void add_materials(std::size_t feature, const std::string& name, const std::string& unit, bool arbitrary,
                     PhantomStudy& out) const {
    std::map<std::size_t, std::pair<std::vector<double>, std::vector<std::size_t>>> of_place;
    for (const PhantomRow& scan : rows_.materials) {
      if (!is_there(scan.row, feature)) continue;
      of_place[scan.place].first.push_back(value_of(scan.row, feature));
      of_place[scan.place].second.push_back(scan.level);
    }
    double squares = 0, n = 0;
    std::int64_t n_values = 0;
    std::set<std::string> objects;
    for (const auto& [place, cells] : of_place) {
      agreement::MaterialRow row = agreement::material_row(cells.first, cells.second, arbitrary);
      row.question = asked_.name;
      row.feature = name;
      row.object = rows_.places[place].object;
      row.within = rows_.places[place].held;
      row.unit = unit;
      if (!std::isnan(row.level_sd)) {
        squares += row.level_sd * row.level_sd;
        ++n;
        n_values += row.n_values;
        objects.insert(row.object);
      }
      out.materials.push_back(std::move(row));
    }
    if (n == 0) return;
    agreement::TruthRow all;
    all.n_objects = static_cast<std::int64_t>(objects.size());
    all.n_values = n_values;
    all.level_sd = std::sqrt(squares / n);
    all.patient_sd = patient_sd(rows_, measurements_, feature);
    if (all.patient_sd > 0) all.feature_noise = all.level_sd / all.patient_sd;
    add_truth(std::move(all), measurements_.features()[feature], "all", out);
  }

  const Measurements& measurements_;
  const study::StudyQuestion& asked_;
  const PhantomRows& rows_;
};

}  // namespace

PhantomStudy phantom_study(const Study& study, const Measurements& measurements) {
  PhantomStudy out;
  const std::map<std::string, std::size_t> truth = truth_rows(study);
  for (const study::StudyQuestion& asked : study.questions) {
    const auto& factors = study::acquired_factor_names();
    if (std::find(factors.begin(), factors.end(), asked.over) == factors.end()) continue;
    const PhantomRows rows = phantom_rows(study, asked, truth);
    if (rows.materials.empty() && rows.scans.empty()) continue;
    const PhantomAnswers answers(measurements, asked, rows);
    for (std::size_t f = 0; f < measurements.features().size(); ++f) answers.add_feature(f, out);
  }
  return out;
}

}  // namespace radgauge::analysis
