#include "report/html_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/text.h"

namespace radgauge::report::html {
namespace {

const Markup& none() {
  static const Markup dash = "\u2013";
  return dash;
}

}  // namespace

Markup number(double value, int digits) {
  if (std::isnan(value)) return none();
  if (std::isinf(value)) return value > 0 ? Markup("\u221e") : Markup("\u2212\u221e");
  if (value == 0) return "0";
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific, digits - 1);
  const std::string scientific(buffer.data(), end.ptr);  // rounded first: 9.999 becomes 10.0
  const std::size_t e = scientific.find('e');
  const int exponent = static_cast<int>(*parse_int(scientific.substr(e + 1)));
  if (exponent >= -4 && exponent < 6) return escape(fixed_words(value, std::max(0, digits - 1 - exponent)));
  const std::string mantissa =
      scientific.starts_with('-') ? "\u2212" + scientific.substr(1, e - 1) : scientific.substr(0, e);
  return escape(mantissa) + "\u00d710<sup>" + fixed_words(exponent, 0) + "</sup>";
}

Markup icc_number(double value) {
  if (std::isnan(value)) return none();
  if (value < 1 && value >= 0.9995) return "&gt;\u202f0.999";
  return escape(fixed_words(value, 3));
}

Markup icc_interval(double lower, double upper) {
  if (std::isnan(lower) && std::isnan(upper)) return none();
  return icc_number(lower) + " to " + icc_number(upper);
}

namespace {

std::string unit_words(std::string_view unit) {
  std::string words(unit);
  const std::pair<std::string_view, std::string_view> signs[] = {
      {"arbitrary", "a.u."}, {"^-1", "\u207b\u00b9"}, {"^2", "\u00b2"}, {"^3", "\u00b3"}, {"*", "\u00b7"}};
  for (const auto& [plain, shown] : signs)
    for (std::size_t at = words.find(plain); at != std::string::npos;
         at = words.find(plain, at + shown.size()))
      words.replace(at, plain.size(), shown);
  return words;
}

}  // namespace

Markup unit_suffix(std::string_view unit) {
  if (unit.empty() || unit == "1") return {};
  return " <i>" + escape(unit_words(unit)) + "</i>";
}

Markup unit_suffix_svg(std::string_view unit) {
  return unit.empty() || unit == "1" ? Markup() : ", " + escape(unit_words(unit));
}

Markup breakable(std::string_view name) {
  constexpr std::size_t kPiece = 10, kRest = 5;  // no shorter pieces: a page holds thousands of names
  Markup out;
  std::size_t from = 0;
  const auto add = [&](std::size_t to) {  // a line break in a name is a place to break, too
    const std::vector<std::string> lines = split(std::string(name.substr(from, to - from)), '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i > 0) out += "<wbr>";
      out += lines[i];
    }
    from = to;
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    if ((name[i] != '_' && name[i] != '.') || i + 1 - from < kPiece || name.size() - i <= kRest) continue;
    add(i + 1);
    out += "<wbr>";
  }
  add(name.size());
  return out;
}

Markup counted(std::int64_t n, std::string_view noun) {
  return escape(counted_words(n, noun));
}

Markup percent_number(double percent) {
  return escape(percent_words(percent));
}

Markup share_text(double share) {
  if (std::isnan(share)) return none();
  return share == 0 ? Markup("0") : number(100 * share, 2) + "\u202f%";
}

Markup coordinate(double x) {
  return escape(to_text(std::round(x * 10) / 10));
}

Markup svg_text(double x, double y, const Markup& attributes, const Markup& words) {
  return "<text x=\"" + coordinate(x) + "\" y=\"" + coordinate(y) + "\" " + attributes + ">" + words +
         "</text>";
}

Markup probability(double p) {
  if (std::isnan(p)) return none();
  return p < 0.001 ? Markup("&lt;\u202f0.001") : escape(fixed_words(p, 3));
}

double median(std::vector<double> values) {
  std::erase_if(values, [](double x) { return std::isnan(x); });
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Markup with_dois(std::string_view text) {
  Markup out;
  std::size_t from = 0;
  for (std::size_t at = text.find("doi:10."); at != std::string::npos; at = text.find("doi:10.", from)) {
    std::size_t end = std::min(text.find_first_of(" ,;)\n&<>\"'", at), text.size());
    while (text[end - 1] == '.') --end;
    const std::string doi(text.substr(at + 4, end - at - 4));
    out += text.substr(from, at - from);
    out += element("a", {{"href", "https://doi.org/" + doi}}, "doi:" + escape(doi));
    from = end;
  }
  out += text.substr(from);
  return out;
}

Markup badge(agreement::Decision decision) {
  return "<b class=\"d" + count(static_cast<int>(decision)) + "\">" + escape(to_text(decision)) + "</b>";
}

std::vector<const agreement::FeatureRow*> by_lower_limit(const std::vector<agreement::FeatureRow>& rows) {
  std::vector<const agreement::FeatureRow*> out;
  for (const agreement::FeatureRow& row : rows)
    if (row.stratum.is_all()) out.push_back(&row);
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
