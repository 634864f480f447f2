// Writes the kept records of what the perturbations do: the comparison with MIRP, mask.observer on real
// lesions, and the picture with a row for each.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "core/error.h"
#include "perturbations/records.h"

int main(int argc, char** argv) {
  namespace records = radgauge::records;
  CLI::App app{"Records of what the perturbations do"};
  app.require_subcommand(1);
  std::string folder = "results/compliance", peer = "results/compliance/peers/mirp_perturbations.csv";
  std::string table = "results/examples/perturbations.csv", picture = "results/examples/perturbations.png";
  bool check = false;
  CLI::App* mirp = app.add_subcommand("mirp", "compare with MIRP on the CT phantom of IBSI 1");
  mirp->add_option("-o,--output", folder, "folder of perturbations.csv and perturbations.md");
  mirp->add_option("--peer", peer, "what peers/perturb_mirp.py wrote");
  CLI::App* observer = app.add_subcommand("observer", "mask.observer at Dice 0.85 on real lesions");
  observer->add_option("-o,--output", folder, "folder of observer.csv and observer.md");
  CLI::App* pictures = app.add_subcommand("pictures", "a row for each perturbation");
  pictures->add_option("-o,--output", picture, "the PNG file");
  pictures->add_option("--table", table, "how each is shown");
  pictures->add_flag("--check", check, "only whether each has its row");
  CLI11_PARSE(app, argc, argv);
  try {
    if (mirp->parsed()) records::compare_with_mirp(peer, folder);
    if (observer->parsed()) records::record_observer(folder);
    if (pictures->parsed())
      if (const std::string problem = records::picture_perturbations(table, picture, check);
          !problem.empty()) {
        std::cerr << "perturbation_records: " << problem << "\n";
        return 1;
      }
  } catch (const radgauge::Error& error) {
    std::cerr << "perturbation_records: " << error.what() << "\n";
    return exit_code(error.kind());
  } catch (const std::exception& error) {
    std::cerr << "perturbation_records: " << error.what() << "\n";
    return exit_code(radgauge::ErrorKind::internal);
  }
  return 0;
}
