// Writes numerical_floor.csv and numerical_floor.md into a folder, and the table of numerical_floor().
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <bit>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "core/text.h"
#include "floor/record.h"
#include "io/files.h"

namespace {

namespace floor_study = radgauge::floor;
using floor_study::Values;

std::string bytes_of(const Values& values) {
  std::string bytes;
  for (const auto& row : values)
    bytes.append(reinterpret_cast<const char*>(row.data()), row.size() * sizeof(double));
  return bytes;
}

/// Values in the shape of `like`.
Values values_of(const std::string& bytes, const Values& like) {
  Values values = like;
  if (bytes.size() != bytes_of(like).size())
    throw std::runtime_error("the second process wrote other values");
  std::size_t at = 0;
  for (auto& row : values)
    for (double& value : row) {
      std::memcpy(&value, bytes.data() + at, sizeof value);
      at += sizeof value;
    }
  return values;
}

/// This program once more, without fused multiply-add in the C library (glibc 2.33 and newer; elsewhere the
/// variable is not known, and nothing differs).
Values values_without_fma(std::vector<std::string> arguments, const std::string& file, const Values& like) {
  setenv("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2", 1);
  arguments.insert(arguments.end(), {"--values", file});
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  int status = 0;
  const int code = posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, argv.data(), environ);
  unsetenv("GLIBC_TUNABLES");
  if (code != 0 || waitpid(child, &status, 0) != child || status != 0)
    throw std::runtime_error("the program could not be run a second time");
  return values_of(radgauge::io::read_file(file), like);
}

std::string probe_sentence(const std::vector<double>& here, const std::vector<double>& there) {
  std::int64_t other[3] = {};
  for (std::size_t i = 0; i < here.size(); ++i)
    other[i % 3] += std::bit_cast<std::uint64_t>(here[i]) != std::bit_cast<std::uint64_t>(there[i]) ? 1 : 0;
  if (other[0] + other[1] + other[2] == 0) return "No result differed: this machine cannot show it.";
  using radgauge::to_text;
  return "Of " + to_text(static_cast<std::int64_t>(here.size() / 3)) + " results each, " + to_text(other[0]) +
         " of exp, " + to_text(other[1]) + " of log2 and " + to_text(other[2]) + " of pow differed.";
}

void write_record(const std::string& folder, const std::string& table, int own, int scans) {
  const auto objects = floor_study::objects(own, scans);
  Values usual = floor_study::usual_values(objects);
  std::vector<floor_study::Way> ways = floor_study::other_ways(objects);
  Values with_probe = usual;
  with_probe.push_back(floor_study::library_probe());
  const std::string file = folder + "/numerical_floor.values";
  Values other = values_without_fma(
      {"numerical_floor", "--own", std::to_string(own), "--scans", std::to_string(scans)}, file, with_probe);
  std::filesystem::remove(file);
  floor_study::Conditions conditions;
  conditions.library = probe_sentence(with_probe.back(), other.back());
  other.pop_back();
  ways.push_back({floor_study::kLibrary, "without fused multiply-add", other});
  for (const auto& object : objects) conditions.objects.push_back(object.name);
  for (const auto& way : ways) conditions.ways.push_back(way.cause + ": " + way.name);
  const auto list = floor_study::floors(objects, usual, ways);
  radgauge::io::write_file(folder + "/numerical_floor.csv", floor_study::record_csv(list));
  radgauge::io::write_file(folder + "/numerical_floor.md", floor_study::record_markdown(list, conditions));
  if (!table.empty()) radgauge::io::write_file(table, floor_study::record_table(list));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Measures by how much a feature differs when the same is computed in another way"};
  std::string folder = "results/compliance", table, values;
  int own = 4, scans = 30;
  app.add_option("-o,--output", folder, "folder of numerical_floor.csv and numerical_floor.md");
  app.add_option("--table", table, "file of the table of numerical_floor()");
  app.add_option("--own", own, "lesion phantoms")->check(CLI::Range(0, 1000));
  app.add_option("--scans", scans, "patients of the IBSI validation phase, each with CT, MR and PET")
      ->check(CLI::Range(0, 1000));
  app.add_option("--values", values, "only write the values to this file");
  CLI11_PARSE(app, argc, argv);
  try {
    if (values.empty()) {
      std::filesystem::create_directories(folder);
      write_record(folder, table, own, scans);
      return 0;
    }
    Values usual = floor_study::usual_values(floor_study::objects(own, scans));
    usual.push_back(floor_study::library_probe());
    radgauge::io::write_file(values, bytes_of(usual));
  } catch (const std::exception& error) {
    std::cerr << "numerical_floor: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
