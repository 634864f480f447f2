#include "core/error.h"
#include "fixtures.h"
#include "phantoms/object/patient_model.h"
#include "phantoms/object_moments.h"
#include "reference/z_test.h"

namespace radgauge {
namespace {

using namespace testing;
using phantoms::PatientLatent;
using phantoms::PatientModel;

Draws patient_draws(std::uint64_t index) {
  return {7, "patient-" + std::to_string(index), "phantom.patient", 0, 0};
}

// oracle: over many patients outcome minus risk is 0, and so it is weighted with the latent texture and with
// the stage, which tells that the effects are those asked for.
TEST(PatientModelOracle, OutcomesFollowTheRisk) {
  const PatientModel model;
  ZTest z;
  for (std::uint64_t i = 0; i < 6000; ++i) {
    const Draws draws = patient_draws(i);
    const PatientLatent patient = draw_patient(model, draws);
    const double logit = std::log(0.4 / 0.6) + 1.2 * patient.texture + 0.4 * (patient.stage - 2.25) +
                         0.2 * (patient.age - 65) / 10;
    const double residual =
        (draw_covariates(model, patient, draws).at("outcome") == "1" ? 1 : 0) - 1 / (1 + std::exp(-logit));
    z.add("outcome", residual);
    z.add("texture", residual * patient.texture);
    z.add("stage", residual * (patient.stage - 2.25));
    z.add("latent mean", patient.texture);
    z.add("latent variance", patient.texture * patient.texture);
    z.add("class", patient.second_class ? 1 : 0);
    z.add("age", patient.age);
    z.add("stage mean", patient.stage);
  }
  for (const char* name : {"outcome", "texture", "stage"}) z.expect(name, 0, 0.01);
  z.expect("latent mean", 0, 0.02);
  z.expect("latent variance", 1, 0.03);
  z.expect("class", 0.5, 0.01);
  z.expect("age", 65, 0.2);
  z.expect("stage mean", 2.25, 0.02);
}

// oracle: the survival function of each patient's own time is uniform; with censoring, events less the
// cumulative hazard are 0 on average (a martingale).
TEST(PatientModelOracle, SurvivalFollowsTheHazard) {
  PatientModel followed;
  followed.median_months = 300;
  followed.follow_up_months = 1e3;
  followed.dropout_per_month = 0;
  PatientModel censored;
  censored.median_months = 300;
  censored.follow_up_months = 400;
  censored.dropout_per_month = 0.002;
  ZTest z;
  double events = 0;
  for (std::uint64_t i = 0; i < 6000; ++i) {
    const Draws draws = patient_draws(i);
    for (const PatientModel* model : {&followed, &censored}) {
      const PatientLatent patient = draw_patient(*model, draws);
      const auto columns = draw_covariates(*model, patient, draws);
      const double hazard =
          std::log(2.0) * std::pow(std::stod(columns.at("time")) / 300, 1.2) * std::exp(patient.predictor);
      const double event = columns.at("event") == "1" ? 1 : 0;
      const std::string name = model == &followed ? "followed" : "censored";
      z.add(name, event - hazard);
      z.add(name + " texture", (event - hazard) * patient.texture);
      if (model == &censored) events += event / 6000;
    }
  }
  for (const std::string name : {"followed", "censored"})
    for (const std::string suffix : {"", " texture"}) z.expect(name + suffix, 0, 0.02);
  EXPECT_GT(events, 0.2);
  EXPECT_LT(events, 0.8);
}

// invariant: lesions lie in the organ and apart, with a region, an insert and values of their own.
TEST(PatientInvariant, LesionsStandApartInTheOrgan) {
  const Made made("patient", {{"lesions", std::int64_t{4}}, {"radius_low_mm", 5.0}, {"radius_high_mm", 9.0}});
  EXPECT_EQ(made.phantom->lesions(made.values), 4);
  EXPECT_TRUE(made.phantom->population);
  const phantoms::Object object = made.object(3, 2);
  ASSERT_EQ(object.regions.size(), 4u);
  ASSERT_EQ(object.inserts.size(), 4u);
  auto truth = truth_of(object);
  for (std::size_t i = 0; i < 4; ++i) {
    const Vec3& centre = object.inserts[i].centre_mm;
    EXPECT_TRUE(contains(object.parts.back().shape, centre));
    for (std::size_t j = 0; j < 4; ++j) {
      EXPECT_EQ(object.regions[j].inside(centre), i == j);
      if (i == j) continue;
      const Vec3 d = centre - object.inserts[j].centre_mm;
      EXPECT_GT(std::hypot(d[0], d[1], d[2]), object.inserts[i].radius_mm + object.inserts[j].radius_mm);
    }
    EXPECT_GT(truth["lesion_" + std::to_string(i + 1) + "_volume_mm3"], 4 * M_PI / 3 * 100);
  }
  const auto covariates = made.phantom->covariates(made.values, 3, 2);
  for (const char* column : {"age", "sex", "stage", "outcome", "time", "event"})
    EXPECT_TRUE(covariates.contains(column)) << column;
}

// oracle: without randomness in the tissue a lesion of the lung has its own Hounsfield units and its volume.
TEST(PatientOracle, PlainLesionInTheLung) {
  const Made made("patient", {{"organ", std::string("lung")},
                              {"texture_sd", 0.0},
                              {"contrast_sd", 0.0},
                              {"contrast_0", 0.0},
                              {"contrast_1", 0.0},
                              {"edge_mm", 0.0}});
  const phantoms::Object object = made.object();
  const ObjectMoments m = moments_of(object, {0.6, 0.6, 0.6});
  const double volume = truth_of(object)["lesion_1_volume_mm3"];
  EXPECT_NEAR(m.volume_mm3, volume, 0.01 * volume);
  const Vec3& centre = object.inserts.front().centre_mm;
  EXPECT_NEAR(hu_at(object, centre), 50, 1e-3);
  EXPECT_NEAR(tissue_at(object, centre).t1_ms, 1000, 1e-3);
  EXPECT_NEAR(tissue_at(object, centre).activity, 3, 1e-5);
  EXPECT_NEAR(hu_at(object, {80, 0, 0}), 30, 1e-9);
  EXPECT_EQ(hu_at(object, {190, 0, 0}), -1000);
}

// invariant: all patients are scanned on one lattice, and nobody is like another.
TEST(PatientInvariant, OneLatticeForAll) {
  const Made made("patient", {{"radius_high_mm", 8.0}});
  const phantoms::Object a = made.object(1, 0), b = made.object(1, 1);
  EXPECT_EQ(a.centre_mm, b.centre_mm);
  EXPECT_EQ(a.high_z_mm, b.high_z_mm);
  EXPECT_NE(truth_of(a)["correlation_mm"], truth_of(b)["correlation_mm"]);
  EXPECT_EQ(a.textures.front().voxels, made.object(1, 0).textures.front().voxels);
}

// invariant: a scan of the lesions alone is a part of the same patient, and holds them whole.
TEST(PatientInvariant, LesionsAloneAreThoseOfTheWholeScan) {
  const Made whole("patient", {{"lesions", std::int64_t{2}}});
  const Made part("patient", {{"lesions", std::int64_t{2}}, {"scanned", std::string("lesions")}});
  const phantoms::Object a = whole.object(3), b = part.object(3);
  EXPECT_EQ(a.textures.back().voxels, b.textures.back().voxels);
  EXPECT_LT(b.field_of_view_mm, a.field_of_view_mm);
  const Scan scan = part.scan_by("ideal", {{"pixel_mm", 1.0}, {"slice_mm", 1.0}}, 3);
  const Scan all = whole.scan_by("ideal", {{"pixel_mm", 1.0}, {"slice_mm", 1.0}}, 3);
  const auto inside = [](const Mask& mask) { return std::count(mask.voxels.begin(), mask.voxels.end(), 1); };
  EXPECT_NEAR(static_cast<double>(inside(scan.mask)), static_cast<double>(inside(all.mask)),
              0.01 * static_cast<double>(inside(all.mask)));
  EXPECT_LT(scan.image.voxels.size(), all.image.voxels.size());
}

TEST(PatientMechanics, RefusesLesionsWithoutRoom) {
  const Made large("patient", {{"radius_high_mm", 30.0}, {"roughness", 0.3}});
  EXPECT_NE(large.phantom->problem(large.values).find("radius_high_mm = 30"), std::string::npos);
  const Made many("patient",
                  {{"lesions", std::int64_t{6}}, {"radius_low_mm", 25.0}, {"radius_high_mm", 25.0}});
  EXPECT_THROW(many.object(), Error);
}

}  // namespace
}  // namespace radgauge
