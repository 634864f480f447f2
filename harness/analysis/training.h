#pragma once

#include <string>
#include <vector>

#include "analysis/finished_run.h"
#include "models/train.h"

namespace radgauge::analysis {

/// What to learn from a run.
struct TrainingRequest {
  std::string over;       ///< acquired factor or group
  std::string reference;  ///< its level that is learnt from; of a group base
  std::string outcome;
  std::string time;                     ///< of a Cox signature; else empty
  std::vector<std::string> features;    ///< patterns (* and ?); empty: all
  std::vector<std::string> covariates;  ///< columns of the cohort
  std::vector<std::string> patients;    ///< patterns of those that are learnt from; empty: all
  double least_icc = kNaN;  ///< features must agree over the conditions at least so well; NaN: no such filter
};

/// The objects of a run that have the outcome, under the reference. A feature that some of them lack is left
/// out, and `notes` says how many. The filter judges ICC(A,1) over all conditions, on the cases that it is
/// asked about alone. Throws Error(study) for a factor, level, column or pattern that the run does not have.
models::TrainingData training_data(const FinishedRun& run, const TrainingRequest& request,
                                   std::vector<std::string>& notes);

/// What the features among the inputs of a run were measured with (study/extraction_hash.h); empty for an
/// imported run, whose extraction nobody knows.
models::ExtractionHashes training_extractions(const FinishedRun& run,
                                              const std::vector<models::Input>& inputs);

}  // namespace radgauge::analysis
