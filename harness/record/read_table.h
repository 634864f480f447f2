#pragma once

#include <string>
#include <vector>

#include "record/clean_names.h"
#include "record/measured_table.h"
#include "record/name_parts.h"

namespace radgauge::record {

/// How a table of measurements is read.
struct TableReading {
  /// auto, tidy, wide, a name map (pyradiomics, mirp, nyxus, pictologics), or the path of one
  /// (engine/name_map.h).
  std::string format = "auto";
  std::vector<NamePattern> patterns;  ///< of columns that hold several things
  std::vector<std::string> left_out;  ///< columns of wide tables that are no features: names or patterns
  /// Only rows whose column `where_column` holds this text; "" is every row.
  std::string where_column;
  std::string where_text;
};

/// A table that was read, and what a reader of the results must know of it.
struct ReadTable {
  MeasuredTable table;
  std::string format;              ///< that was found: tidy, wide, or the name map
  std::string extractor;           ///< as the table says it ("pyradiomics 3.0.1"); "" where it does not
  std::vector<std::string> notes;  ///< what was left out, assumed or renamed, a sentence each
  NameCleaner names;               ///< of patients and lesions, for the table of patients
};

/// Reads a table of measurements, packed with gzip or not; fields separated by commas, semicolons or tabs,
/// with decimal commas where semicolons or tabs separate.
///
/// Tidy: a row for each value, in any order, with the columns patient, feature and value, and lesion,
/// channel, session, reader, scanner, site, condition, unit, status, reason where there are such. A status
/// other than ok is no value. Wide: a row for each cell and a column for each feature; who it is of stands in
/// columns of usual names or in those of `patterns`. With a name map, columns that it knows become IBSI
/// features (scaled as it says) and others keep their names. Fields that are empty or NA hold no value;
/// diagnostics of an extractor, an index and columns of text are left out and named.
///
/// Cells do not depend on the order of rows: conditions and objects are the table's. Sessions that `patterns`
/// make of dates or times, and others that belong to one patient each, are numbered from 1 within patients,
/// in the order of their names, with numbers in them compared as numbers. Letters that names of cells need
/// for themselves become '_'. Throws Error(usage or data) that names file and line: no patient, a cell twice,
/// a value that is no number, names that become one, another unit of a feature than above.
ReadTable read_measured_table(const std::string& path, const TableReading& reading);

}  // namespace radgauge::record
