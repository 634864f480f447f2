#include <algorithm>
#include <iostream>

#include "cli/commands/commands.h"
#include "core/error.h"
#include "core/machine.h"
#include "core/shell.h"
#include "core/text.h"
#include "engine/name_map.h"
#include "io/files.h"
#include "record/imported_run.h"
#include "record/run_folder.h"

namespace radgauge::cli {

namespace {

record::TableReading table_reading_of(const Arguments& arguments) {
  record::TableReading reading;
  reading.format = arguments.text("format", reading.format);
  std::vector<std::string> formats{"auto", "tidy", "wide"};
  for (const std::string& name : engine::name_maps()) formats.push_back(name);
  if (std::find(formats.begin(), formats.end(), reading.format) == formats.end() &&
      !io::file_exists(reading.format))
    throw Error(ErrorKind::usage, "--format '" + reading.format + "' is neither one of " +
                                      join(formats, ", ") + " nor the file of a name map" +
                                      did_you_mean(reading.format, formats));
  reading.patterns = record::parse_name_patterns(arguments.text("split"));
  for (const std::string& pattern : split(arguments.text("leave-out"), ','))
    if (!trim(pattern).empty()) reading.left_out.push_back(trim(pattern));
  if (const std::string where = arguments.text("where"); !where.empty()) {
    const auto sign = where.find('=');
    reading.where_column = trim(where.substr(0, sign));
    if (sign == std::string::npos || reading.where_column.empty())
      throw Error(ErrorKind::usage, "--where '" + where + "' is not COLUMN = TEXT");
    reading.where_text = trim(where.substr(sign + 1));
  }
  return reading;
}

int run_import(const Arguments& arguments) {
  record::ImportRequest request;
  request.table = arguments.text("table");
  request.folder = arguments.text("output");
  request.name = arguments.text("name");
  request.patients = arguments.text("cohort");
  request.modality = arguments.text("modality", request.modality);
  request.unit = arguments.text("unit");
  request.extractor = arguments.text("extractor");
  request.command = command_line();
  request.started = utc_now();
  const record::TableReading reading = table_reading_of(arguments);
  record::check_run_folder(request.folder, false);
  const record::ReadTable read = record::read_measured_table(request.table, reading);
  const record::ImportedRun made = record::import_run(read, request);
  for (const std::string& note : made.notes) std::cerr << "radgauge: note: " << note << "\n";
  if (request.unit.empty() && request.modality == "other")
    std::cerr << "radgauge: note: units of intensities are recorded as unknown where the table gives none; "
                 "--modality or --unit says them\n";
  std::cout << request.folder << ": " << count_text(made.features) << " features of "
            << count_text(made.objects) << " objects of " << count_text(made.patients) << " patients, "
            << count_text(made.cells) << " cells (" << count_text(made.rows) << " acquisitions x "
            << count_text(made.conditions) << " conditions), " << count_text(made.absent_cells) << " absent, "
            << count_text(made.failed_cells) << " failed; read as " << read.format << "\n"
            << "next: radgauge analyse " << shell_word(request.folder) << "\n";
  return 0;
}

}  // namespace

Command import_command() {
  return {
      "import",
      "makes a run of a table of measurements that were made elsewhere",
      "Writes a folder that analyse, certify, compare and gate take like that of a run. TABLE is CSV, packed with "
      "gzip or not; commas, semicolons or tabs, with decimal commas beside the latter two. tidy: a row for each "
      "value, in any order, with the columns of `radgauge export`; a status other than ok is no value. wide: a "
      "row for each object and a column for each feature. pyradiomics, mirp, nyxus, pictologics, or a name map of yours: "
      "wide, and columns that the map knows become IBSI features; others keep their names. auto (default) looks "
      "at the header. Of wide tables an index, diagnostics and columns of text are left out and named. What a "
      "table does not say is recorded as not known: settings, software, units.\n"
      "--split says where patient, lesion, channel, session, reader, scanner, site and condition stand if the "
      "columns are not called so: 'study = patient_date_time, structure = lesion'. date, time and visit make the "
      "session, any is passed over; braces allow other text: 'file = {patient}-v{session}.nii'. Sessions that no "
      "two patients share are numbered within patients. --cohort is a table `patient[,lesion]` with outcomes and "
      "covariates. Exit codes: 0 written; 2 usage; 4 the table cannot be used, with file and line.",
      {{"table", "", OptionKind::text, "TABLE", "table of measurements (CSV, CSV.gz)", true},
       {"output", "-o,--output", OptionKind::text, "DIR", "folder for the run; new or empty", true},
       {"format", "--format", OptionKind::text, "FORMAT",
        "auto (default), tidy, wide, pyradiomics, mirp, nyxus, pictologics, or the file of a name map"},
       {"cohort", "--cohort", OptionKind::text, "PATIENTS", "table of patients with outcomes and covariates"},
       {"split", "--split", OptionKind::text, "PATTERN",
        "how columns name patient, lesion, session and so on"},
       {"where", "--where", OptionKind::text, "COLUMN=TEXT", "only rows with this text in this column"},
       {"leave-out", "--leave-out", OptionKind::text, "COLUMN[,COLUMN...]",
        "columns of a wide table that are no features; * and ? are patterns"},
       {"modality", "--modality", OptionKind::text, "MODALITY", "CT, MR, PET or other (default other)"},
       {"unit", "--unit", OptionKind::text, "UNIT",
        "of the intensities (default: by modality, else unknown)"},
       {"extractor", "--extractor", OptionKind::text, "TEXT", "software and version that measured"},
       {"name", "--name", OptionKind::text, "NAME", "name of the study (default: that of the table)"}},
      {"radgauge import measurements.csv -o imported",
       "radgauge import features.csv --format pyradiomics --split 'study = patient_date_time' -o imported",
       "radgauge import measurements.csv --format tidy --cohort patients.csv -o imported"},
      &run_import};
}

}  // namespace radgauge::cli
