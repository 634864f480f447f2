#include "report/junit.h"

#include <gtest/gtest.h>

namespace radgauge::report {
namespace {

bool junit_holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// mechanics: every byte of a small document.
TEST(JunitMechanics, WritesSuitesCasesAndCounts) {
  JunitSuite suite{"digital", {{"version", "1.0"}}, {}};
  suite.cases.push_back({"stat_mean", "statistics", JunitOutcome::passed, "", "", 0.25});
  suite.cases.push_back(
      {"stat_var", "statistics", JunitOutcome::failed, "3 is not 2", "value 3\nreference 2", 0.5});
  suite.cases.push_back({"cm_x", "glcm", JunitOutcome::skipped, "not there", "", 0});
  suite.cases.push_back({"image", "data", JunitOutcome::error, "cannot be read", "", 0});
  EXPECT_EQ(junit_xml("ibsi", {suite}),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="ibsi" tests="4" failures="1" errors="1" skipped="1" time="0.750">
  <testsuite name="digital" tests="4" failures="1" errors="1" skipped="1" time="0.750">
    <properties>
      <property name="version" value="1.0"/>
    </properties>
    <testcase name="stat_mean" classname="statistics" time="0.250"/>
    <testcase name="stat_var" classname="statistics" time="0.500">
      <failure message="3 is not 2">value 3
reference 2</failure>
    </testcase>
    <testcase name="cm_x" classname="glcm" time="0.000">
      <skipped message="not there"/>
    </testcase>
    <testcase name="image" classname="data" time="0.000">
      <error message="cannot be read"/>
    </testcase>
  </testsuite>
</testsuites>
)");
}

// mechanics: text that would break the markup, and bytes that XML 1.0 forbids.
TEST(JunitMechanics, TextNeverBreaksTheDocument) {
  JunitSuite suite{"a<b", {}, {}};
  suite.cases.push_back({"\"x\" & 'y'", "c", JunitOutcome::failed, "line\nbreak\ttab",
                         "]]> \x01 \xff \xEF\xBF\xBE \xC3\xA9", 0});
  const std::string xml = junit_xml("n", {suite});
  EXPECT_TRUE(junit_holds(xml, "name=\"a&lt;b\""));
  EXPECT_TRUE(junit_holds(xml, "name=\"&quot;x&quot; &amp; 'y'\""));
  EXPECT_TRUE(junit_holds(xml, "message=\"line&#10;break&#9;tab\""));
  EXPECT_TRUE(junit_holds(xml, "]]&gt; \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD \xC3\xA9<"));
}

// mechanics: an element without text has no body, and a time that is none is 0.
TEST(JunitMechanics, OddInputsGiveADocumentAllTheSame) {
  EXPECT_TRUE(junit_holds(junit_xml("empty", {}), "<testsuites name=\"empty\" tests=\"0\""));
  JunitSuite suite{"s", {}, {{"c", "k", JunitOutcome::passed, "ignored", "ignored", -1}}};
  const std::string xml = junit_xml("n", {suite});
  EXPECT_TRUE(junit_holds(xml, "<testcase name=\"c\" classname=\"k\" time=\"0.000\"/>"));
  EXPECT_FALSE(junit_holds(xml, "ignored"));
}

}  // namespace
}  // namespace radgauge::report
