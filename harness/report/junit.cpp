#include "report/junit.h"

#include <charconv>

#include "core/text.h"
#include "io/utf8.h"

namespace radgauge::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// What stands for the character at the start of a text, and its length in bytes.
struct Piece {
  std::string_view text;
  std::size_t length;
};

/// Line breaks and tabs are references in an attribute, where a parser would turn them into blanks.
Piece first_piece(std::string_view text, bool attribute) {
  const auto bad = io::find_unreadable(text.substr(0, 4));
  if (bad && *bad == 0) return {kReplacement, 1};
  if (text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF")) return {kReplacement, 3};
  switch (text.front()) {
    case '&':
      return {"&amp;", 1};
    case '<':
      return {"&lt;", 1};
    case '>':
      return {"&gt;", 1};
    case '"':
      return {"&quot;", 1};
    case '\r':
      return {"&#13;", 1};
    case '\n':
      return {attribute ? "&#10;" : "\n", 1};
    case '\t':
      return {attribute ? "&#9;" : "\t", 1};
    default:
      break;
  }
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80u) ++length;
  return {text.substr(0, length), length};
}

std::string escape(std::string_view text, bool attribute) {
  std::string out;
  while (!text.empty()) {
    const Piece piece = first_piece(text, attribute);
    out += piece.text;
    text.remove_prefix(piece.length);
  }
  return out;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escape(value, true) + "\"";
}

std::string attribute(std::string_view name, std::int64_t value) {
  return attribute(name, to_text(value));
}

std::string seconds_text(double seconds) {
  char buffer[64];
  const double bounded = seconds >= 0 && seconds < 1e12 ? seconds : 0;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, bounded, std::chars_format::fixed, 3).ptr;
  return {buffer, end};
}

struct Totals {
  std::int64_t tests = 0;
  std::int64_t failures = 0;
  std::int64_t errors = 0;
  std::int64_t skipped = 0;
  double seconds = 0;

  void add(const JunitSuite& suite) {
    for (const JunitCase& c : suite.cases) {
      ++tests;
      failures += c.outcome == JunitOutcome::failed;
      errors += c.outcome == JunitOutcome::error;
      skipped += c.outcome == JunitOutcome::skipped;
      seconds += c.seconds;
    }
  }
  std::string attributes() const {
    return attribute("tests", tests) + attribute("failures", failures) + attribute("errors", errors) +
           attribute("skipped", skipped) + attribute("time", seconds_text(seconds));
  }
};

std::string_view element_of(JunitOutcome outcome) {
  switch (outcome) {
    case JunitOutcome::failed:
      return "failure";
    case JunitOutcome::error:
      return "error";
    case JunitOutcome::skipped:
      return "skipped";
    case JunitOutcome::passed:
      break;
  }
  return "";
}

std::string case_xml(const JunitCase& c) {
  const std::string start = "    <testcase" + attribute("name", c.name) +
                            attribute("classname", c.classname) + attribute("time", seconds_text(c.seconds));
  const std::string element(element_of(c.outcome));
  if (element.empty()) return start + "/>\n";
  std::string text = start + ">\n      <" + element + attribute("message", c.message);
  text += c.details.empty() ? "/>\n" : ">" + escape(c.details, false) + "</" + element + ">\n";
  return text + "    </testcase>\n";
}

std::string suite_xml(const JunitSuite& suite) {
  Totals totals;
  totals.add(suite);
  std::string text = "  <testsuite" + attribute("name", suite.name) + totals.attributes() + ">\n";
  if (!suite.properties.empty()) {
    text += "    <properties>\n";
    for (const auto& [name, value] : suite.properties)
      text += "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
    text += "    </properties>\n";
  }
  for (const JunitCase& c : suite.cases) text += case_xml(c);
  return text + "  </testsuite>\n";
}

}  // namespace

std::string junit_xml(const std::string& name, const std::vector<JunitSuite>& suites) {
  Totals totals;
  for (const JunitSuite& suite : suites) totals.add(suite);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + attribute("name", name) +
                     totals.attributes() + ">\n";
  for (const JunitSuite& suite : suites) text += suite_xml(suite);
  return text + "</testsuites>\n";
}

}  // namespace radgauge::report
