#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/field.h"
#include "fixtures.h"
#include "phantoms/object/materials.h"
#include "phantoms/scanners/fleet.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge {

using Given = std::vector<std::pair<std::string, Value>>;

/// An exposure of an object by a scanner with the defaults of its kind, and some values by name.
inline std::unique_ptr<phantoms::Exposure> expose(const phantoms::Object& object, const std::string& kind_id,
                                                  const Given& given) {
  const phantoms::ScannerKind& kind = *phantoms::find_scanner_kind(kind_id);
  const std::vector<Value> values = with_defaults(kind.fields, given);
  EXPECT_EQ(kind.problem(values), "");
  return kind.make(values, {})->expose(object);
}

inline Volume scan_without_noise(const phantoms::Object& object, const std::string& kind_id,
                                 const Given& given) {
  return expose(object, kind_id, given)->noiseless();
}

/// One part of a tissue in nothing, and how it is imaged.
inline phantoms::Object one_part(const phantoms::Shape& shape, std::int64_t slices, double view_mm = 0) {
  phantoms::Object object;
  object.parts = {{shape, phantoms::kWater}};
  object.slices = slices;
  object.field_of_view_mm = view_mm;
  return object;
}

/// The kind of a fleet file, and its values.
struct FleetScanner {
  const phantoms::ScannerKind* kind = nullptr;
  std::vector<Value> values;

  explicit FleetScanner(const std::string& name) {
    Given given;
    std::vector<std::pair<std::string, std::string>> lines;
    for (const phantoms::FleetFile& file : phantoms::fleet()) {
      if (file.name != name + ".yaml") continue;
      std::istringstream text(file.text);
      for (std::string line; std::getline(text, line);)
        if (!line.empty() && line[0] != '#') {
          const std::size_t colon = line.find(": ");
          lines.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        }
    }
    for (const auto& [key, value] : lines)
      if (key == "modality") kind = phantoms::find_scanner_kind(value);
    if (kind == nullptr) return;
    for (const auto& [key, value] : lines) {
      if (key == "scanner" || key == "modality") continue;
      bool is_known = false;
      for (const Field& field : kind->fields)
        if (field.name == key) {
          Value parsed;
          std::string problem;
          EXPECT_TRUE(parse(field, value, parsed, problem)) << name << ": " << problem;
          EXPECT_EQ(check(field, parsed), "") << name;
          given.emplace_back(key, parsed);
          is_known = true;
        }
      EXPECT_TRUE(is_known) << name << ": " << key;
    }
    values = with_defaults(kind->fields, given);
  }
};

/// Every check of a fleet scanner's self-test holds.
inline void expect_self_test_holds(const std::string& name) {
  const FleetScanner scanner(name);
  ASSERT_NE(scanner.kind, nullptr) << name;
  EXPECT_EQ(scanner.kind->problem(scanner.values), "");
  const phantoms::ScannerSelfTest test = scanner.kind->self_test(scanner.values, {}, 7);
  EXPECT_GE(test.checks.size(), 6u);
  for (const phantoms::ScannerCheck& row : test.checks)
    EXPECT_TRUE(row.holds()) << name << ", " << row.quantity << ": " << row.measured << " for "
                             << row.predicted;
  for (const phantoms::ScannerCurve& curve : test.curves) {
    ASSERT_GT(curve.x.size(), 3u) << curve.name;
    ASSERT_EQ(curve.predicted.size(), curve.x.size());
    ASSERT_EQ(curve.measured.size(), curve.x.size());
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      EXPECT_NEAR(curve.measured[i], curve.predicted[i], 0.01)
          << name << ", " << curve.name << " at " << curve.x[i];
  }
}

}  // namespace radgauge
