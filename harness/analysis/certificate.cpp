#include "analysis/certificate.h"

#include <cctype>
#include <chrono>

#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"

namespace radgauge::analysis {
namespace {

using std::chrono::year_month_day;

std::optional<year_month_day> parse_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t n) {
    return static_cast<unsigned>(*parse_int(text.substr(at, n)));
  };
  const year_month_day date{std::chrono::year(static_cast<int>(number(0, 4))),
                            std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::string padded(unsigned number, std::size_t width) {
  std::string text = to_text(static_cast<std::int64_t>(number));
  return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace

std::string certificate_number(const std::vector<std::string>& identity) {
  std::string number = sha256(join(identity, "\n")).substr(0, 12);
  for (char& c : number) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "RG-" + number.substr(0, 4) + "-" + number.substr(4, 4) + "-" + number.substr(8, 4);
}

bool is_date(const std::string& text) {
  return parse_date(text).has_value();
}

std::string date_after(const std::string& date, std::int64_t days) {
  const auto start = parse_date(date);
  if (!start) return {};
  constexpr std::int64_t kMost = 3'652'059;  // days from year 1 to year 9999
  const auto later = days >= -kMost && days <= kMost
                         ? year_month_day(std::chrono::sys_days(*start) + std::chrono::days(days))
                         : year_month_day{};
  const int year = static_cast<int>(later.year());
  if (!later.ok() || year < 1 || year > 9999)
    throw Error(ErrorKind::usage,
                to_text(days) + " days after " + date + " is no date of the years 1 to 9999");
  return padded(static_cast<unsigned>(year), 4) + "-" + padded(static_cast<unsigned>(later.month()), 2) +
         "-" + padded(static_cast<unsigned>(later.day()), 2);
}

}  // namespace radgauge::analysis
