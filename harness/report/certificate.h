#pragma once

#include <string>
#include <string_view>

#include "analysis/certificate.h"

namespace radgauge::report {

/// One page for A4 print: statement, scope, decisions, deviations, signature; then every feature with its
/// decision and interval by question. Self-contained, without scripts; the same bytes for the same arguments.
/// Stratum "all" counts.
std::string certificate_html(const analysis::StudyResults& results, const analysis::Certificate& certificate);

/// Name, role and date that certificate_html() put on the page `page`, as far as they are there, escaped as
/// HTML; "" if nothing is filled in, or it is no such page.
std::string filled_in_by(std::string_view page);

/// The same as JSON, schema `radgauge-certificate-1`. Numbers that do not exist are null.
std::string certificate_json(const analysis::StudyResults& results, const analysis::Certificate& certificate);

}  // namespace radgauge::report
