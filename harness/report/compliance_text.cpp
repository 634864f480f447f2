// The formats of a compliance report that people read.
#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"
#include "report/compliance.h"
#include "report/words.h"

namespace radgauge::report {

using reference::JudgedValue;

namespace {

/// The column of the summary that a row belongs to: its set, and the modality where a set has several.
std::string column_of(const JudgedValue& row) {
  return row.modality.empty() || row.object == "ct_phantom" ? row.set : row.set + " " + row.modality;
}

/// The line of the summary: its family, or the filter of IBSI 2.
std::string line_of(const JudgedValue& row) {
  return row.filter.empty() ? row.family : "filter " + row.filter;
}

void add_new(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

std::string value_text(double value) {
  return std::isnan(value) ? "none" : to_rounded_text(value, 6);
}

std::string reference_text(const JudgedValue& row) {
  return to_rounded_text(row.reference, 6) + " +- " + to_rounded_text(row.tolerance, 3);
}

std::string object_text(const JudgedValue& row) {
  return row.modality.empty() || row.object == "ct_phantom" ? row.object : row.object + " " + row.modality;
}

/// Different findings, in the order of the rows: each is written once, and rows refer to its number.
std::vector<std::string> findings_of(const std::vector<JudgedValue>& rows) {
  std::vector<std::string> findings;
  for (const JudgedValue& row : rows)
    if (row.verdict == reference::Verdict::mismatch && !row.finding.empty()) add_new(findings, row.finding);
  return findings;
}

std::string remark(const JudgedValue& row, const std::vector<std::string>& findings) {
  if (row.finding.empty()) return row.note;
  const auto number = std::find(findings.begin(), findings.end(), row.finding) - findings.begin() + 1;
  const std::string text = "finding " + to_text(static_cast<std::int64_t>(number));
  return row.note.empty() ? text : text + "; " + row.note;
}

/// Cells of a table by row; the first is the header.
using Cells = std::vector<std::vector<std::string>>;

std::string counts_text(const reference::VerdictCounts& n) {
  return to_text(n.match) + "/" + to_text(n.mismatch) + "/" + to_text(n.missing);
}

/// A line per family or filter and one for all, a column per set.
Cells summary_cells(const std::vector<JudgedValue>& rows) {
  std::vector<std::string> columns, families;
  std::map<std::pair<std::string, std::string>, reference::VerdictCounts> counts;
  const std::string all = "all";
  for (const JudgedValue& row : rows) {
    const std::string column = column_of(row);
    add_new(columns, column);
    add_new(families, line_of(row));
    counts[{line_of(row), column}].add(row.verdict);
    counts[{all, column}].add(row.verdict);
  }
  families.push_back(all);
  Cells cells{{"match/mismatch/missing"}};
  cells.front().insert(cells.front().end(), columns.begin(), columns.end());
  for (const std::string& family : families) {
    cells.push_back({family});
    for (const std::string& column : columns) cells.back().push_back(counts_text(counts[{family, column}]));
  }
  return cells;
}

Cells mismatch_cells(const std::vector<JudgedValue>& rows, const std::vector<std::string>& findings) {
  Cells cells{{"set", "object", "tag", "code", "value", "reference", "consensus", "remark"}};
  for (const JudgedValue& row : rows)
    if (row.verdict == reference::Verdict::mismatch)
      cells.push_back({row.set, object_text(row), row.name(), row.ibsi_code, value_text(row.value),
                       reference_text(row), row.consensus, remark(row, findings)});
  return cells;
}

/// Missing values of one set and family.
struct Missing {
  std::string where;
  std::vector<const JudgedValue*> rows;  ///< all standardised ones of set and family

  /// "all 96 values"; or by aggregation, "all 16 of 2D_avg", and the tags of the rest.
  std::string text() const {
    std::vector<std::string> aggregations, whole, tags;
    for (const JudgedValue* row : rows) add_new(aggregations, row->aggregation);
    std::int64_t missing = 0;
    for (const std::string& aggregation : aggregations) {
      std::vector<std::string> here;
      std::int64_t n = 0, others = 0;
      for (const JudgedValue* row : rows) {
        if (row->aggregation != aggregation) continue;
        ++(row->verdict == reference::Verdict::missing ? n : others);
        if (row->verdict == reference::Verdict::missing) add_new(here, row->tag);
      }
      missing += n;
      if (others == 0 && !aggregation.empty())
        whole.push_back("all " + to_text(n) + " of " + aggregation);
      else
        tags.insert(tags.end(), here.begin(), here.end());
    }
    if (missing == static_cast<std::int64_t>(rows.size()))
      return where + ": all " + to_text(missing) + " values";
    whole.insert(whole.end(), tags.begin(), tags.end());
    return whole.empty() ? "" : where + ": " + join(whole, ", ");
  }
};

std::vector<std::string> missing_lines(const std::vector<JudgedValue>& rows) {
  std::vector<Missing> groups;
  for (const JudgedValue& row : rows) {
    if (row.verdict == reference::Verdict::not_standardised) continue;
    const std::string where = column_of(row) + " " + line_of(row);
    const auto known =
        std::find_if(groups.rbegin(), groups.rend(), [&](const Missing& g) { return g.where == where; });
    if (known == groups.rend())
      groups.push_back({where, {&row}});
    else
      known->rows.push_back(&row);
  }
  std::vector<std::string> lines;
  for (const Missing& g : groups)
    if (const std::string line = g.text(); !line.empty()) lines.push_back(line);
  return lines;
}

std::vector<std::string> not_standardised_lines(const std::vector<JudgedValue>& rows) {
  std::vector<std::string> lines;
  for (const JudgedValue& row : rows) {
    if (row.verdict != reference::Verdict::not_standardised || std::isnan(row.value)) continue;
    const std::string text = row.name() + " " + value_text(row.value);
    if (!lines.empty() && lines.back().starts_with(row.set + ": "))
      lines.back() += ", " + text;
    else
      lines.push_back(row.set + ": " + text);
  }
  return lines;
}

std::string markdown_table(const Cells& cells) {
  const auto line = [](const std::vector<std::string>& row) {
    std::string text = "|";
    for (const std::string& cell : row) {
      text += ' ';
      for (const char c : cell) text += c == '|' ? std::string("\\|") : std::string(1, c);
      text += " |";
    }
    return text + "\n";
  };
  std::string text = line(cells.front()) + "|";
  for (std::size_t i = 0; i < cells.front().size(); ++i) text += "---|";
  text += "\n";
  for (std::size_t i = 1; i < cells.size(); ++i) text += line(cells[i]);
  return text;
}

/// Both formats have the same parts.
struct Style {
  std::string (*table)(const Cells&);
  std::string heading;  ///< before each part's title
  std::string bullet;
};

std::string styled_list(const Style& style, const std::string& title, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string text = style.heading + title + "\n\n";
  for (const std::string& line : lines) text += style.bullet + line + "\n";
  return text + "\n";
}

std::string parts(const ComplianceReport& report, const Style& style) {
  std::string text;
  if (!report.rows.empty()) text += style.table(summary_cells(report.rows)) + "\n";
  std::vector<std::string> findings = findings_of(report.rows);
  const Cells mismatches = mismatch_cells(report.rows, findings);
  if (mismatches.size() > 1)
    text += style.heading + "Values that do not match\n\n" + style.table(mismatches) + "\n";
  for (std::size_t i = 0; i < findings.size(); ++i)
    findings[i] = to_text(static_cast<std::int64_t>(i + 1)) + ": " + findings[i];
  text += styled_list(style, "Findings", findings);
  text += styled_list(style, "Missing", missing_lines(report.rows));
  text += styled_list(style, "Not standardised, values for information", not_standardised_lines(report.rows));
  return text + styled_list(style, "Notes", report.notes);
}

}  // namespace

std::string compliance_table(const ComplianceReport& report) {
  return parts(report, {&aligned, "", "  "}) + report.extractor + ": " + compliance_verdict(report) + "\n";
}

std::string compliance_markdown(const ComplianceReport& report) {
  std::string text = "**" + report.extractor + ": " + compliance_verdict(report) + ".**\n\n";
  for (const auto& [name, value] : report.facts) text += "- " + name + ": " + value + "\n";
  if (!report.facts.empty()) text += "\n";
  return text + parts(report, {&markdown_table, "### ", "- "});
}

}  // namespace radgauge::report
