#include "fuzz/mutations.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <limits>

namespace radgauge::fuzz {

namespace {

template <class T>
std::string raw(T number, bool reversed) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  if (reversed) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

std::string extreme_number(Random& random) {
  const bool reversed = one_in(random, 3);
  static const std::vector<double> kReals{
      0,   -0.0, 1,     -1,  1e-6, 1e-3, 1e-30,        1e3,
      1e6, 1e30, 1e300, 0.5, 2,    7e8,  std::nan(""), std::numeric_limits<double>::infinity()};
  static const std::vector<std::int64_t> kWholes{0,
                                                 1,
                                                 -1,
                                                 2,
                                                 127,
                                                 128,
                                                 255,
                                                 256,
                                                 32767,
                                                 32768,
                                                 65535,
                                                 65536,
                                                 1'000'000,
                                                 2147483647,
                                                 2147483648,
                                                 4294967295,
                                                 std::numeric_limits<std::int64_t>::max(),
                                                 std::numeric_limits<std::int64_t>::min()};
  const double real = pick(random, kReals);
  const std::int64_t whole = pick(random, kWholes);
  switch (below(random, 6)) {
    case 0:
      return raw(real, reversed);
    case 1:
      return raw(std::abs(real) > 1e38 ? std::numeric_limits<float>::max() : static_cast<float>(real),
                 reversed);
    case 2:
      return raw(whole, reversed);
    case 3:
      return raw(static_cast<std::int32_t>(whole & 0xFFFFFFFF), reversed);
    case 4:
      return raw(static_cast<std::int16_t>(whole & 0xFFFF), reversed);
    default:
      return raw(static_cast<std::int8_t>(whole & 0xFF), reversed);
  }
}

void change_bytes(std::string& bytes, std::size_t end, Random& random) {
  end = std::min(end, bytes.size());
  if (end == 0) return;
  const std::size_t at = below(random, end), length = 1 + below(random, std::min<std::size_t>(64, end - at));
  const std::size_t other = below(random, end - length + 1);
  switch (below(random, 12)) {
    case 0:
    case 1:
    case 2:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(random, 8)));
      return;
    case 3:
      bytes[at] = static_cast<char>(below(random, 256));
      return;
    case 4:
    case 5:
    case 6:
    case 7: {
      const std::string number = extreme_number(random);
      // Headers keep their numbers at multiples of their size.
      const std::size_t aligned = at - at % number.size();
      bytes.replace(aligned, std::min(number.size(), bytes.size() - aligned), number);
      return;
    }
    case 8:
      std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), length, '\0');
      return;
    case 9:
      bytes.replace(at, length, bytes.substr(other, length));
      return;
    case 10:
      if (one_in(random, 2))
        bytes.erase(at, length);
      else
        bytes.insert(at, bytes.substr(other, length));
      return;
    default:
      if (one_in(random, 4)) bytes.resize(at);
      return;
  }
}

/// [begin, end) of the number or word around `at`.
std::pair<std::size_t, std::size_t> token_at(const std::string& text, std::size_t at) {
  const auto belongs = [&](std::size_t i) {
    const auto c = static_cast<unsigned char>(text[i]);
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '+' || c == '_';
  };
  std::size_t begin = at, end = at;
  while (begin > 0 && belongs(begin - 1)) --begin;
  while (end < text.size() && belongs(end)) ++end;
  return {begin, end};
}

void change_lines(std::string& text, Random& random) {
  std::vector<std::string> lines{""};
  for (const char c : text) {
    lines.back() += c;
    if (c == '\n') lines.emplace_back();
  }
  const std::size_t a = below(random, lines.size()), b = below(random, lines.size());
  switch (below(random, 3)) {
    case 0:
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(a));
      break;
    case 1:
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(a), std::string(lines[b]));
      break;
    default:
      std::swap(lines[a], lines[b]);
  }
  text.clear();
  for (const std::string& line : lines) text += line;
}

void change_text(std::string& text, Random& random) {
  static const std::vector<std::string> kTokens{"0",
                                                "-1",
                                                "1",
                                                "1e-6",
                                                "1e-3",
                                                "0.001",
                                                "1e6",
                                                "1e9",
                                                "1e30",
                                                "1e308",
                                                "1e999",
                                                "nan",
                                                "inf",
                                                "-inf",
                                                "99999999999999999999",
                                                "2147483648",
                                                "1000000",
                                                "65536",
                                                "",
                                                "~",
                                                "null",
                                                "true",
                                                "[]",
                                                "{}",
                                                "base",
                                                "\xC3\xBC",
                                                "\xFF\xFE",
                                                "\xEF\xBB\xBF",
                                                "\"",
                                                "'",
                                                "%s",
                                                "../..",
                                                "a b",
                                                "010",
                                                "0x10",
                                                "1,5",
                                                "-0.0"};
  static const std::string kCharacters = "\"'\t\r\n,;:{}[]#&*!|>%@`~-= \\\xFF\xC3";
  if (text.empty()) return;
  const std::size_t at = below(random, text.size());
  switch (below(random, 10)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4: {
      const auto [begin, end] = token_at(text, at);
      text.replace(begin, end - begin, pick(random, kTokens));
      return;
    }
    case 5:
      text[at] = kCharacters[below(random, kCharacters.size())];
      return;
    case 6:
      text.insert(at, 1, kCharacters[below(random, kCharacters.size())]);
      return;
    case 7:
    case 8:
      change_lines(text, random);
      return;
    default:
      if (one_in(random, 4)) text.resize(at);
      return;
  }
}

}  // namespace

std::size_t below(Random& random, std::size_t n) {
  return static_cast<std::size_t>(random() % n);
}

bool one_in(Random& random, std::size_t n) {
  return below(random, n) == 0;
}

std::string mutate_bytes(std::string bytes, std::size_t end, Random& random) {
  for (std::size_t changes = 1 + below(random, 4); changes > 0; --changes) change_bytes(bytes, end, random);
  return bytes;
}

std::string mutate_text(std::string text, Random& random) {
  for (std::size_t changes = 1 + below(random, 4); changes > 0; --changes) change_text(text, random);
  return text;
}

}  // namespace radgauge::fuzz
