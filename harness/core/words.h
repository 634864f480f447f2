#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace radgauge {

/// The words of an enum whose values count from 0, in their order: what files and pages call them. An enum
/// has words where this is specialised, with `static constexpr std::array list{std::string_view(...), ...}`.
/// Inside the program the enum stands; words are made where something is written, and read where a study is.
template <class E>
struct WordsOf;

template <class E>
concept HasWords = requires {
  WordsOf<E>::list.size();
};

template <HasWords E>
constexpr std::string_view to_text(E value) {
  return WordsOf<E>::list[static_cast<std::size_t>(value)];
}

/// Empty where there is no value.
template <HasWords E>
constexpr std::string_view to_text(const std::optional<E>& value) {
  return value ? to_text(*value) : std::string_view();
}

/// The value of a word; nothing if it is none of them.
template <HasWords E>
constexpr std::optional<E> parse_word(std::string_view word) {
  for (std::size_t i = 0; i < WordsOf<E>::list.size(); ++i)
    if (WordsOf<E>::list[i] == word) return static_cast<E>(i);
  return std::nullopt;
}

/// All words, for messages and schemas.
template <HasWords E>
std::vector<std::string> words_of() {
  return {WordsOf<E>::list.begin(), WordsOf<E>::list.end()};
}

/// All values, in the order of their words.
template <HasWords E>
constexpr auto values_of() {
  std::array<E, WordsOf<E>::list.size()> values{};
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<E>(i);
  return values;
}

/// The words of several values, with `separator` between them.
template <HasWords E>
std::string joined_words(const std::vector<E>& values, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += separator;
    text += to_text(values[i]);
  }
  return text;
}

}  // namespace radgauge
