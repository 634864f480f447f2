#include "core/limits.h"

namespace radgauge {

FieldList<Limits> Limits::fields() {
  return FieldList{
      field("icc_lower", &Limits::icc_lower, "", between(-1, 1),
            "the lower limit of the ICC must reach this"),
      field("rc_percent_upper", &Limits::rc_percent_upper, "percent", kPositive,
            "largest repeatability coefficient in percent of the mean; on the log scale its larger arm"),
      field("wcv_upper", &Limits::wcv_upper, "", kPositive,
            "largest within-object coefficient of variation, a fraction"),
      field("ndc_min", &Limits::ndc_min, "", kPositive,
            "fewest distinct categories 1.41 PV/GRR, decided by the interval of the ICC"),
      field("bias_max", &Limits::bias_max, "", kPositive,
            "largest bias against base (or the first level), in SDs between objects"),
      field("failure_max", &Limits::failure_max, "", between(0, 1),
            "largest share of the cells without a value; the count itself decides"),
      field("patients_min", &Limits::patients_min, "", between(2, 1e6),
            "fewest patients that certify; QIBA asks for 35"),
      field("unseen_noise_ratio", &Limits::unseen_noise_ratio, "", between(1, 100),
            "how many times noisier lesions may be that the patients did not happen to show; 1: no more")};
}

}  // namespace radgauge
