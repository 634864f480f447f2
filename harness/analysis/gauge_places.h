#pragma once

#include <string>
#include <vector>

#include "agreement/gauge.h"
#include "analysis/measurements.h"

namespace radgauge::analysis {

/// The gauge study of a question as planned: its places, still without values, and the row of the cohort and
/// the condition that each is measured in.
struct PlannedGauge {
  agreement::GaugePlaces places;
  std::vector<std::size_t> rows;
  std::vector<std::size_t> conditions;
};

/// A question over an acquired factor: objects by that factor and those of its `gauge` key under base, or
/// under the draws that repeat them. Over fixed levels: objects by condition; base is one of them where no
/// condition is repeated. Over draws: the objects with their draws. What `within` holds fixed, and the gauge
/// key does not free, makes objects of its own.
PlannedGauge plan_gauge(const study::Study& study, const study::Plan& plan,
                        const study::StudyQuestion& question);

/// With the measured values, which are read from `measurements` when they are asked for.
agreement::GaugePlaces with_values(PlannedGauge planned, const Measurements& measurements);

/// The gauge tables of a question: of all objects, then of each stratum of its table.
std::vector<agreement::GaugeRow> gauge_of(const study::Study& study, const study::Plan& plan,
                                          const study::StudyQuestion& question,
                                          const agreement::QuestionTable& table,
                                          const Measurements& measurements);

/// What the gauge study of a question will tell, or why it cannot, before anything is measured.
struct GaugePlanLine {
  std::string question;
  bool estimable = true;
  std::string text;  ///< the design with its note, or the reason why there is none
};
/// "gauge of question readers: object x reader, balanced: ..."
std::string gauge_plan_text(const GaugePlanLine& line);
/// One for each question.
std::vector<GaugePlanLine> gauge_plan_lines(const study::Study& study, const study::Plan& plan);

}  // namespace radgauge::analysis
