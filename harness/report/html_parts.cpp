#include "report/html_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/text.h"

namespace radgauge::report::html {
namespace {

constexpr const char* kMinus = "\u2212";
constexpr const char* kNone = "\u2013";

std::string with_minus(std::string text) {
  if (!text.empty() && text[0] == '-') text.replace(0, 1, kMinus);
  return text;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

std::string number(double value, int digits) {
  if (std::isnan(value)) return kNone;
  if (std::isinf(value)) return value > 0 ? "\u221e" : std::string(kMinus) + "\u221e";
  if (value == 0) return "0";
  std::array<char, 64> buffer;
  auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific,
                           digits - 1);
  const std::string scientific(buffer.data(), end.ptr);  // rounded first: 9.999 becomes 10.0
  const int exponent = static_cast<int>(*parse_int(scientific.substr(scientific.find('e') + 1)));
  if (exponent >= -4 && exponent < 6) {
    const int decimals = std::max(0, digits - 1 - exponent);
    end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed,
                        decimals);
    return with_minus(std::string(buffer.data(), end.ptr));
  }
  return with_minus(scientific.substr(0, scientific.find('e'))) + "\u00d710<sup>" +
         with_minus(std::to_string(exponent)) + "</sup>";
}

std::string icc_number(double value) {
  if (std::isnan(value)) return kNone;
  if (value < 1 && value >= 0.9995) return "&gt;\u202f0.999";
  std::array<char, 400> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, 3).ptr;
  return with_minus(std::string(buffer.data(), end));
}

std::string icc_interval(double lower, double upper) {
  if (std::isnan(lower) && std::isnan(upper)) return kNone;
  return icc_number(lower) + " to " + icc_number(upper);
}

std::string unit_suffix(std::string_view unit) {
  if (unit.empty() || unit == "1") return {};
  std::string words;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    if (unit.substr(i, 2) == "^2" || unit.substr(i, 2) == "^3")
      words += unit[++i] == '2' ? "\u00b2" : "\u00b3";
    else
      words += unit[i];
  }
  return " <i>" + escape(words) + "</i>";
}

std::string breakable(std::string_view name) {
  std::string out;
  for (const char c : escape(name)) {
    out += c;
    if (c == '_' || c == '.') out += "<wbr>";
  }
  return out;
}

std::size_t decision_index(std::string_view decision) {
  for (std::size_t d = 0; d < 4; ++d)
    if (decision == kDecisions[d]) return d;
  return 3;
}

std::string badge(std::string_view decision) {
  return "<b class=\"d" + std::to_string(decision_index(decision)) + "\">" + escape(decision) + "</b>";
}

std::vector<const FeatureRow*> by_lower_limit(const std::vector<FeatureRow>& rows) {
  std::vector<const FeatureRow*> out;
  for (const FeatureRow& row : rows) out.push_back(&row);
  std::stable_sort(out.begin(), out.end(), [](const FeatureRow* a, const FeatureRow* b) {
    const bool none_a = std::isnan(a->icc_lower), none_b = std::isnan(b->icc_lower);
    if (none_a != none_b) return none_b;
    if (!none_a && a->icc_lower != b->icc_lower) return a->icc_lower > b->icc_lower;
    return a->feature < b->feature;
  });
  return out;
}

}  // namespace radgauge::report::html
