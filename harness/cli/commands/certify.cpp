#include <filesystem>
#include <iostream>

#include "analysis/finished_run.h"
#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/output.h"
#include "cli/threads.h"
#include "core/error.h"
#include "core/text.h"
#include "report/certificate.h"
#include "workflow/analysis_display.h"
#include "workflow/filled_certificate.h"
#include "workflow/finish_run.h"

namespace radgauge::cli {

namespace {

analysis::CertificateOptions options_of(const Arguments& arguments) {
  analysis::CertificateOptions options;
  for (const std::string& name : split(arguments.text("question"), ','))
    if (!trim(name).empty()) options.questions.push_back(trim(name));
  options.name = arguments.text("name");
  options.role = arguments.text("role");
  options.date = arguments.text("date");
  if (!options.date.empty() && !analysis::is_date(options.date))
    throw Error(ErrorKind::usage, "--date '" + options.date + "' is no date like 2026-11-21");
  options.valid_days = arguments.integer("valid-days").value_or(options.valid_days);
  if (options.valid_days < 1)
    throw Error(ErrorKind::usage, "--valid-days " + to_text(options.valid_days) + " is below 1");
  return options;
}

/// A certificate with a name on it gives way to another one with a name, and to nothing else.
void check_replacement(const analysis::Certificate& made, const std::string& folder,
                       const std::string& page) {
  const auto kept = workflow::filled_certificate(folder);
  if (!kept) return;
  if (made.name.empty())
    throw Error(ErrorKind::usage, page + " (" + kept->number + ") is filled in by " + kept->by +
                                      ", and a blank one would replace it; give --name, or another file "
                                      "with -o");
  if (made.number != kept->number) std::cerr << "replaces " << kept->number << " of " << kept->by << "\n";
}

int run_certify(const Arguments& arguments) {
  const ThreadLimit limit(threads_of(arguments));
  const analysis::CertificateOptions options = options_of(arguments);
  const analysis::FinishedRun finished = analysis::read_run(arguments.text("folder"));
  analysis::require_complete(finished);
  const analysis::StudyResults results =
      workflow::analyse_visibly(finished.study, finished.plan, *finished.measurements, console());
  const analysis::Certification made = analysis::certify(
      finished.study, finished.plan, *finished.measurements, results, finished.folder, options);
  const std::string page = record::in_folder(finished.folder, record::result_file::kCertificate);
  const std::string output = arguments.text("output", page);
  std::error_code ignored;  // two files, one of which is not there
  if (output == page || std::filesystem::equivalent(output, page, ignored)) {
    check_replacement(made.certificate, finished.folder, page);
    workflow::write_certificate(made, finished.folder);
  } else {
    write_output(arguments, report::certificate_html(made.results, made.certificate));
  }
  const analysis::Certified certified = analysis::certified_everywhere(made.results);
  std::cerr << made.certificate.number << ": " << certified.everywhere << " of " << certified.features
            << " features certified by every question"
            << (certified.unmoved > 0 ? "; " + to_text(certified.unmoved) +
                                            " more that a question left unchanged in every object"
                                      : "")
            << "; valid until " << made.certificate.valid_until << "\n";
  if (output != "-") std::cerr << "certificate: " << output << "\n";
  return certified.everywhere > 0 ? 0 : exit_code(ErrorKind::wanting);
}

}  // namespace

Command certify_command() {
  return {
      "certify",
      "writes the certificate of a run, to print and sign",
      "Writes certificate.html (A4, one file, no scripts) and certificate.json into the folder of the run, "
      "or the page alone to -o. It names scope, limits, deviations from the limits that were fixed before "
      "the first measurement, every feature with its decision and interval, the hashes of store and study, "
      "and a day on which it expires. The same folder and options give the same bytes; no date is taken from "
      "the clock. Its number follows from what was measured and decided, the day it expires, and name, role "
      "and date. A run and `radgauge analyse` write it too, but never over one with a name, a role or a date "
      "on it; only --name replaces that. Exit codes: 0 written; 1 written, but no feature is certified by "
      "every question; 2 usage; 4 there is no such run; 5 the run is not complete.",
      {{"folder", "", OptionKind::text, "DIR", "folder of a run", true},
       {"question", "--question", OptionKind::text, "NAME[,NAME...]",
        "certify by these questions only (default: all)"},
       {"valid-days", "--valid-days", OptionKind::integer, "N",
        "days from the measurement until the certificate expires (default 365)"},
       {"name", "--name", OptionKind::text, "TEXT", "name of who signs (default: a blank line)"},
       {"role", "--role", OptionKind::text, "TEXT", "role of who signs (default: a blank line)"},
       {"date", "--date", OptionKind::text, "YYYY-MM-DD",
        "date beside the signature, not before the measurement (default: a blank line)"},
       {"output", "-o,--output", OptionKind::text, "FILE",
        "file to write, - for standard output (default: DIR/certificate.html)"},
       threads_option()},
      {"radgauge certify results --name 'A. Physicist' --role 'medical physics expert'",
       "radgauge certify results --question readers,noise --valid-days 180 -o readers.html"},
      &run_certify};
}

}  // namespace radgauge::cli
