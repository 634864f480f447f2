#pragma once

#include <string>
#include <vector>

#include "engine/engine.h"
#include "store/store.h"
#include "study/plan.h"

namespace radgauge::record {

/// Names of the files in a folder of results (design 7).
namespace result_file {
inline constexpr const char* kStore = "measurements.sqlite";
inline constexpr const char* kStudy = "study.resolved.yaml";
inline constexpr const char* kFeatures = "features.csv";
inline constexpr const char* kFeaturesWide = "features_wide.csv";
inline constexpr const char* kAgreement = "agreement.csv";
inline constexpr const char* kMaterials = "materials.csv";
inline constexpr const char* kTruth = "truth.csv";
inline constexpr const char* kConfounding = "confounding.csv";
inline constexpr const char* kWorstCases = "worst_cases.csv";
inline constexpr const char* kSimulatedReal = "simulated_real.csv";
inline constexpr const char* kGauge = "gauge.csv";
inline constexpr const char* kDecisionStudy = "dstudy.csv";
inline constexpr const char* kCritical = "critical.csv";
inline constexpr const char* kDoseResponse = "dose_response.csv";
inline constexpr const char* kDrift = "drift.json";
inline constexpr const char* kCells = "cells.csv";
inline constexpr const char* kTimings = "timings.csv";
inline constexpr const char* kSummary = "summary.json";
inline constexpr const char* kProvenance = "provenance.json";
inline constexpr const char* kReport = "report.html";
inline constexpr const char* kMarkdown = "report.md";
inline constexpr const char* kJunit = "junit.xml";
inline constexpr const char* kCertificate = "certificate.html";
inline constexpr const char* kCertificateJson = "certificate.json";
inline constexpr const char* kGate = "gate.json";  ///< of a study that names a baseline
}  // namespace result_file

/// What a store remembers of its study, so that its folder alone can be analysed again.
namespace meta_key {
inline constexpr const char* kStudyFile = "study.file";        ///< its name, without folders
inline constexpr const char* kCohort = "cohort";               ///< rows of the cohort, CSV
inline constexpr const char* kAnalysis = "analysis";           ///< questions and limits before the first cell
inline constexpr const char* kEngineHash = "hash.engine";      ///< Engine::identity(), where it has one
inline constexpr const char* kEngineInput = "engine.input";    ///< what it gets: prepared, native
inline constexpr const char* kAnalysisHash = "hash.analysis";  ///< its SHA-256
inline constexpr const char* kFitted = "fitted_to_readers";    ///< one operation a line
inline constexpr const char* kTable = "imported.table";        ///< its name; only in an imported run
inline constexpr const char* kSettings = "hash.settings";      ///< of everything but cohort and questions
}  // namespace meta_key

/// In place of the hash of a file that cannot be read.
inline constexpr const char* kMissingFile = "missing";

/// Writes the study as it was understood into the folder of a run, and beside it the files of its models, so
/// that the folder needs no other. Throws as io::write_file().
void write_study(const std::string& folder, const study::Study& study);

/// Questions and limits.
std::string analysis_hash(const study::Study& study);

/// Throws Error(usage) if results cannot be written to `folder`: a file, a used folder without `resume`, one
/// that is not empty, one without leave to write. Changes nothing.
void check_run_folder(const std::string& folder, bool resume);

/// Opens the folder of a run: a new or empty folder, or with `resume` one that holds the same measurement;
/// the inputs of rows that it did not know yet are added. Throws Error(usage) for a used folder without
/// `resume`, Error(study) naming what changed since, Error(data) for a store that is not what was written,
/// Error(internal) for a folder that cannot be written.
store::Store open_run_folder(const std::string& folder, bool resume, const store::StoreTables& tables);

/// Of name, seed, engine, extractions and conditions: what may not change after the measurement, apart from
/// the cohort.
std::string settings_hash(const study::Study& study);

/// Objects, conditions and size of the plan; no features.
store::StoreTables planned_cells(const study::Study& study, const study::Plan& plan);
/// Objects, conditions, features and size of the plan; no meta, and no input is read.
store::StoreTables planned_tables(const study::Study& study, const study::Plan& plan,
                                  const engine::Engine& engine);

/// The tables of a new store for this study. `inputs`, one entry per row, are those of the rows that are
/// about to be measured, and empty for the others.
store::StoreTables store_tables(const study::Study& study, const study::Plan& plan,
                                const engine::Engine& engine,
                                std::vector<std::vector<store::StoredInput>> inputs = {});

/// A path of a result file: folder/name.
std::string in_folder(const std::string& folder, const std::string& name);

}  // namespace radgauge::record
