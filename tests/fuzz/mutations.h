#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace radgauge::fuzz {

/// The same numbers on every machine: only its raw output is used, never a distribution of the library.
using Random = std::mt19937_64;

/// A number in [0, n); n above 0.
std::size_t below(Random& random, std::size_t n);
/// True once in n.
bool one_in(Random& random, std::size_t n);

template <class T>
const T& pick(Random& random, const std::vector<T>& from) {
  return from[below(random, from.size())];
}

/// One to four changes of bytes in [0, end) of `bytes`: flipped bits, bytes and numbers of 2, 4 and 8 bytes
/// that are extreme (0, -1, the largest, NaN, 1e-6, 1e30), ranges zeroed, repeated, swapped, cut out, the end
/// cut off.
std::string mutate_bytes(std::string bytes, std::size_t end, Random& random);

/// One to four changes of a text: numbers and words replaced by extreme ones, lines lost, doubled, swapped,
/// characters of another encoding, quotes, tabs, the end cut off.
std::string mutate_text(std::string text, Random& random);

}  // namespace radgauge::fuzz
