#include "models/training_csv.h"

#include "core/text.h"
#include "io/csv.h"

namespace radgauge::models {

std::string training_csv(const TrainingData& data, const TrainOptions& options) {
  std::vector<std::string> fields{"patient", options.outcome};
  if (!data.time.empty()) fields.push_back(options.time);
  for (const Input& input : data.inputs) fields.push_back(input.name);
  std::string text = io::csv_line(fields);
  for (std::size_t i = 0; i < data.status.size(); ++i) {
    fields = {count_text(data.patient[i] + 1), data.status[i] != 0 ? "1" : "0"};
    if (!data.time.empty()) fields.push_back(to_text(data.time[i]));
    for (const std::vector<double>& column : data.columns) fields.push_back(to_text(column[i]));
    text += io::csv_line(fields);
  }
  return text;
}

}  // namespace radgauge::models
