#pragma once

#include <deque>
#include <future>
#include <memory>
#include <mutex>

#include "phantoms/scanners/scanner.h"
#include "study/study.h"

namespace radgauge::acquire {

/// An object, and what a scanner saw of it.
struct Exposed {
  std::shared_ptr<const phantoms::Object> object;
  std::shared_ptr<const phantoms::Exposure> exposure;
};

/// Objects of a generator and their exposures, made once and shared by their repeats and lesions. The last
/// ones are kept, as many as threads may work on at once. May be asked from several threads.
class Exposures {
 public:
  explicit Exposures(const study::PhantomCohort& cohort);

  std::shared_ptr<const phantoms::Object> object(std::int64_t index) const;
  Exposed exposed(std::int64_t object, std::size_t scanner) const;
  const phantoms::Scanner& scanner(std::size_t index) const { return *scanners_[index]; }

 private:
  template <class T>
  class Last;

  const study::PhantomCohort& cohort_;
  std::vector<std::unique_ptr<phantoms::Scanner>> scanners_;
  std::shared_ptr<Last<phantoms::Object>> objects_;
  std::shared_ptr<Last<phantoms::Exposure>> exposures_;
};

/// The random numbers of one scan: of the object, its scanner and its repeat; lesions share them.
Draws noise_draws(const study::PhantomCohort& cohort, const study::PhantomCohort::RowPlace& at);

/// What is known of the object, and of the scan.
Truth truth_of(const Exposed& exposed);

}  // namespace radgauge::acquire
