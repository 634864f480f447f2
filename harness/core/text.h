#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace radgauge {

/// Shortest text that reads back as the same double, without a locale; "nan", "inf", "-inf" for the others.
std::string to_text(double value);
std::string to_text(std::int64_t value);
std::string count_text(std::size_t count);
/// "1 patient", "3 patients": of a noun that gets an s.
std::string count_of(std::size_t count, std::string_view noun);
/// `digits` significant digits, for people; never for files that are read again.
std::string to_rounded_text(double value, int digits = 4);

/// The whole of `text` as a number, without a locale; nothing if any character is left over.
/// Accepts a leading '+', and "nan", "inf", "-inf" in any case.
std::optional<double> parse_double(std::string_view text);
std::optional<std::int64_t> parse_int(std::string_view text);

std::string join(std::span<const std::string> parts, std::string_view separator);
/// For messages: at most `most` of the parts, each shortened, then "and 97 more".
std::string listed(std::span<const std::string> parts, std::size_t most = 12);
/// For messages: `text`, or its beginning and its end with "..." between, at most `most` bytes (16 or more);
/// never cuts a UTF-8 character.
std::string shortened(std::string_view text, std::size_t most = 60);
std::vector<std::string> split(std::string_view text, char separator);
std::string trim(std::string_view text);

/// The words of a command line, as a shell without variables, patterns or redirection splits them: at blanks;
/// '...' is taken as it stands, within "..." \" and \\ are " and \, elsewhere \ takes the next character as
/// it stands. Nothing if a quote is not closed or the last character is a lone \.
std::optional<std::vector<std::string>> split_words(std::string_view text);

/// The candidate with the smallest edit distance (insert, delete, replace, swap neighbours) if it is near
/// enough to be meant (at most a third of the longer length, rounded up); nothing otherwise. The first of
/// equals wins.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
/// " (did you mean 'x'?)" or "".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// Shell-like pattern: '*' any text, '?' any character.
bool matches_pattern(std::string_view text, std::string_view pattern);

/// Every `from` in `text` as `to`; nothing for an empty `from`.
void replace_all(std::string& text, std::string_view from, std::string_view to);
/// Does one of the words hold `part`, a placeholder of a command?
bool any_holds(const std::vector<std::string>& words, std::string_view part);

}  // namespace radgauge
