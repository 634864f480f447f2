#include "gate/trace_file.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>

#include "core/error.h"
#include "core/text.h"
#include "io/compressed.h"
#include "io/files.h"

namespace radgauge::gate {

namespace {

using TraceJson = nlohmann::ordered_json;

constexpr const char* kTraceSchema = "radgauge-trace-1";
constexpr const char* kTraceStart = R"({"schema":"radgauge-trace-)";
constexpr double kMostTraceBytes = 8e9;

TraceJson lattice_json(const Volume& volume) {
  const Lattice& l = volume.lattice;
  return {
      {"size", l.size},           {"spacing_mm", l.spacing_mm},     {"origin_mm", l.origin_mm},
      {"direction", l.direction}, {"offset", volume.window.offset}, {"whole_size", volume.window.whole_size}};
}

template <class T>
void put_bytes(std::string& payload, const T* first, std::size_t n) {
  payload.append(reinterpret_cast<const char*>(first), n * sizeof(T));
}

TraceJson step_json(const KeptStep& step, std::string& payload) {
  TraceJson json{{"step", step.step}, {"part", step.part}};
  if (step.has_voxels()) {
    json["voxels"] = lattice_json(step.voxels);
    put_bytes(payload, step.voxels.voxels.data(), step.voxels.voxels.size());
    return json;
  }
  json["numbers"] = TraceJson::array();
  TraceJson reasons = TraceJson::object();
  for (std::size_t i = 0; i < step.numbers.size(); ++i) {
    const NamedNumber& number = step.numbers[i];
    json["numbers"].push_back(number.name);
    if (!number.reason.empty()) reasons[to_text(static_cast<std::int64_t>(i))] = number.reason;
    put_bytes(payload, &number.value, 1);
  }
  if (!reasons.empty()) json["reasons"] = std::move(reasons);
  return json;
}

/// Takes what a head promises out of the payload, piece by piece.
class Payload {
 public:
  explicit Payload(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}

  template <class T>
  void take(T* to, std::size_t n) {
    std::memcpy(to, bytes_.data() + at_, n * sizeof(T));
    at_ += n * sizeof(T);
  }

 private:
  std::vector<std::byte> bytes_;
  std::size_t at_ = 0;
};

/// A step without its content, and the bytes that this takes. Throws what nlohmann throws, and Error(data).
double read_step_head(const TraceJson& json, KeptStep& step) {
  step.step = json.at("step").get<std::string>();
  step.part = json.at("part").get<std::string>();
  if (!json.contains("voxels")) {
    for (const TraceJson& name : json.at("numbers")) step.numbers.push_back({name.get<std::string>()});
    if (json.contains("reasons"))
      for (const auto& [place, reason] : json.at("reasons").items()) {
        const auto i = parse_int(place);
        if (!i || *i < 0 || *i >= std::ssize(step.numbers))
          throw Error(ErrorKind::data, "a reason belongs to no number");
        step.numbers[static_cast<std::size_t>(*i)].reason = reason.get<std::string>();
      }
    return 8.0 * static_cast<double>(step.numbers.size());
  }
  const TraceJson& at = json.at("voxels");
  Lattice& lattice = step.voxels.lattice;
  at.at("size").get_to(lattice.size);
  at.at("spacing_mm").get_to(lattice.spacing_mm);
  at.at("origin_mm").get_to(lattice.origin_mm);
  at.at("direction").get_to(lattice.direction);
  at.at("offset").get_to(step.voxels.window.offset);
  at.at("whole_size").get_to(step.voxels.window.whole_size);
  check_lattice(lattice);
  double voxels = 4;
  for (const std::int64_t size : lattice.size) voxels *= static_cast<double>(size);
  return voxels;
}

CellTrace read_trace_head(const TraceJson& json, double& bytes) {
  CellTrace trace;
  json.at("study").get_to(trace.study);
  json.at("object").get_to(trace.object);
  json.at("condition").get_to(trace.condition);
  json.at("engine").get_to(trace.engine);
  json.at("measured_by").get_to(trace.measured_by);
  const auto status = parse_status(json.at("status").get<std::string>());
  if (!status) throw Error(ErrorKind::data, "its status is not known");
  trace.status = *status;
  json.at("reason").get_to(trace.reason);
  bytes = 0;
  for (const TraceJson& one : json.at("extractions")) {
    TracedExtraction& extraction = trace.extractions.emplace_back();
    one.at("name").get_to(extraction.name);
    for (const TraceJson& step : one.at("steps"))
      bytes += read_step_head(step, extraction.steps.emplace_back());
  }
  if (!(bytes <= kMostTraceBytes)) throw Error(ErrorKind::data, "it promises more than 8 GB");
  return trace;
}

void fill_trace(CellTrace& trace, Payload& payload) {
  for (TracedExtraction& extraction : trace.extractions)
    for (KeptStep& step : extraction.steps) {
      for (NamedNumber& number : step.numbers) payload.take(&number.value, 1);
      if (step.voxels.lattice.size[0] == 0) continue;
      step.voxels.voxels.resize(static_cast<std::size_t>(step.voxels.lattice.voxel_count()));
      payload.take(step.voxels.voxels.data(), step.voxels.voxels.size());
    }
}

/// What follows the head, whole. Throws Error(data).
std::vector<std::byte> unpacked(const std::string& path, std::int64_t offset, std::int64_t packed,
                                double bytes) {
  if (!io::could_hold(packed, bytes)) throw Error(ErrorKind::data, "it holds less than it promises");
  std::vector<std::byte> out(static_cast<std::size_t>(bytes));
  const auto length = io::decompress(path, offset, 0, out);
  if (!length) throw Error(ErrorKind::data, "it is cut or damaged");
  if (*length != std::ssize(out))
    throw Error(ErrorKind::data, "it holds " + to_text(*length) + " bytes and promises " +
                                     to_text(static_cast<std::int64_t>(out.size())));
  return out;
}

}  // namespace

void save_trace(const CellTrace& trace, const std::string& path) {
  std::string payload;
  TraceJson json{{"schema", kTraceSchema},
                 {"study", trace.study},
                 {"object", trace.object},
                 {"condition", trace.condition},
                 {"engine", trace.engine},
                 {"measured_by", trace.measured_by},
                 {"status", std::string(to_text(trace.status))},
                 {"reason", trace.reason},
                 {"extractions", TraceJson::array()}};
  for (const TracedExtraction& extraction : trace.extractions) {
    TraceJson steps = TraceJson::array();
    for (const KeptStep& step : extraction.steps) steps.push_back(step_json(step, payload));
    json["extractions"].push_back({{"name", extraction.name}, {"steps", std::move(steps)}});
  }
  io::write_file(path,
                 json.dump(-1, ' ', false, TraceJson::error_handler_t::replace) + "\n" + io::gzip(payload));
}

bool is_trace_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string start(std::strlen(kTraceStart), '\0');
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  return stream && start == kTraceStart;
}

CellTrace read_trace(const std::string& path) {
  const std::string text = io::read_file(path);
  const auto end = text.find('\n');
  const TraceJson json = TraceJson::parse(text.substr(0, end), nullptr, false);
  if (end == std::string::npos || !json.is_object() || !json.contains("schema") ||
      !json["schema"].is_string())
    throw Error(ErrorKind::data,
                path +
                    ": this is no trace of a cell, or its first line was cut; radgauge explain --save "
                    "writes one");
  if (json["schema"] != kTraceSchema)
    throw Error(ErrorKind::data, path + ": the trace is a '" + json["schema"].get<std::string>() +
                                     "', and this version reads " + kTraceSchema + "; save it again");
  try {
    double bytes = 0;
    CellTrace trace = read_trace_head(json, bytes);
    const auto head = static_cast<std::int64_t>(end) + 1;
    Payload payload(unpacked(path, head, std::ssize(text) - head, bytes));
    fill_trace(trace, payload);
    return trace;
  } catch (const TraceJson::exception& error) {
    throw Error(ErrorKind::data, path + ": the trace is damaged (" + error.what() + "); save it again");
  } catch (const Error& error) {
    throw Error(ErrorKind::data, path + ": the trace is damaged (" + error.what() + "); save it again");
  }
}

}  // namespace radgauge::gate
