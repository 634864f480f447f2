#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/operation.h"
#include "phantoms/object/object.h"

namespace radgauge::phantoms {

/// A phantom as data: a generator of objects. `object` makes what stands in a scanner; `generate` makes an
/// image of it without one. At least one of them is set; both make object `index` (from 0) of a study with
/// this seed.
struct Phantom {
  std::string id;
  std::string summary;
  std::string details;
  std::string citation;
  std::vector<Field> fields;
  Object (*object)(std::span<const Value> values, std::uint64_t seed, std::uint64_t index) = nullptr;
  Scan (*generate)(std::span<const Value> values, std::uint64_t seed, std::uint64_t index) = nullptr;
  /// Lesions of each object: Object::regions holds as many.
  std::int64_t (*lesions)(std::span<const Value> values) = nullptr;
  /// Of the patient that object `index` stands for, without making the object: columns of the cohort.
  /// nullptr: none.
  std::map<std::string, std::string> (*covariates)(std::span<const Value> values, std::uint64_t seed,
                                                   std::uint64_t index) = nullptr;
  Modality modality = Modality::ct;  ///< of what `generate` makes
  std::string unit = "HU";           ///< of its intensities
  /// What is wrong between these values, "" for nothing. Asked where they are written.
  ValuesProblem problem = nullptr;
  /// Are its objects drawn from a population, so that an ICC over them speaks for others of it?
  bool population = false;
};

namespace phantom_detail {

/// P may declare `static constexpr bool population = true` and `std::int64_t lesions` (a field).
template <class P>
Phantom common(const OperationText& text) {
  Phantom phantom;
  phantom.id = text.id;
  phantom.summary = text.summary;
  phantom.details = text.details;
  phantom.citation = text.citation;
  phantom.fields = field_table<P>();
  phantom.problem = &values_problem<P>;
  phantom.lesions = [](std::span<const Value> values) -> std::int64_t {
    if constexpr (requires(const P& p) { p.lesions; }) return from_values<P>(values).lesions;
    return 1;
  };
  if constexpr (requires { P::population; }) phantom.population = P::population;
  return phantom;
}

}  // namespace phantom_detail

/// Generate: Scan(const P&, std::uint64_t seed, std::uint64_t index).
template <class P, auto Generate>
Phantom phantom(const OperationText& text) {
  Phantom made = phantom_detail::common<P>(text);
  made.generate = [](std::span<const Value> v, std::uint64_t seed, std::uint64_t index) {
    return Generate(from_values<P>(v), seed, index);
  };
  return made;
}

/// Describe: Object(const P&, std::uint64_t seed, std::uint64_t index).
template <class P, auto Describe>
Phantom object_phantom(const OperationText& text) {
  Phantom made = phantom_detail::common<P>(text);
  made.object = [](std::span<const Value> v, std::uint64_t seed, std::uint64_t index) {
    return Describe(from_values<P>(v), seed, index);
  };
  return made;
}

/// Both of them.
template <class P, auto Generate, auto Describe>
Phantom phantom(const OperationText& text) {
  Phantom made = phantom<P, Generate>(text);
  made.object = object_phantom<P, Describe>({}).object;
  return made;
}

}  // namespace radgauge::phantoms
