// make_plan() and crossing() on cohorts of two sessions and two readers, under the 41 conditions of
// results/examples/sts-mr. The plan is compared with one made cell by cell from the definition of the scopes.
#include "study/plan.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "common/program.h"
#include "core/text.h"
#include "io/yaml.h"

namespace radgauge::bench {

namespace {

constexpr std::size_t kConditions = 41;
constexpr std::size_t kRowsOfPatient = 4;

std::vector<study::CohortRow> cohort_of(std::size_t n_rows) {
  std::vector<study::CohortRow> rows(n_rows);
  for (std::size_t r = 0; r < n_rows; ++r) {
    study::CohortRow& row = rows[r];
    row.patient = "P" + std::to_string(r / kRowsOfPatient);
    row.session = std::to_string(r / 2 % 2 + 1);
    row.reader = r % 2 == 0 ? "A" : "B";
    row.image = row.patient + "_" + row.session + ".nii.gz";
    row.mask = row.patient + "_" + row.session + row.reader + ".nii.gz";
    row.modality = Modality::mr;
  }
  // In the second session of every third patient reader A is missing: another stands in.
  for (std::size_t r = 2; r < n_rows; r += 3 * kRowsOfPatient) rows[r].reader = "C";
  return rows;
}

/// `scope` ends each group: ", readers: all, sessions: all".
std::string yaml_of(const std::array<std::string, 6>& scopes) {
  const std::array<std::string, 6> groups{
      "noise: {chain: [{noise.white: {k: [0.5, 1]}}], repeats: 5",
      "position: {chain: [{geom.gridshift: {shift_x: [0, 0.5], shift_y: [0, 0.5], shift_z: [0, 0.5]}}]",
      "rotation: {chain: [{geom.rotate: {angle_deg: [-10, -5, 5, 10]}}]",
      "contour: {chain: [{mask.grow_mm: {distance_mm: [-2, -1, 1, 2]}}]",
      "volume: {chain: [{mask.grow_fraction: {fraction: [-0.2, -0.1, 0.1, 0.2]}}]",
      "chain: {chain: [{noise.white: {k: 1}}, {geom.rotate: {angle_deg: [-5, 5]}}, {mask.grow_fraction: "
      "{fraction: [-0.1, 0.1]}}], repeats: 3"};
  std::string yaml =
      "study: planning\ncohort: cohort.csv\nextractions: {original: {preset: mr-1mm}}\nconditions:\n";
  for (std::size_t g = 0; g < groups.size(); ++g) yaml += "  " + groups[g] + scopes[g] + "}\n";
  return yaml + "questions: []\n";
}

study::Study study_of(std::size_t n_rows, const std::array<std::string, 6>& scopes) {
  const std::vector<study::CohortRow> rows = cohort_of(n_rows);
  return study::decode_study(io::parse_yaml(yaml_of(scopes), "planning.yaml"), "", &rows);
}

std::array<std::string, 6> everywhere() {
  std::array<std::string, 6> scopes;
  scopes.fill(", readers: all, sessions: all");
  return scopes;
}

study::Study everything(std::size_t n_rows) {
  return study_of(n_rows, everywhere());
}

/// Is a row measured under a group, by the words of the study file's reference?
bool is_wanted(const study::Study& study, std::size_t r, const study::Group& group) {
  const study::CohortRow& row = study.rows[r];
  std::size_t first = r, first_of_session = r;
  for (std::size_t other = r; other-- > 0;) {
    if (study.rows[other].patient != row.patient) continue;
    first = other;
    if (study.rows[other].session == row.session) first_of_session = other;
  }
  const bool same_session = study.rows[first].session == row.session;
  if (group.sessions == study::Scope::first && !same_session) return false;
  if (group.readers == study::Scope::all) return true;
  return same_session ? row.reader == study.rows[first].reader : first_of_session == r;
}

std::string check_scopes() {
  const study::Study study =
      study_of(120, {"", ", readers: all", ", sessions: all", ", readers: all, sessions: all", "", ""});
  const study::Plan plan = study::make_plan(study);
  std::vector<std::pair<std::size_t, std::size_t>> expected, planned;
  for (std::size_t r = 0; r < study.rows.size(); ++r)
    for (std::size_t c = 0; c < plan.conditions.size(); ++c) {
      const auto& groups = plan.conditions[c].groups;
      if (c == study::kBase || std::any_of(groups.begin(), groups.end(), [&](std::size_t g) {
            return is_wanted(study, r, study.groups[g]);
          }))
        expected.emplace_back(r, c);
    }
  for (const study::PlannedCell& cell : plan.cells) planned.emplace_back(cell.row, cell.condition);
  return planned == expected ? "" : "the cells are not those that the scopes of the groups ask for";
}

/// Each cell stands in one unit, of the acquisition of its row, and units come in the order of acquisitions.
std::string check_units(std::size_t n_rows) {
  const study::Study study = everything(n_rows);
  const study::Plan plan = study::make_plan(study);
  if (plan.conditions.size() != kConditions + 1) return "there are other than 41 conditions and base";
  if (plan.cells.size() != n_rows * (kConditions + 1)) return "there are other cells than rows x conditions";
  if (plan.acquisitions.size() != n_rows / 2) return "readers of one image are not one acquisition";
  std::vector<int> times(plan.cells.size(), 0);
  for (std::size_t u = 0; u < plan.units.size(); ++u) {
    const study::PlannedUnit& unit = plan.units[u];
    if (u > 0 && unit.acquisition < plan.units[u - 1].acquisition) return "units are out of order";
    const auto& rows = plan.acquisitions[unit.acquisition].rows;
    for (const std::size_t cell : unit.cells) {
      ++times[cell];
      if (std::find(rows.begin(), rows.end(), plan.cells[cell].row) == rows.end())
        return "a unit holds the cell of another acquisition";
    }
  }
  if (std::any_of(times.begin(), times.end(), [](int n) { return n != 1; }))
    return "a cell stands in no unit, or in two";
  return check_scopes();
}

/// The files of a study, as long as the program runs.
class StudyFiles {
 public:
  StudyFiles()
      : folder_(std::filesystem::temp_directory_path() /
                ("radgauge_planning_" + std::to_string(::getpid()))) {}
  ~StudyFiles() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  StudyFiles(const StudyFiles&) = delete;
  StudyFiles& operator=(const StudyFiles&) = delete;

  /// Writes study and cohort, and returns the path of the study.
  std::string write(std::size_t n_rows) const {
    const auto place = folder_ / std::to_string(n_rows);
    std::filesystem::create_directories(place);
    std::ofstream cohort(place / "cohort.csv");
    cohort << "patient,lesion,image,mask,modality,session,reader\n";
    for (const study::CohortRow& row : cohort_of(n_rows))
      cohort << row.patient << ",1," << row.image << "," << row.mask << ",MR," << row.session << ","
             << row.reader << "\n";
    std::ofstream(place / "study.yaml") << yaml_of(everywhere());
    return (place / "study.yaml").string();
  }

 private:
  std::filesystem::path folder_;
};

/// What `radgauge validate` makes of two files, but for the sentences about gauge studies.
void read_and_plan(const std::string& path) {
  const study::Study study = study::read_study(path);
  const study::Plan plan = study::make_plan(study);
  benchmark::DoNotOptimize(study::crossing(study, plan));
}

void add_sizes() {
  static const StudyFiles files;
  for (const std::size_t n_rows : {std::size_t{2000}, std::size_t{20000}}) {
    const auto study = std::make_shared<study::Study>();
    const auto plan = std::make_shared<study::Plan>();
    const std::string size = std::to_string(n_rows) + "x" + std::to_string(kConditions);
    const auto check = [n_rows, study, plan] {
      *study = everything(n_rows);
      *plan = study::make_plan(*study);
      return check_units(n_rows);
    };
    const auto items = [n_rows] { return static_cast<double>(n_rows); };
    add_bench("planning/make_plan/" + size, check, items, "row",
              [study] { benchmark::DoNotOptimize(study::make_plan(*study)); });
    add_bench("planning/crossing/" + size, check, items, "row",
              [study, plan] { benchmark::DoNotOptimize(study::crossing(*study, *plan)); });
    const auto path = std::make_shared<std::string>();
    const auto check_files = [n_rows, path]() -> std::string {
      *path = files.write(n_rows);
      const study::Study read = study::read_study(*path);
      const bool same = study::make_plan(read).cells.size() == n_rows * (kConditions + 1);
      return same ? "" : "the study read from its files has another plan";
    };
    add_bench("planning/read_and_plan/" + size, check_files, items, "row", [path] { read_and_plan(*path); });
  }
}

}  // namespace
}  // namespace radgauge::bench

int main(int argc, char** argv) {
  radgauge::bench::add_sizes();
  return radgauge::bench::run_benches(argc, argv);
}
