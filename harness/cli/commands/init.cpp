#include <filesystem>
#include <iostream>

#include "cli/commands/commands.h"
#include "core/error.h"
#include "core/text.h"
#include "intake/cohort_table.h"
#include "intake/study_draft.h"
#include "io/files.h"
#include "study/cohort.h"

namespace radgauge::cli {

namespace {

namespace fs = std::filesystem;

/// The modality that is asked for, or the only one.
Modality drafted_modality(const Arguments& arguments, const std::vector<study::CohortRow>& rows) {
  const auto modalities = intake::modalities_of(rows);
  if (arguments.has("modality")) {
    const auto asked = study::parse_modality(arguments.text("modality"));
    for (const auto& [modality, n] : modalities)
      if (asked == modality) return modality;
    throw Error(ErrorKind::usage,
                "--modality '" + shortened(arguments.text("modality")) + "': the cohort has none of it");
  }
  if (modalities.size() == 1) return modalities.front().first;
  std::vector<std::string> words;
  for (const auto& [modality, n] : modalities)
    words.push_back(std::string(to_text(modality)) + " (" + count_text(n) + " rows)");
  throw Error(ErrorKind::usage, "the cohort has images of several modalities: " + join(words, ", ") +
                                    "; a study has those of one; say which one with --modality");
}

std::string lower_word(Modality modality) {
  std::string word(to_text(modality));
  for (char& c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return word;
}

int run_init(const Arguments& arguments) {
  std::string cohort = arguments.text("cohort");
  const std::vector<study::CohortRow> all = study::read_cohort(cohort);
  const Modality modality = drafted_modality(arguments, all);
  std::vector<study::CohortRow> rows;
  for (const study::CohortRow& row : all)
    if (row.modality == modality) rows.push_back(row);
  const std::string output = arguments.text("output", "study.yaml");
  if (io::file_exists(output))
    throw Error(ErrorKind::usage,
                "'" + output + "' is there already; remove it, or name another file with -o");
  const fs::path folder = fs::path(output).parent_path();
  if (rows.size() < all.size()) {
    const fs::path table(cohort);
    cohort = (table.parent_path() / (table.stem().string() + "-" + lower_word(modality) + ".csv")).string();
    io::write_file(cohort, intake::cohort_csv(rows));
    std::cout << count_text(rows.size()) << " rows of " << to_text(modality) << " in " << cohort << "\n";
  }
  const std::string named =
      fs::absolute(cohort)
          .lexically_normal()
          .lexically_relative(fs::absolute(folder.empty() ? "." : folder).lexically_normal())
          .string();
  io::write_file(output, intake::study_draft(rows, named, fs::path(output).stem().string(),
                                             intake::has_shared_masks(all)));
  study::read_study(output);  // what it writes is valid, or this says where it is not
  std::cout << "wrote " << output << "; check it with: radgauge doctor " << output << "\n";
  return 0;
}

}  // namespace

Command init_command() {
  return {
      "init",
      "writes a commented study for a cohort table",
      "Extraction and perturbations are presets of the modality; of questions, those that the patients, sessions, "
      "readers and scanners of the table can answer, the others as comments with the reason. Of a table of several "
      "modalities the rows of one are written to a table of their own.",
      {{"cohort", "", OptionKind::text, "COHORT", "cohort table (CSV)", true},
       {"output", "-o,--output", OptionKind::text, "FILE", "the study (default study.yaml)"},
       {"modality", "--modality", OptionKind::text, "WORD",
        "CT, MR, PET or other; needed when the table has several"}},
      {"radgauge init cohort.csv", "radgauge init cohort.csv --modality PET -o pet.yaml"},
      &run_init};
}

}  // namespace radgauge::cli
