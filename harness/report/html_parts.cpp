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

std::string fixed(double value, int decimals) {
  std::array<char, 400> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, decimals)
          .ptr;
  return with_minus(std::string(buffer.data(), end));
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
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific, digits - 1);
  const std::string scientific(buffer.data(), end.ptr);  // rounded first: 9.999 becomes 10.0
  const int exponent = static_cast<int>(*parse_int(scientific.substr(scientific.find('e') + 1)));
  if (exponent >= -4 && exponent < 6) {
    const int decimals = std::max(0, digits - 1 - exponent);
    return fixed(value, decimals);
  }
  return with_minus(scientific.substr(0, scientific.find('e'))) + "\u00d710<sup>" +
         with_minus(std::to_string(exponent)) + "</sup>";
}

std::string icc_number(double value) {
  if (std::isnan(value)) return kNone;
  if (value < 1 && value >= 0.9995) return "&gt;\u202f0.999";
  return fixed(value, 3);
}

std::string icc_interval(double lower, double upper) {
  if (std::isnan(lower) && std::isnan(upper)) return kNone;
  return icc_number(lower) + " to " + icc_number(upper);
}

std::string unit_suffix(std::string_view unit) {
  if (unit.empty() || unit == "1") return {};
  std::string words(unit);
  const std::pair<std::string_view, std::string_view> signs[] = {
      {"arbitrary", "a.u."}, {"^-1", "\u207b\u00b9"}, {"^2", "\u00b2"}, {"^3", "\u00b3"}, {"*", "\u00b7"}};
  for (const auto& [plain, shown] : signs)
    for (std::size_t at = words.find(plain); at != std::string::npos;
         at = words.find(plain, at + shown.size()))
      words.replace(at, plain.size(), shown);
  return " <i>" + escape(words) + "</i>";
}

std::string breakable(std::string_view name) {
  constexpr std::size_t kPiece = 10, kRest = 5;  // no shorter pieces: a page holds thousands of names
  std::string out;
  std::size_t since = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    out += name[i];
    ++since;
    if ((name[i] != '_' && name[i] != '.') || since < kPiece || name.size() - i <= kRest) continue;
    out += '\n';  // stands for the break: escape() lets it through
    since = 0;
  }
  std::string escaped = escape(out);
  for (std::size_t at = escaped.find('\n'); at != std::string::npos; at = escaped.find('\n', at))
    escaped.replace(at, 1, "<wbr>");
  return escaped;
}

std::string counted(std::int64_t n, std::string_view noun) {
  return count(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

std::string percent_number(double percent) {
  return std::isnan(percent) ? kNone : fixed(percent, 1);
}

std::string share_text(double share) {
  if (std::isnan(share)) return kNone;
  return share == 0 ? "0" : number(100 * share, 2) + "\u202f%";
}

std::string probability(double p) {
  if (std::isnan(p)) return kNone;
  return p < 0.001 ? "&lt;\u202f0.001" : fixed(p, 3);
}

double median(std::vector<double> values) {
  std::erase_if(values, [](double x) { return std::isnan(x); });
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::string with_dois(std::string_view text) {
  const std::string escaped = escape(text);
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = escaped.find("doi:10."); at != std::string::npos;
       at = escaped.find("doi:10.", from)) {
    std::size_t end = std::min(escaped.find_first_of(" ,;)\n", at), escaped.size());
    while (escaped[end - 1] == '.') --end;
    const std::string doi = escaped.substr(at + 4, end - at - 4);
    out += escaped.substr(from, at - from) + "<a href=\"https://doi.org/" + doi + "\">doi:" + doi + "</a>";
    from = end;
  }
  return out + escaped.substr(from);
}

std::size_t decision_index(std::string_view decision) {
  for (std::size_t d = 0; d < 4; ++d)
    if (decision == analysis::kDecisions[d]) return d;
  return 3;
}

std::string badge(std::string_view decision) {
  return "<b class=\"d" + std::to_string(decision_index(decision)) + "\">" + escape(decision) + "</b>";
}

std::vector<const agreement::FeatureRow*> by_lower_limit(const std::vector<agreement::FeatureRow>& rows) {
  std::vector<const agreement::FeatureRow*> out;
  for (const agreement::FeatureRow& row : rows)
    if (row.stratum == "all") out.push_back(&row);
  std::stable_sort(out.begin(), out.end(),
                   [](const agreement::FeatureRow* a, const agreement::FeatureRow* b) {
                     const bool none_a = std::isnan(a->icc_lower), none_b = std::isnan(b->icc_lower);
                     if (none_a != none_b) return none_b;
                     if (!none_a && a->icc_lower != b->icc_lower) return a->icc_lower > b->icc_lower;
                     return a->feature < b->feature;
                   });
  return out;
}

}  // namespace radgauge::report::html
