#pragma once

#include <string>
#include <vector>

#include "runner/runner.h"

namespace radgauge {

/// Names of the files in a folder of results (design 7).
namespace result_file {
inline constexpr const char* kStore = "measurements.sqlite";
inline constexpr const char* kStudy = "study.resolved.yaml";
inline constexpr const char* kFeatures = "features.csv";
inline constexpr const char* kAgreement = "agreement.csv";
inline constexpr const char* kConfounding = "confounding.csv";
inline constexpr const char* kWorstCases = "worst_cases.csv";
inline constexpr const char* kCells = "cells.csv";
inline constexpr const char* kTimings = "timings.csv";
inline constexpr const char* kSummary = "summary.json";
inline constexpr const char* kProvenance = "provenance.json";
inline constexpr const char* kReport = "report.html";
inline constexpr const char* kMarkdown = "report.md";
inline constexpr const char* kJunit = "junit.xml";
}  // namespace result_file

/// A file that a study reads, as the study names it, with the hash of its content ("missing" if it cannot be
/// read).
struct InputFile {
  std::string name;
  std::string sha256;
};
std::vector<InputFile> input_files(const Study& study);

/// What must be equal for measurements to belong together: cohort, inputs, conditions, extractions, engine,
/// seed, version.
std::string measurement_hash(const StoreTables& tables);
/// Questions and limits.
std::string analysis_hash(const Study& study);

/// Throws Error(usage) if results cannot be written to `folder`: a file, a used folder without `resume`, one
/// that is not empty, one without leave to write. Changes nothing.
void check_run_folder(const std::string& folder, bool resume);

/// Opens the folder of a run: a new or empty folder, or with `resume` one that holds the same measurement.
/// Throws Error(usage) for a used folder without `resume`, Error(study) naming what changed since,
/// Error(internal) for a folder that cannot be written.
Store open_run_folder(const std::string& folder, bool resume, const StoreTables& tables);

/// The tables of a new store for this study, with the hashes of what is measured; reads every input file.
StoreTables store_tables(const Study& study, const Plan& plan, const Engine& engine);

/// A path of a result file: folder/name.
std::string in_folder(const std::string& folder, const std::string& name);

}  // namespace radgauge
