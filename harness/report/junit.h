#pragma once

#include <string>
#include <utility>
#include <vector>

namespace radgauge::report {

/// How a test case ended. `failed` is a failed requirement (a value that is wrong), `error` a case that could
/// not be tried (an image that cannot be read), `skipped` one that was not asked for or is not there yet.
enum class JunitOutcome { passed, failed, error, skipped };

/// One `<testcase>`.
struct JunitCase {
  std::string name;       ///< e.g. the tag of a feature
  std::string classname;  ///< groups the cases of a suite in the displays of CI servers
  JunitOutcome outcome = JunitOutcome::passed;
  std::string message;  ///< one line: what is wrong, or why it was skipped; not written for passed cases
  std::string details;  ///< any number of lines, the body of the element; not written for passed cases
  double seconds = 0;
};

/// One `<testsuite>`; `properties` are name and value (version, settings, data).
struct JunitSuite {
  std::string name;
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<JunitCase> cases;
};

/// The suites as JUnit XML (the dialect of the Jenkins xUnit plug-in's junit-10.xsd, read by GitHub and
/// GitLab too): UTF-8, counts per suite and over all, times in seconds with three decimals. No time stamp and
/// no host name, so that equal results are equal bytes. Characters that XML 1.0 cannot hold become U+FFFD.
std::string junit_xml(const std::string& name, const std::vector<JunitSuite>& suites);

}  // namespace radgauge::report
