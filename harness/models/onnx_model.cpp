#include "models/onnx_model.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "models/foreign_model.h"
#include "models/model_card.h"
#include "models/onnx_file.h"
#include "models/onnx_session.h"

namespace radgauge::models {
namespace {

constexpr std::size_t kOnnxBatch = 1000;
constexpr double kBeyondProbability = 1e-5;  // sums of floats end a little above 1
constexpr double kSumOfProbabilities = 1e-3;

/// What a model's numbers for a case mean.
struct OnnxMeaning {
  bool one_is_probability = false;
  bool link_is_said = false;

  /// Why a model of this card cannot give `width` numbers for a case; "" if it can.
  std::string problem(const ModelCard& card, std::size_t width) const {
    const std::string link(to_text(card.link)),
        gives = "the model gives " + count_of(width, "number") + " for a case, and ";
    if (card.link == Link::multinomial)
      return width == card.classes.size() && width > 1
                 ? ""
                 : gives + "'classes' names " + count_text(card.classes.size());
    if (card.link != Link::logit) {
      if (width != 1) return gives + "link " + link + " has one";
      return one_is_probability ? "the model gives a probability, and link " + link + " has none" : "";
    }
    if (width == 1 && !one_is_probability && !link_is_said)
      return "the model gives one number for a case, and nothing says that it is a probability (a name with "
             "'prob', a logistic function at its end); say what it is: link: logit (log odds), identity (a "
             "value) or cox (a log hazard)";
    if (width == 1 || width == 2) return "";
    return gives + "link logit has one, or two classes; several are 'link: multinomial' with 'classes'";
  }
};

class OnnxModel : public Model {
 public:
  OnnxModel(ModelCard card, OnnxMeaning meaning, std::unique_ptr<OnnxSession> session, std::string bytes,
            const std::string& path)
      : card_(std::move(card)),
        meaning_(meaning),
        session_(std::move(session)),
        bytes_(std::move(bytes)),
        path_(path),
        kept_name_(kept_model_name(card_, bytes_, path)) {}

  const ModelCard& card() const override { return card_; }

  std::vector<double> linear_predictor(InputColumns columns, std::size_t output) const override {
    check_column_count(card_, columns.size());
    std::vector<double> out(columns.empty() ? 0 : columns[0].size(), kNaN);
    const std::vector<std::size_t> complete = complete_cases(columns);
    const std::size_t fixed = session_->shape().rows, batch = fixed == 0 ? kOnnxBatch : fixed;
    for (std::size_t first = 0; first < complete.size(); first += batch)
      predict(columns, std::span(complete).subspan(first, std::min(batch, complete.size() - first)), output,
              out);
    return out;
  }

  std::string inline_text() const override {
    return "{file: " + io::yaml_scalar(kept_name_) + ", " + card_text(card_) + "}";
  }

  std::vector<ModelFile> files() const override { return {{kept_name_, bytes_}}; }

 private:
  [[noreturn]] void wrong(const std::string& what) const {
    throw Error(ErrorKind::data, path_ + " (model " + card_.name + "): " + what);
  }

  void predict(InputColumns columns, std::span<const std::size_t> cases, std::size_t output,
               std::vector<double>& out) const {
    const std::size_t rows = std::max(cases.size(), session_->shape().rows);
    std::vector<double> values;
    values.reserve(rows * columns.size());
    for (std::size_t k = 0; k < rows; ++k)  // a model of a fixed number of rows is given its last one again
      for (const auto& column : columns) values.push_back(column[cases[std::min(k, cases.size() - 1)]]);
    const OnnxAnswer answer = session_->run(values, rows);
    const std::string problem = meaning_.problem(card_, answer.width);
    if (!problem.empty()) wrong(problem);
    const std::size_t at = place_of(output, answer);
    for (std::size_t k = 0; k < cases.size(); ++k)
      out[cases[k]] = predictor_of(std::span(answer.values).subspan(k * answer.width, answer.width), at);
  }

  /// Which of the numbers of a case is that of the output.
  std::size_t place_of(std::size_t output, const OnnxAnswer& answer) const {
    if (card_.link != Link::multinomial) return answer.width - 1;
    const auto has = [](const std::vector<std::string>& names, const std::string& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    const auto known = std::count_if(card_.classes.begin(), card_.classes.end(),
                                     [&](const std::string& name) { return has(answer.classes, name); });
    if (known == 0) return output;
    if (static_cast<std::size_t>(known) != answer.width)
      wrong("its classes are " + listed(answer.classes) + ", and 'classes' lists " + listed(card_.classes));
    return static_cast<std::size_t>(
        std::find(answer.classes.begin(), answer.classes.end(), card_.classes[output]) -
        answer.classes.begin());
  }

  double predictor_of(std::span<const double> row, std::size_t at) const {
    const std::string& name = session_->shape().output;
    for (const double value : row)
      if (!std::isfinite(value))
        wrong("its output '" + name + "' holds " + to_text(value) + " where a number is expected");
    if (row.size() == 1 && !meaning_.one_is_probability) return row[0];
    for (const double value : row)
      if (value < -kBeyondProbability || value > 1 + kBeyondProbability)
        wrong("its output '" + name + "' holds " + to_text(value) + ", which is no probability");
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    if (row.size() > 1 && std::abs(sum - 1) > kSumOfProbabilities)
      wrong("the probabilities of a case in its output '" + name + "' add up to " + to_text(sum) +
            ", not to 1");
    return finite_log_odds(row[at]);
  }

  ModelCard card_;
  OnnxMeaning meaning_;
  std::unique_ptr<OnnxSession> session_;
  std::string bytes_, path_, kept_name_;
};

}  // namespace

std::shared_ptr<const Model> load_onnx(const std::string& path, const io::Yaml& card) {
  require_onnx_runtime(path);
  std::vector<std::string> keys = card_keys();
  keys.push_back("file");
  card.check_keys(keys, "a model of ONNX");
  std::string bytes = io::read_file(path);
  const OnnxFile file = read_onnx(bytes, path);
  auto session = std::make_unique<OnnxSession>(bytes, path);
  const OnnxShape& shape = session->shape();
  ModelCard known;
  known.name = std::filesystem::path(path).stem().string();
  known.link = shape.width > 2 ? Link::multinomial : Link::logit;
  known = decode_card(card, known);
  if (known.inputs.size() != shape.columns)
    throw card.error(path + " takes " + count_of(shape.columns, "column") + ", and 'inputs' names " +
                     count_text(known.inputs.size()));
  const OnnxMeaning meaning{is_called_probability(shape.output) || file.ends_in_logistic(shape.output),
                            card.find("link") != nullptr};
  const std::string problem = shape.width == 0 ? "" : meaning.problem(known, shape.width);
  if (!problem.empty()) throw card.error(path + ": " + problem);
  return std::make_shared<const OnnxModel>(std::move(known), meaning, std::move(session), std::move(bytes),
                                           path);
}

}  // namespace radgauge::models
