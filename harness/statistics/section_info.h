#pragma once

#include <string>
#include <vector>

namespace radgauge {

/// A section of `radgauge stats`: its name, and the table it reads.
struct SectionInfo {
  std::string name;
  std::string help;
};

const std::vector<SectionInfo>& section_list();

/// The section of that name; Error(usage) names the nearest otherwise.
const SectionInfo& section_help(const std::string& name);

}  // namespace radgauge
