#include "workflow/finish_run.h"

#include <algorithm>
#include <filesystem>
#include <functional>

#include "core/error.h"
#include "core/shell.h"
#include "io/files.h"
#include "record/run_folder.h"
#include "report/figures.h"
#include "report/run_files.h"
#include "workflow/analysis_display.h"
#include "workflow/contact_sheets.h"
#include "workflow/filled_certificate.h"
#include "workflow/judged_run.h"
#include "workflow/progress.h"

namespace radgauge::workflow {

namespace {

void print_decisions(const analysis::StudyResults& results, std::ostream& out) {
  for (const auto& question : results.questions) {
    const auto counts = analysis::count_decisions(question.rows);
    out << question.question.name << ":";
    for (std::size_t d = 0; d < 4; ++d)
      out << (d > 0 ? ", " : " ") << counts.of[d] << " " << to_text(analysis::kDecisions[d]);
    out << "\n";
  }
}

void print_failures(const analysis::StudyResults& results, const std::string& folder, std::ostream& err) {
  for (const auto& failure : results.failures) {
    err << "failed: " << failure.object << "::" << failure.condition << ": " << failure.reason
        << "\n  again: " << failure.command << "\n";
    if (&failure == &results.failures[std::min<std::size_t>(results.failures.size(), 10) - 1]) {
      if (results.failures.size() > 10)
        err << "  ... " << results.failures.size() - 10 << " more in "
            << record::in_folder(folder, record::result_file::kCells) << "\n";
      break;
    }
  }
}

/// Is the certificate that is kept of these measurements and decisions?
bool still_holds(const FilledCertificate& kept, const analysis::StudyResults& results,
                 const std::function<analysis::Certification(const analysis::CertificateOptions&)>& certify) {
  for (const std::string& name : kept.questions)
    if (std::none_of(results.questions.begin(), results.questions.end(),
                     [&](const auto& asked) { return asked.question.name == name; }))
      return false;
  analysis::CertificateOptions options;
  options.questions = kept.questions;
  const analysis::Facts now = certify(options).certificate.hashes;
  const auto has = [&](const char* name, const std::string& hash) {
    return std::find(now.begin(), now.end(), std::pair(std::string(name), hash)) != now.end();
  };
  return has(analysis::kMeasuredHash, kept.measured) && has(analysis::kDecidedHash, kept.decided);
}

/// Writes the certificate of a complete run, or leaves one that somebody filled in as it is. Returns what is
/// to be said of it.
std::string certify_run(const study::Study& study, const study::Plan& plan,
                        const analysis::Measurements& measurements, const analysis::StudyResults& results,
                        const std::string& folder, std::ostream& err) {
  const std::string path = record::in_folder(folder, record::result_file::kCertificate);
  const auto certify = [&](const analysis::CertificateOptions& options) {
    return analysis::certify(study, plan, measurements, results, folder, options);
  };
  const auto kept = filled_certificate(folder);
  if (!kept) {
    write_certificate(certify({}), folder);
    return "certificate: " + path + "\n";
  }
  if (!still_holds(*kept, results, certify))
    err << "radgauge: " << path << " (" << kept->number << ", " << kept->by
        << ") is of other measurements or decisions than the tables and the report are now; it was not "
           "touched. `radgauge certify` with --name writes another\n";
  return "certificate: " + path + ", kept as " + kept->by + " filled it in\n";
}

/// Those of an earlier analysis go, for it may have pictured other features.
void write_figures(const analysis::StudyResults& results, const std::string& folder) {
  const std::filesystem::path place = record::in_folder(folder, report::kFiguresFolder);
  std::error_code ignored;
  if (std::filesystem::is_directory(place, ignored))
    for (const auto& entry : std::filesystem::directory_iterator(place))
      if (entry.path().extension() == ".svg") std::filesystem::remove(entry.path(), ignored);
  const std::vector<report::FigureFile> list = report::figures(results);
  if (!list.empty()) std::filesystem::create_directories(place);
  for (const report::FigureFile& figure : list) io::write_file((place / figure.name).string(), figure.svg);
}

/// What is surprising about images and masks, before the counts that rest on them.
void print_input_notes(const analysis::StudyResults& results, std::ostream& err) {
  for (const analysis::Note& note : results.notes)
    if (note.is_of_inputs) err << "radgauge: note: " << note.text << "\n";
}

}  // namespace

void write_certificate(const analysis::Certification& made, const std::string& folder) {
  for (const report::CertificateFile& file : report::certificate_files())
    io::write_file(record::in_folder(folder, file.name), file.text(made));
}

int finish_run(const study::Study& study, const study::Plan& plan, const analysis::Measurements& measurements,
               const std::string& folder, double seconds, const Console& console) {
  analysis::StudyResults results = analyse_visibly(study, plan, measurements, console);
  results.contact_sheets = read_contact_sheets(folder);
  for (const report::RunFile& file : report::run_files())
    io::write_file(record::in_folder(folder, file.name), file.text({study, plan, measurements, results}));
  write_figures(results, folder);
  const std::int64_t measured = results.n_cells - results.n_failed_cells;
  const bool complete = measured > 0 && measurements.n_cells() == plan.cells.size();
  const std::string certificate =
      complete ? certify_run(study, plan, measurements, results, folder, console.err) : std::string();
  print_input_notes(results, console.err);
  print_decisions(results, console.out);
  print_failures(results, folder, console.err);
  console.out << results.n_cells << " cells: " << measured << " measured, " << results.n_failed_cells
              << " failed, in " << duration_text(seconds) << "\n"
              << "report: " << record::in_folder(folder, record::result_file::kReport) << "\n"
              << certificate;
  if (!study::is_imported(study))
    console.out << "again:  radgauge run " << shell_word(study.file) << " -o "
                << shell_word(folder + "-again") << "\n";
  // In the order in which exit codes win.
  if (const int gate = judge_run(study, folder, console); gate != 0) return gate;
  if (measured == 0) return exit_code(ErrorKind::nothing);
  return results.n_failed_cells > study.failures_max ? exit_code(ErrorKind::data) : 0;
}

}  // namespace radgauge::workflow
