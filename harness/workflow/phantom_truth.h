#pragma once

#include <string>
#include <vector>

#include "phantoms/object/object.h"
#include "study/study.h"

namespace radgauge::workflow {

/// truth.json: what is known of each object that was written, flat: kind, center_mm, and its values and
/// inserts.
class PhantomTruth {
 public:
  /// `truth` is what a scan of it says; `scanner` the name of what scanned it.
  void add(const study::CohortRow& row, const std::string& kind, const phantoms::Object& object,
           const Truth& truth, const std::string& scanner);
  std::string text() const;

 private:
  struct Entry {
    std::string name;
    std::string kind;
    std::string scanner;
    Modality modality = Modality::other;
    Vec3 centre_mm{0, 0, 0};
    Truth truth;
    std::vector<phantoms::Insert> inserts;
  };
  std::vector<Entry> entries_;
};

}  // namespace radgauge::workflow
