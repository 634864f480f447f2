#pragma once

#include <string>

#include "analysis/certification.h"
#include "workflow/console.h"

namespace radgauge::workflow {

/// Writes the files of a run that can be made again from the store (run_folder.h names them; the certificate
/// when every cell of the plan is in the store, and unless one stands there that somebody filled in), each
/// whole or not at all, and says on the console how the run ended. The store of `measurements` may not be
/// open for writing, so that its file is final and can be hashed. Returns the exit code: 4 if more cells
/// failed than the study allows, 5 if nothing was measured, else 0.
int finish_run(const study::Study& study, const study::Plan& plan, const analysis::Measurements& measurements,
               const std::string& folder, double seconds, const Console& console);

/// certificate.html and certificate.json in `folder`, each whole or not at all.
void write_certificate(const analysis::Certification& made, const std::string& folder);

}  // namespace radgauge::workflow
