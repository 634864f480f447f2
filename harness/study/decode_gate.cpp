#include <cmath>

#include "core/text.h"
#include "study/decode_parts.h"
#include "study/keys.h"

namespace radgauge::study {

void decode_gate(Study& study, const io::Yaml& yaml) {
  const io::Yaml* gate = yaml.find("gate");
  if (gate == nullptr) return;
  gate->check_keys(gate_keys().names(), "gate");
  const io::Yaml* baseline = gate->find("baseline");
  if (baseline == nullptr)
    throw gate->error(
        "gate has no key 'baseline'; write gate: {baseline: baseline.csv}, a file that "
        "radgauge gate DIR --save wrote");
  GateRequest out;
  out.baseline = baseline->as_text("baseline");
  if (out.baseline.empty()) throw baseline->error("baseline is empty; give the file of a baseline");
  if (const io::Yaml* tolerance = gate->find("tolerance")) out.tolerance = tolerance->as_text("tolerance");
  const auto factor = [&](const char* key, double& to) {
    const io::Yaml* at = gate->find(key);
    if (at == nullptr) return;
    to = at->as_real(key);
    if (!(to >= 1 && std::isfinite(to)))
      throw at->error(std::string(key) + " is " + to_text(to) + "; give a number from 1 on");
  };
  factor("floor_factor", out.floor_factor);
  factor("slower", out.slower);
  factor("memory", out.memory);
  study.gate = std::move(out);
}

}  // namespace radgauge::study
