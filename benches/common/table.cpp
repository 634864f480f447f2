// Turns the records of a folder (*.json of Google Benchmark) into its README.md, and prints how peers
// compare.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"

namespace radgauge::bench {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// One line of the table: medians of the repetitions of one bench.
struct Line {
  std::string task, implementation, variant;
  double milliseconds = 0;
  double cpu_milliseconds = 0;
  double spread_percent = std::nan("");  ///< coefficient of variation of the time
  std::string problem;
  std::vector<std::pair<std::string, double>> counters;
};

/// Fields of a run that Google Benchmark writes itself; all other numbers are counters.
bool is_counter(const std::string& key) {
  static const std::vector<std::string> own{"family_index", "per_family_instance_index",
                                            "repetitions",  "repetition_index",
                                            "threads",      "iterations",
                                            "real_time",    "cpu_time"};
  return std::find(own.begin(), own.end(), key) == own.end();
}

/// "task/implementation/variant..." without what Google Benchmark appends ("iterations:1", "manual_time",
/// "process_time").
Line line_of(const Json& run) {
  Line line;
  std::vector<std::string> parts;
  bool is_manual = false;
  for (const std::string& part : split(run.at("run_name").get<std::string>(), '/')) {
    is_manual = is_manual || part == "manual_time";
    if (part.find(':') == std::string::npos && part != "manual_time" && part != "process_time")
      parts.push_back(part);
  }
  line.task = parts.at(0);
  line.implementation = parts.at(1);
  line.variant = join(std::span(parts).subspan(2), " ");
  if (run.value("error_occurred", false)) {
    line.problem = run.at("error_message").get<std::string>();
    return line;
  }
  const double scale = run.at("time_unit") == "ms" ? 1 : run.at("time_unit") == "us" ? 1e-3 : 1e-6;
  line.milliseconds = run.at("real_time").get<double>() * scale;
  line.cpu_milliseconds = is_manual ? line.milliseconds : run.at("cpu_time").get<double>() * scale;
  for (const auto& [key, value] : run.items())
    if (value.is_number() && is_counter(key)) line.counters.emplace_back(key, value.get<double>());
  return line;
}

/// Medians, in the order of registration. A bench that ran once has no median and stands for itself.
std::vector<Line> lines_of(const Json& record) {
  std::map<std::pair<std::int64_t, std::string>, Line> lines;
  std::map<std::string, double> spread;
  for (const Json& run : record.at("benchmarks")) {
    const std::string aggregate = run.value("aggregate_name", "");
    const std::string name = run.at("run_name").get<std::string>();
    if (aggregate == "cv") spread[name] = 100 * run.at("real_time").get<double>();
    if (!aggregate.empty() && aggregate != "median") continue;
    const std::pair<std::int64_t, std::string> key{run.at("family_index").get<std::int64_t>(), name};
    const auto known = lines.find(key);
    // One wrong repetition makes the bench wrong.
    if (known == lines.end() ||
        (known->second.problem.empty() && (aggregate == "median" || run.value("error_occurred", false))))
      lines[key] = line_of(run);
  }
  std::vector<Line> ordered;
  for (auto& [key, line] : lines) {
    if (const auto found = spread.find(key.second); found != spread.end())
      line.spread_percent = found->second;
    ordered.push_back(std::move(line));
  }
  return ordered;
}

/// CPU time of a peer over ours, for the same task and variant; NaN without one of them.
double ratio_to_ours(const Line& peer, const std::vector<Line>& lines) {
  for (const Line& line : lines)
    if (line.task == peer.task && line.variant == peer.variant && line.implementation == "radgauge" &&
        peer.implementation != "radgauge" && line.problem.empty() && peer.problem.empty())
      return peer.cpu_milliseconds / line.cpu_milliseconds;
  return std::nan("");
}

/// Counters of time per item are kept in seconds by Google Benchmark and shown in nanoseconds.
bool is_time_per_item(const std::string& counter) {
  return counter.rfind("time_per_", 0) == 0;
}

std::string heading(const std::string& counter) {
  std::string text = is_time_per_item(counter) ? "ns" + counter.substr(4) : counter;
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string number(double value) {
  if (std::isnan(value)) return "";
  return value >= 1000 ? to_text(static_cast<std::int64_t>(std::llround(value))) : to_rounded_text(value, 3);
}

std::vector<std::string> counter_names(const std::vector<Line>& lines) {
  std::vector<std::string> names;
  for (const Line& line : lines)
    for (const auto& [name, value] : line.counters)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

std::string row(const std::vector<std::string>& cells) {
  return "| " + join(cells, " | ") + " |\n";
}

std::string table_of(const std::vector<Line>& lines) {
  const std::vector<std::string> counters = counter_names(lines);
  const bool has_peers =
      std::any_of(lines.begin(), lines.end(), [](const Line& l) { return l.implementation != "radgauge"; });
  std::vector<std::string> head{"task", "of", "on", "ms", "spread %"};
  for (const std::string& counter : counters) head.push_back(heading(counter));
  if (has_peers) head.push_back("time of peer / ours");
  std::vector<std::string> rule(head.size(), "---:");
  std::fill_n(rule.begin(), 3, "---");
  std::string text = row(head) + row(rule);
  for (const Line& line : lines) {
    std::vector<std::string> cells{line.task, line.implementation, line.variant};
    if (!line.problem.empty())
      cells.push_back("WRONG: " + line.problem);
    else
      cells.push_back(number(line.milliseconds));
    cells.push_back(number(line.spread_percent));
    for (const std::string& counter : counters) {
      double value = std::nan("");
      for (const auto& [name, found] : line.counters)
        if (name == counter) value = is_time_per_item(name) ? found * 1e9 : found;
      cells.push_back(number(value));
    }
    if (has_peers) cells.push_back(number(ratio_to_ours(line, lines)));
    text += row(cells);
  }
  return text;
}

/// One line for the terminal: time, what a counter says of speed, and how a peer compares.
void print(const Line& line, const std::vector<Line>& lines) {
  std::string name = "  " + line.task +
                     (line.implementation == "radgauge" ? "" : ", " + line.implementation) + ", " +
                     line.variant;
  name.resize(std::max<std::size_t>(name.size() + 1, 76), ' ');
  if (!line.problem.empty()) {
    std::cout << name << "WRONG: " << line.problem << "\n";
    return;
  }
  std::cout << name << number(line.milliseconds) << " ms";
  for (const auto& [counter, value] : line.counters) {
    if (is_time_per_item(counter)) std::cout << ", " << number(value * 1e9) << " " << heading(counter);
    if (counter == "conditions_per_s") std::cout << ", " << number(value) << " conditions per s";
    if (counter == "peak_mib") std::cout << ", " << number(value) << " MiB";
  }
  if (const double ratio = ratio_to_ours(line, lines); !std::isnan(ratio))
    std::cout << ", " << number(ratio) << " x our time";
  std::cout << "\n";
}

std::string machine_of(const Json& context) {
  const auto text = [&](const std::string& key) {
    return context.contains(key) ? context.at(key).get<std::string>() : std::string("unknown");
  };
  std::string load;
  for (const Json& value : context.value("load_avg", Json::array())) {
    load += (load.empty() ? "" : ", ") + to_rounded_text(value.get<double>(), 3);
  }
  return text("cpu") + ", " + to_text(context.at("num_cpus").get<std::int64_t>()) + " processors of " +
         to_text(context.at("mhz_per_cpu").get<std::int64_t>()) + " MHz, " + text("memory_gib") + " GiB; " +
         text("compiler") + ", " + text("build_type") + " (`" + text("flags") + "`); radgauge " +
         text("radgauge") + ", commit " + text("commit") + "; " + text("date") +
         "; load average at the start " + load + ".\n";
}

constexpr const char* kIntroduction =
    "# Benches\n\n"
    "Written by `./run bench`, from the records beside it (JSON of Google Benchmark). Every result was "
    "compared with a reference before it was timed; a wrong one has no time. Times are medians of "
    "repetitions that took turns; `spread %` is their coefficient of variation. `ns per ...` is CPU time, of "
    "all threads together: per voxel of the box of the region, for `family` and `levels` per voxel of the "
    "region, for `native` per voxel of the cropped image as acquired.\n\n"
    "`conditions`: the whole chain from files (or a phantom generator) to the store, 24 conditions of one "
    "object unless their number is given, each run in a process of its own; seconds of the stages are "
    "summed over threads (`acquire` includes looking at the inputs beforehand), `cpu s` is all CPU time of "
    "the process, `outside percent` its part that is in none of the stages, `peak mib` its largest "
    "resident memory.\n\n"
    "`measurements`: the analysis of a finished run of 215 features, from its store to the text of every "
    "file of the results, in a process of its own; `load s` reads study and store, `analysis s` answers, "
    "`files s` writes, `bytes per value` is all that is held of cells and values.\n";

int run(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::string text = kIntroduction;
  for (const fs::path& file : files) {
    const Json record = Json::parse(io::read_file(file.string()));
    const std::vector<Line> lines = lines_of(record);
    text +=
        "\n## " + file.stem().string() + "\n\n" + machine_of(record.at("context")) + "\n" + table_of(lines);
    std::cout << "\n" << file.stem().string() << "\n";
    for (const Line& line : lines) print(line, lines);
  }
  io::write_file((fs::path(folder) / "README.md").string(), text);
  return 0;
}

}  // namespace

}  // namespace radgauge::bench

int main(int argc, char** argv) {
  try {
    if (argc == 2) return radgauge::bench::run(argv[1]);
    std::cerr << "usage: bench_table FOLDER\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "bench_table: " << error.what() << "\n";
    return 70;
  }
}
