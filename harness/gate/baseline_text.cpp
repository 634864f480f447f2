#include "gate/baseline_text.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <unordered_map>

#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"
#include "io/row_stream.h"

namespace radgauge::gate {

namespace {

constexpr std::string_view kQuestionStart = "question ";
constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::string_view kCellKind = "cell";
constexpr std::string_view kCountKind = "count";

std::string field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string line = io::csv_line({std::string(text), ""});
  return line.substr(0, line.size() - 2);
}

/// Values that are not ok follow from the cell where it is not ok itself.
bool is_written(const BaselineCell& cell, Status value) {
  return cell.status != Status::absent && (value == Status::ok || cell.status == Status::ok);
}

/// What a baseline holds, so that one that was cut is not read as whole.
std::map<std::string, std::int64_t> counts_of(const Baseline& b) {
  std::int64_t steps = 0, inputs = 0, values = 0;
  for (const NamedTexts& of_object : b.inputs) inputs += std::ssize(of_object);
  for (std::size_t c = 0; c < b.cells.size(); ++c) {
    steps += std::ssize(b.cells[c].steps);
    for (std::size_t f = 0; f < b.features.size(); ++f)
      values += is_written(b.cells[c], b.statuses[b.at(c, f)]) ? 1 : 0;
  }
  return {{"settings", std::ssize(b.settings)},
          {"features", std::ssize(b.features)},
          {"about", std::ssize(b.about)},
          {"accepted", std::ssize(b.accepted)},
          {"costs", std::ssize(b.costs)},
          {"floors", std::count_if(b.features.begin(), b.features.end(),
                                   [](const BaselineFeature& f) { return f.floor == f.floor; })},
          {"one_ulp", std::count_if(b.features.begin(), b.features.end(),
                                    [](const BaselineFeature& f) { return f.one_ulp == f.one_ulp; })},
          {"decisions", std::ssize(b.decisions)},
          {"inputs", inputs},
          {"cells", std::ssize(b.cells)},
          {"steps", steps},
          {"values", values}};
}

class BaselineWriter {
 public:
  BaselineWriter(const Baseline& baseline, const std::function<void(std::string_view)>& write)
      : b_(baseline), write_(write) {}

  void write() {
    text_ = "object,condition,kind,name,value,status\n";
    write_head();
    std::size_t cell = 0;
    for (std::uint32_t o = 0; o < b_.objects.size(); ++o) {
      const std::string object = field(b_.objects[o]);
      for (const auto& [name, hash] : b_.inputs[o]) line(object, "", "input", name, hash);
      for (; cell < b_.cells.size() && b_.cells[cell].object == o; ++cell) write_cell(object, cell);
    }
    write_(text_);
  }

 private:
  void line(const std::string& object, const std::string& condition, std::string_view kind,
            std::string_view name, std::string_view value, std::string_view status = {}) {
    text_ += object;
    text_ += ',';
    text_ += condition;
    for (const std::string_view part : {kind, name, value, status}) {
      text_ += ',';
      if (part.find_first_of(",\"\r\n") == std::string_view::npos)
        text_ += part;
      else
        text_ += field(part);
    }
    text_ += '\n';
    if (text_.size() < kPiece) return;
    write_(text_);
    text_.clear();
  }

  void write_head() {
    for (const auto& [name, text] : b_.about) line("", "", "about", name, text);
    for (const Acceptance& a : b_.accepted) line("", "", "accepted", a.feature, a.reason, a.date);
    for (const Cost& cost : b_.costs) line("", "", "cost", cost.name, to_text(cost.value), cost.unit);
    for (const auto& [name, n] : counts_of(b_)) line("", "", kCountKind, name, to_text(n));
    for (const BaselineFeature& f : b_.features) line("", "", "feature", f.name, f.unit, f.extraction);
    for (const BaselineFeature& f : b_.features)
      if (f.floor == f.floor) line("", "", "floor", f.name, to_text(f.floor));
    for (const BaselineFeature& f : b_.features)
      if (f.one_ulp == f.one_ulp) line("", "", "one_ulp", f.name, to_text(f.one_ulp));
    for (const auto& [name, text] : b_.settings) line("", "", "setting", name, text);
    for (const BaselineDecision& d : b_.decisions)
      line("", field(std::string(kQuestionStart) + d.question), "decision", d.feature, to_text(d.decision));
  }

  void write_cell(const std::string& object, std::size_t c) {
    const BaselineCell& cell = b_.cells[c];
    const std::string condition = field(b_.conditions[cell.condition]);
    line(object, condition, kCellKind, "", cell.reason, to_text(cell.status));
    for (const store::StoredChecksum& step : cell.steps)
      line(object, condition, "step", step.extraction + " " + step.step, hex_text(step.xxh3));
    for (std::size_t f = 0; f < b_.features.size(); ++f) {
      const std::size_t at = b_.at(c, f);
      if (b_.statuses[at] == Status::ok && is_written(cell, Status::ok))
        line(object, condition, "value", b_.features[f].name, to_text(b_.values[at]), "ok");
      else if (is_written(cell, b_.statuses[at]))
        line(object, condition, "value", b_.features[f].name, b_.reason(c, f), to_text(b_.statuses[at]));
    }
  }

  const Baseline& b_;
  const std::function<void(std::string_view)>& write_;
  std::string text_;
};

class BaselineReader {
 public:
  explicit BaselineReader(const std::string& path) : rows_(path, io::Separators::comma) {
    const std::vector<std::string> header{"object", "condition", "kind", "name", "value", "status"};
    if (rows_.header() != header)
      throw Error(ErrorKind::data,
                  path + ":1: this is no baseline; radgauge gate DIR --save FILE writes one");
  }

  Baseline read() {
    while (rows_.next()) {
      const auto fields = rows_.fields();
      if (!fields[0].empty())
        object_line(fields);
      else if (!fields[1].empty())
        decision_line(fields);
      else
        head_line(fields);
    }
    if (!is_known_format_)
      throw Error(ErrorKind::data, rows_.file() +
                                       " is no baseline of this version; it has no line 'about,format," +
                                       kBaselineFormat + "'; save it again");
    check_counts();
    return std::move(out_);
  }

 private:
  using Fields = std::span<const std::string_view>;

  void check_counts() const {
    auto found = counts_of(out_);
    found["values"] = n_value_lines_;
    for (const auto& [name, n] : found) {
      const auto said = counts_.find(name);
      // Baselines of before these were counted are read as they are.
      const bool later =
          name == "about" || name == "accepted" || name == "costs" || name == "floors" || name == "one_ulp";
      if (said == counts_.end() && later) continue;
      if (said == counts_.end())
        throw Error(ErrorKind::data, rows_.file() + " does not say how many " + name +
                                         " it holds, so that nothing tells whether it is whole; measure anew "
                                         "and write it with radgauge gate DIR --save FILE");
      if (said->second != n)
        throw Error(ErrorKind::data, rows_.file() + " holds " + to_text(n) + " " + name +
                                         ", and its head says " + to_text(said->second) +
                                         "; it was cut or edited: take it from where it is kept whole");
    }
  }

  double number(std::string_view text) const {
    const auto value = parse_double(text);
    if (!value) throw rows_.error("'" + shortened(text) + "' is no number");
    return *value;
  }

  void head_line(Fields fields) {
    const std::string_view kind = fields[2], name = fields[3], value = fields[4];
    if (kind == "about") {
      is_known_format_ = is_known_format_ || (name == "format" && value == kBaselineFormat);
      out_.about.emplace(name, value);
    } else if (kind == kCountKind) {
      const auto n = parse_int(value);
      if (!n) throw rows_.error("'" + shortened(value) + "' is no count");
      counts_.emplace(name, *n);
    } else if (kind == "setting") {
      out_.settings.emplace(name, value);
    } else if (kind == "accepted") {
      out_.accepted.push_back({std::string(name), std::string(value), std::string(fields[5])});
    } else if (kind == "cost") {
      out_.costs.push_back({std::string(name), number(value), std::string(fields[5])});
    } else if (kind == "feature") {
      feature_of_.emplace(name, static_cast<std::uint32_t>(out_.features.size()));
      out_.features.push_back({std::string(name), std::string(value), std::string(fields[5])});
    } else if (kind == "floor") {
      out_.features[feature(name)].floor = number(value);
    } else if (kind == "one_ulp") {
      out_.features[feature(name)].one_ulp = number(value);
    } else {
      throw rows_.error("'" + shortened(kind) + "' is not a kind of line of a baseline");
    }
  }

  void decision_line(Fields fields) {
    const auto decision = parse_word<agreement::Decision>(fields[4]);
    if (fields[2] != "decision" || !fields[1].starts_with(kQuestionStart) || !decision)
      throw rows_.error("this is no decision of a question");
    out_.decisions.push_back(
        {std::string(fields[1].substr(kQuestionStart.size())), std::string(fields[3]), *decision});
  }

  std::uint32_t feature(std::string_view name) {
    if (next_feature_ < out_.features.size() && out_.features[next_feature_].name == name)
      return next_feature_++;
    const auto at = feature_of_.find(std::string(name));
    if (at == feature_of_.end())
      throw rows_.error("'" + shortened(name) + "' has no line of kind feature above");
    next_feature_ = at->second + 1;
    return at->second;
  }

  void object_line(Fields fields) {
    if (out_.objects.empty() || out_.objects.back() != fields[0]) {
      if (!object_of_.emplace(fields[0], 0).second)
        throw rows_.error("the lines of an object are not together");
      out_.objects.emplace_back(fields[0]);
      out_.inputs.emplace_back();
    }
    const std::string_view kind = fields[2], name = fields[3], value = fields[4];
    if (fields[1].empty()) {
      if (kind != "input") throw rows_.error("'" + shortened(kind) + "' needs a condition");
      out_.inputs.back().emplace(name, value);
      return;
    }
    if (kind == kCellKind) return start_cell(fields);
    if (out_.cells.empty() || condition_ != fields[1] || out_.cells.back().object + 1 != out_.objects.size())
      throw rows_.error("a cell begins with its line of kind cell");
    if (kind == "step") {
      const auto blank = name.rfind(' ');
      if (blank == std::string_view::npos) throw rows_.error("a step is an extraction and a word");
      out_.cells.back().steps.push_back(
          {std::string(name.substr(0, blank)), std::string(name.substr(blank + 1)), checksum_of(value)});
    } else if (kind == "value") {
      set_value(feature(name), value, fields[5]);
    } else {
      throw rows_.error("'" + shortened(kind) + "' is not a kind of line of a baseline");
    }
  }

  void start_cell(Fields fields) {
    const auto status = parse_status(fields[5]);
    if (!status) throw rows_.error("'" + shortened(fields[5]) + "' is no status");
    condition_ = fields[1];
    const auto [at, is_new] =
        condition_of_.try_emplace(condition_, static_cast<std::uint32_t>(out_.conditions.size()));
    if (is_new) out_.conditions.push_back(condition_);
    out_.cells.push_back({static_cast<std::uint32_t>(out_.objects.size() - 1),
                          at->second,
                          *status,
                          std::string(fields[4]),
                          {}});
    out_.values.resize(out_.cells.size() * out_.features.size(), kNaN);
    out_.statuses.resize(out_.cells.size() * out_.features.size(),
                         *status == Status::ok ? Status::failed : *status);
    next_feature_ = 0;
  }

  void set_value(std::uint32_t f, std::string_view value, std::string_view word) {
    const auto status = parse_status(word);
    if (!status) throw rows_.error("'" + shortened(word) + "' is no status");
    const std::size_t cell = out_.cells.size() - 1, at = out_.at(cell, f);
    out_.statuses[at] = *status;
    ++n_value_lines_;
    if (*status == Status::ok)
      out_.values[at] = number(value);
    else if (!value.empty())
      out_.reasons.push_back({static_cast<std::uint32_t>(cell), {f, std::string(value)}});
  }

  std::uint64_t checksum_of(std::string_view text) const {
    std::uint64_t sum = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sum, 16);
    if (error != std::errc() || end != text.data() + text.size())
      throw rows_.error("'" + shortened(text) + "' is no checksum");
    return sum;
  }

  io::RowStream rows_;
  Baseline out_;
  bool is_known_format_ = false;
  std::map<std::string, std::int64_t> counts_;  ///< that the head gives
  std::int64_t n_value_lines_ = 0;
  std::unordered_map<std::string, std::uint32_t> feature_of_, condition_of_, object_of_;
  std::string condition_;
  std::uint32_t next_feature_ = 0;
};

}  // namespace

void write_baseline(const Baseline& baseline, const std::function<void(std::string_view)>& write) {
  BaselineWriter(baseline, write).write();
}

void save_baseline(const Baseline& baseline, const std::string& path) {
  const std::string part = path + ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  if (!file)
    throw Error(ErrorKind::usage, path + " cannot be written; choose a file in a folder you may write to");
  write_baseline(baseline, [&](std::string_view piece) {
    file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
  });
  file.close();
  std::error_code error;
  if (file.good()) std::filesystem::rename(part, path, error);
  if (!file.good() || error) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    throw Error(ErrorKind::internal, path + " could not be written to its end; is the disk full?");
  }
}

Baseline read_baseline(const std::string& path) {
  return BaselineReader(path).read();
}

std::vector<Acceptance> accepted_in(const std::string& path) {
  if (!io::file_exists(path)) return {};
  try {
    return read_baseline(path).accepted;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace radgauge::gate
