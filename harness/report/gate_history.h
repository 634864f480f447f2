#pragma once

#include <string>

#include "gate/history.h"

namespace radgauge::report {

// The formats of `radgauge gate --history`.

/// For people: a line per run, and the features that left their limit, each with its size run by run.
std::string history_table(const gate::History& history);
/// `run,feature,size,limit,verdict`, every feature of every run; size in tolerances, limit 1, verdict `same`
/// or `moved`; missing values are `moved` of size inf. Costs are rows, in times the first run's.
std::string history_csv(const gate::History& history);
/// A page: the runs, and a control chart of every feature that left its limit.
std::string history_html(const gate::History& history);

}  // namespace radgauge::report
