#include "workflow/phantom_folder.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "acquire/acquire.h"
#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "io/image_file.h"
#include "study/keys.h"
#include "study/study.h"
#include "workflow/phantom_truth.h"

namespace radgauge::workflow {

namespace {

std::int64_t within(const std::string& name, std::int64_t n, std::int64_t least, std::int64_t most) {
  if (n >= least && n <= most) return n;
  throw Error(ErrorKind::usage,
              "--" + name + " " + to_text(n) + " is outside [" + to_text(least) + ", " + to_text(most) + "]");
}

std::int64_t sessions_of(const PhantomRequest& request) {
  return within("sessions", request.sessions, 1, 1000);
}

/// The map of --params: a file, a map, or what stands within its braces.
io::Yaml parameters_of(const std::string& text) {
  if (io::file_exists(text)) return io::read_yaml(text);
  if (text.ends_with(".yaml") || text.ends_with(".yml"))
    throw Error(ErrorKind::usage,
                "--params names the file '" + shortened(text) + "', and there is no such file");
  const bool bare = trim(text).rfind("{", 0) != 0 && text.find('\n') == std::string::npos;
  return io::parse_yaml(bare ? "{" + text + "}" : text, "--params");
}

/// The phantoms of a study that has nothing else, each scanned as often as it has sessions, if by a scanner.
study::Study study_of(const PhantomRequest& request) {
  std::string text = "{study: phantom, seed: " + to_text(within("seed", request.seed, 0, INT64_C(1) << 53)) +
                     ", phantoms: {kind: " + io::yaml_scalar(request.kind) +
                     ", count: " + to_text(within("count", request.count, 1, 1000000));
  if (request.scanner) {
    study::read_scanner(*request.scanner, "");  // its mistakes are those of its file, not of the study
    text +=
        ", scanners: [" + io::yaml_scalar(*request.scanner) + "], repeats: " + to_text(sessions_of(request));
  }
  io::Yaml yaml = io::parse_yaml(text + "}}", "--params");
  if (!request.parameters.empty()) {
    const io::Yaml given = parameters_of(request.parameters);
    for (const io::Yaml::Entry& entry : given.as_map("--params")) {
      const std::vector<std::string> own = study::phantoms_keys().names();
      if (std::find(own.begin(), own.end(), entry.key) != own.end())
        throw Error(ErrorKind::usage,
                    "--params holds '" + entry.key +
                        "', which is no parameter of the generator; say it by KIND, --count, "
                        "--scanner or --sessions");
      yaml.entries.back().value.entries.push_back(entry);
    }
  }
  return study::decode_study(yaml, "");
}

/// What each session does to the image: operations of the image stage, one value each.
std::vector<study::ChainStep> scan_chain(const PhantomRequest& request) {
  if (!request.chain) return {};
  const study::Group group = study::group_of_condition(*request.chain);
  for (const study::ChainStep& step : group.chain)
    if (step.operation->stage != Stage::image)
      throw Error(
          ErrorKind::usage,
          "--chain names " + step.operation->id + ", which belongs to the " +
              std::string(to_text(step.operation->stage)) +
              " stage; a scan is written before that, so that only image operations can be part of it");
  return group.chain;
}

/// Draws are those that a study of this seed would make for this object and repetition.
Volume scanned(const acquire::Scan& scan, const study::CohortRow& row,
               const std::vector<study::ChainStep>& chain, std::uint64_t seed, std::int64_t session) {
  Volume image = scan.image;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const Operation& operation = *chain[i].operation;
    const auto ordinal = std::count_if(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(i),
                                       [&](const study::ChainStep& s) { return s.operation == &operation; });
    const Draws draws(seed, row.acquisition(), operation.id, static_cast<std::uint32_t>(ordinal),
                      static_cast<std::uint32_t>(session));
    std::vector<Value> values;
    for (const auto& levels : chain[i].levels) values.push_back(levels.front());
    if (const std::string why = operation.refusal(values, row.modality); !why.empty())
      throw Error(ErrorKind::usage, operation.id + ": " + why);
    image = operation.image({image, scan.masks.front(), draws, row.modality}, values).image;
  }
  return image;
}

void check_sessions(const PhantomRequest& request, const std::vector<study::ChainStep>& chain) {
  if (sessions_of(request) == 1 || request.scanner.has_value() ||
      std::any_of(chain.begin(), chain.end(), [](const study::ChainStep& s) { return s.operation->random; }))
    return;
  throw Error(ErrorKind::usage,
              "--sessions " + to_text(sessions_of(request)) +
                  " needs a --scanner, or a --chain with something random in it: all sessions "
                  "would be equal");
}

/// The folder that is written: images, masks, and a row of the cohort for each.
class PhantomFolder {
 public:
  PhantomFolder(const study::Study& study, const PhantomRequest& request)
      : study_(study),
        sources_(study),
        cohort_(study.sources.front().phantoms),
        folder_(request.folder),
        chain_(scan_chain(request)),
        // A scanner's sessions are rows of the study; those of a chain are made here.
        chain_sessions_(cohort_.scanners_named ? 1 : sessions_of(request)) {
    std::filesystem::create_directories(folder_);
    columns_ = {"patient", "image", "mask", "modality", "unit", "session"};
    if (cohort_.lesions > 1) columns_.push_back("lesion");
    if (cohort_.scanners_named) columns_.push_back("scanner");
    for (const auto& [name, value] : study.rows.front().covariates) columns_.push_back(name);
    table_ = io::csv_line(columns_);
  }

  void write_row(const study::CohortRow& row) {
    const acquire::Scan scan = scan_of(row);
    if (!cohort_.scanners.empty() && objects_.insert(row.patient).second)
      truth_.add(row, cohort_.phantom->id,
                 cohort_.phantom->object(cohort_.values, cohort_.seed,
                                         static_cast<std::uint64_t>(cohort_.place(row.number).object)),
                 scan.truth.value_or(Truth{}), cohort_.scanners.front().name);
    const std::string mask =
        name_of(row, "") + (cohort_.lesions > 1 ? "_lesion-" + row.lesion : "") + "_mask.nii.gz";
    if (written_.insert(mask).second) io::write_mask((folder_ / mask).string(), scan.masks.front());
    for (std::int64_t session = 0; session < chain_sessions_; ++session) {
      const std::string label = chain_sessions_ > 1 ? to_text(session + 1) : row.session;
      const std::string image = name_of(row, label) + "_image.nii.gz";
      if (written_.insert(image).second)
        io::write_image((folder_ / image).string(), scanned(scan, row, chain_, study_.seed, session));
      std::vector<std::string> cells{row.patient, image, mask, std::string(to_text(row.modality)),
                                     row.unit,    label};
      if (cohort_.lesions > 1) cells.push_back(row.lesion);
      if (cohort_.scanners_named) cells.push_back(row.scanner);
      for (const auto& [name, value] : row.covariates) cells.push_back(value);
      table_ += io::csv_line(cells);
    }
  }

  void write_tables() const {
    if (!cohort_.scanners.empty()) io::write_file((folder_ / "truth.json").string(), truth_.text());
    io::write_file(table_path(), table_);
  }
  std::string table_path() const { return (folder_ / "cohort.csv").string(); }

 private:
  acquire::Scan scan_of(const study::CohortRow& row) const {
    const acquire::Source& source = sources_.of(row);
    const acquire::RowGeometry geometry = source.look(row);
    if (geometry.problem) throw Error(ErrorKind::data, geometry.problem->text());
    const study::CohortRow* one = &row;
    return source.scan({&one, 1}, {&geometry, 1});
  }
  static std::string name_of(const study::CohortRow& row, const std::string& session) {
    return row.patient + (session.empty() ? "" : "_session-" + session);
  }

  const study::Study& study_;
  acquire::Sources sources_;
  const study::PhantomCohort& cohort_;
  std::filesystem::path folder_;
  std::vector<study::ChainStep> chain_;
  std::int64_t chain_sessions_;
  std::vector<std::string> columns_;
  std::set<std::string> written_;
  std::set<std::string> objects_;
  PhantomTruth truth_;
  std::string table_;
};

}  // namespace

std::string write_phantoms(const PhantomRequest& request) {
  check_sessions(request, scan_chain(request));
  const study::Study study = study_of(request);
  PhantomFolder folder(study, request);
  for (const study::CohortRow& row : study.rows) folder.write_row(row);
  folder.write_tables();
  return folder.table_path();
}

}  // namespace radgauge::workflow
