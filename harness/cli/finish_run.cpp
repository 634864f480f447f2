#include "cli/finish_run.h"

#include <algorithm>
#include <iostream>

#include "cli/analysis_display.h"
#include "cli/contact_sheets.h"
#include "cli/progress.h"
#include "core/error.h"
#include "core/shell.h"
#include "io/files.h"
#include "record/run_folder.h"
#include "report/run_files.h"

namespace radgauge::cli {

namespace {

void print_decisions(const analysis::StudyResults& results) {
  for (const auto& question : results.questions) {
    const auto counts = analysis::count_decisions(question.rows);
    std::cout << question.question.name << ":";
    for (std::size_t d = 0; d < 4; ++d)
      std::cout << (d > 0 ? ", " : " ") << counts.of[d] << " " << to_text(analysis::kDecisions[d]);
    std::cout << "\n";
  }
}

void print_failures(const analysis::StudyResults& results, const std::string& folder) {
  for (const auto& failure : results.failures) {
    std::cerr << "failed: " << failure.object << "::" << failure.condition << ": " << failure.reason
              << "\n  again: " << failure.command << "\n";
    if (&failure == &results.failures[std::min<std::size_t>(results.failures.size(), 10) - 1]) {
      if (results.failures.size() > 10)
        std::cerr << "  ... " << results.failures.size() - 10 << " more in "
                  << record::in_folder(folder, record::result_file::kCells) << "\n";
      break;
    }
  }
}

}  // namespace

void write_certificate(const analysis::Certification& made, const std::string& folder) {
  for (const report::CertificateFile& file : report::certificate_files())
    io::write_file(record::in_folder(folder, file.name), file.text(made));
}

int finish_run(const study::Study& study, const study::Plan& plan, const analysis::Measurements& measurements,
               const std::string& folder, double seconds) {
  analysis::StudyResults results = analyse_visibly(study, plan, measurements);
  results.contact_sheets = read_contact_sheets(folder);
  for (const report::RunFile& file : report::run_files())
    io::write_file(record::in_folder(folder, file.name), file.text({study, plan, measurements, results}));
  const std::int64_t measured = results.n_cells - results.n_failed_cells;
  const bool complete = measured > 0 && measurements.n_cells() == plan.cells.size();
  if (complete) write_certificate(analysis::certify(study, plan, measurements, results, folder, {}), folder);
  print_decisions(results);
  print_failures(results, folder);
  std::cout << results.n_cells << " cells: " << measured << " measured, " << results.n_failed_cells
            << " failed, in " << duration_text(seconds) << "\n"
            << "report: " << record::in_folder(folder, record::result_file::kReport) << "\n"
            << (complete
                    ? "certificate: " + record::in_folder(folder, record::result_file::kCertificate) + "\n"
                    : "")
            << "again:  radgauge run " << shell_word(study.file) << " -o " << shell_word(folder + "-again")
            << "\n";
  if (measured == 0) return exit_code(ErrorKind::nothing);
  return results.n_failed_cells > study.failures_max ? exit_code(ErrorKind::data) : 0;
}

}  // namespace radgauge::cli
