#include "reference/values/judgement.h"

#include <cmath>

#include "core/text.h"

namespace radgauge::reference {

namespace {

/// The object of a set: sets of IBSI 1 have one each.
JudgedValue row_for(const ReferenceValue& reference) {
  JudgedValue row;
  row.set = reference.set;
  const bool digital = reference.set == "digital";
  row.object = digital ? "digital_phantom" : "ct_phantom";
  row.modality = digital ? "" : "CT";
  row.filter = reference.filter;
  row.family = reference.family;
  row.tag = reference.tag;
  row.ibsi_code = reference.ibsi_code;
  row.aggregation = reference.aggregation;
  row.consensus = reference.consensus;
  if (reference.value) {
    row.reference = *reference.value;
    row.tolerance = reference.tolerance;
  }
  return row;
}

}  // namespace

std::string_view to_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::match:
      return "match";
    case Verdict::mismatch:
      return "mismatch";
    case Verdict::missing:
      return "missing";
    case Verdict::not_standardised:
      break;
  }
  return "not-standardised";
}

bool meets(double value, double reference, double tolerance) {
  if (!std::isfinite(value)) return false;
  const double rounded = *parse_double(to_rounded_text(value, 3));
  return std::abs(rounded - reference) <= tolerance + 1e-9 * std::abs(reference);
}

JudgedValue judge(const ReferenceValue& reference, double value) {
  JudgedValue row = row_for(reference);
  row.value = value;
  if (!reference.value)
    row.verdict = Verdict::not_standardised;
  else
    row.verdict = meets(value, *reference.value, reference.tolerance) ? Verdict::match : Verdict::mismatch;
  return row;
}

JudgedValue judge_missing(const ReferenceValue& reference) {
  JudgedValue row = row_for(reference);
  row.verdict = reference.value ? Verdict::missing : Verdict::not_standardised;
  return row;
}

void VerdictCounts::add(Verdict verdict) {
  switch (verdict) {
    case Verdict::match:
      ++match;
      break;
    case Verdict::mismatch:
      ++mismatch;
      break;
    case Verdict::missing:
      ++missing;
      break;
    case Verdict::not_standardised:
      ++not_standardised;
      break;
  }
}

VerdictCounts count_verdicts(const std::vector<JudgedValue>& values) {
  VerdictCounts counts;
  for (const JudgedValue& value : values) counts.add(value.verdict);
  return counts;
}

}  // namespace radgauge::reference
