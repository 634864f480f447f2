#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"
#include "phantoms/object/patient_model.h"
#include "phantoms/object/phantom.h"
#include "phantoms/object/rough_ball.h"

namespace radgauge::phantoms {

namespace {

enum class Organ { liver, lung };
enum class Scanned { organ, lesions };

struct Patient : PatientModel {
  static constexpr bool population = true;
  Organ organ = Organ::liver;
  std::int64_t lesions = 1;
  double radius_low_mm = 8;
  double radius_high_mm = 16;
  double roughness = 0.12;
  double edge_mm = 1.5;
  double contrast_0 = 45;
  double contrast_1 = 65;
  double contrast_sd = 10;
  double texture_sd = 30;

  Scanned scanned = Scanned::organ;

  static auto fields();
  std::string problem() const;
};

auto Patient::fields() {
  const Range hu{-500, 1000};
  return FieldList{
      field("organ", &Patient::organ, {{"liver", Organ::liver}, {"lung", Organ::lung}},
            "that holds the lesions"),
      field("lesions", &Patient::lesions, "1", between(1, 6), "lesions of each patient"),
      field("radius_low_mm", &Patient::radius_low_mm, "mm", between(2, 30),
            "smallest mean radius of a lesion"),
      field("radius_high_mm", &Patient::radius_high_mm, "mm", between(2, 30),
            "largest mean radius of a lesion"),
      field("roughness", &Patient::roughness, "1", between(0, 0.3),
            "standard deviation of the surface as a fraction of the radius"),
      field("edge_mm", &Patient::edge_mm, "mm", between(0, 20), "width over which lesion and organ mix"),
      field("contrast_0", &Patient::contrast_0, "intensity", hu, "mean of class 0 above 50 HU"),
      field("contrast_1", &Patient::contrast_1, "intensity", hu, "mean of class 1 above 50 HU"),
      field("contrast_sd", &Patient::contrast_sd, "intensity", between(0, 200), "SD of both over lesions"),
      field("texture_sd", &Patient::texture_sd, "intensity", between(0, 300), "SD of the texture of lesions"),
      field(
          "scanned", &Patient::scanned, {{"organ", Scanned::organ}, {"lesions", Scanned::lesions}},
          "what is in the image: the same 136 x 136 x 120 mm around the organ, or 15 mm around the lesions")}
      .append(PatientModel::model_fields());
}

/// Half axes and centre of the organ, the same in all patients, so that they are scanned alike.
constexpr Vec3 kOrganHalfMm{65, 55, 60};
constexpr Vec3 kOrganCentreMm{-62, 0, 0};
constexpr double kOrganViewMm = 136;
constexpr double kBesideLesionsMm = 15;
constexpr double kPatientCellMm = 0.75;
constexpr double kCoarsestOrganMm = 1;  ///< not thicker than thin slices
constexpr double kSoftHu = 50;

std::string Patient::problem() const {
  if (!(radius_low_mm <= radius_high_mm))
    return "radius_low_mm = " + to_text(radius_low_mm) +
           " is above radius_high_mm = " + to_text(radius_high_mm) + "; swap them";
  const double reach = radius_high_mm * (1 + 3 * roughness);
  if (reach > 0.8 * kOrganHalfMm[1])
    return "radius_high_mm = " + to_text(radius_high_mm) + " with roughness " + to_text(roughness) +
           " reaches " + to_rounded_text(reach, 3) + " mm, more than the organ has room for (" +
           to_text(0.8 * kOrganHalfMm[1]) + " mm); use smaller or smoother lesions";
  return {};
}

struct OrganTissue {
  Tissue mean;
  double sd_hu;
  double correlation_mm;
  Tissue of_hu;  ///< of its texture
};
OrganTissue organ_tissue(Organ organ) {
  if (organ == Organ::lung) return {{0.2, 0.2, 1100, 40, 0.5}, 60, 2.5, {0.001, 0.001, 0, 0, 0.002}};
  return {{1.05, 0.8, 700, 50, 1.3}, 10, 3, {0.001, 0.0008, 4.6, 0.3, 0.01}};
}
/// Of the texture of a lesion, and its mean.
constexpr Tissue kLesionTextureOfHu{0.001, 0.0008, 4.6, 0.46, 0.02};
Tissue patient_lesion(double hu) {
  return {1 + hu / 1000, 0.9, 1000, 95, 3};
}

/// Draws of the body; those of lesion i count from kFirstLesion + 8 i on.
enum PatientDraw : std::uint32_t { kOrganTexture = 8, kPlaces };
constexpr std::uint32_t kFirstLesion = 16;

struct PatientLesion {
  Vec3 centre_mm;
  double radius_mm;
  double hu;
  RoughBall ball;
  std::uint32_t texture_draw;
};

/// A place in the organ for a lesion of this reach that is clear of the others, by rejection.
Vec3 place_lesion(double reach_mm, const std::vector<PatientLesion>& others, const Draws& draws,
                  std::uint64_t first) {
  constexpr std::uint64_t kTries = 2000;
  constexpr double kGapMm = 3;
  for (std::uint64_t k = 0; k < kTries; ++k) {
    Shape room{ShapeKind::ellipsoid, kOrganCentreMm, kOrganHalfMm};
    Vec3 place;
    for (std::size_t a = 0; a < 3; ++a) {
      room.half_mm[a] -= reach_mm;
      place[a] = kOrganCentreMm[a] + room.half_mm[a] * (2 * draws.uniform(first + 3 * k + a, kPlaces) - 1);
    }
    const bool clear = std::all_of(others.begin(), others.end(), [&](const PatientLesion& other) {
      const Vec3 d = place - other.centre_mm;
      return std::hypot(d[0], d[1], d[2]) >= reach_mm + other.ball.half_box_mm() + kGapMm;
    });
    if (clear && contains(room, place)) return place;
  }
  throw Error(ErrorKind::study, "phantom patient: no room in the organ for lesion " +
                                    std::to_string(others.size() + 1) +
                                    "; use fewer, smaller or smoother lesions");
}

std::vector<PatientLesion> draw_lesions(const Patient& p, const PatientLatent& t, const Draws& draws) {
  std::vector<PatientLesion> lesions;
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(p.lesions); ++i) {
    const std::uint32_t draw = kFirstLesion + 8 * i;
    const double radius = p.radius_low_mm + (p.radius_high_mm - p.radius_low_mm) * draws.uniform(0, draw);
    const double contrast =
        (t.second_class ? p.contrast_1 : p.contrast_0) + p.contrast_sd * draws.normal(1, draw);
    const double soft = std::max(p.edge_mm, kPatientCellMm);
    const Vec3 centre =
        place_lesion(radius * (1 + 3 * p.roughness) + soft, lesions, draws, std::uint64_t{i} << 32);
    lesions.push_back({centre, radius, kSoftHu + contrast,
                       RoughBall(centre, radius, p.roughness, soft, draws, draw + 1), draw + 2});
  }
  return lesions;
}

/// The texture of the organ, where no lesion is.
Texture organ_texture(const Patient& p, const std::vector<PatientLesion>& lesions, const Draws& draws) {
  const OrganTissue organ = organ_tissue(p.organ);
  const Shape shape{ShapeKind::ellipsoid, kOrganCentreMm, kOrganHalfMm};
  const double cell_mm = std::min(0.5 * organ.correlation_mm, kCoarsestOrganMm);
  Volume texture = interpolated_field(nodes_of_box(kOrganCentreMm, kOrganHalfMm, cell_mm),
                                      organ.correlation_mm, organ.sd_hu, draws, kOrganTexture);
  multiply_by(texture, [&](const Vec3& at) {
    if (!contains(shape, at)) return 0.0;
    double left = 1;
    for (const PatientLesion& lesion : lesions) left -= share_inside(lesion.ball.level_mm(at), p.edge_mm);
    return left;
  });
  return {std::move(texture), organ.of_hu};
}

/// A lesion takes the place of the mean organ, and has a texture of its own.
void add_lesion(Object& object, const Patient& p, const PatientLatent& t, const PatientLesion& lesion,
                const Draws& draws) {
  const double half = lesion.ball.half_box_mm();
  const Lattice nodes = nodes_of_box(lesion.centre_mm, {half, half, half}, kPatientCellMm);
  const auto share = [&](const Vec3& at) { return share_inside(lesion.ball.level_mm(at), p.edge_mm); };
  Volume place(nodes, 1);
  multiply_by(place, share);
  Volume texture = interpolated_field(nodes, t.correlation_mm, p.texture_sd, draws, lesion.texture_draw);
  multiply_by(texture, share);
  const Tissue mean = patient_lesion(lesion.hu);
  object.textures.push_back({std::move(place), mean - organ_tissue(p.organ).mean});
  object.textures.push_back({std::move(texture), kLesionTextureOfHu});
  object.regions.push_back(lesion.ball.region());
  object.inserts.push_back({lesion.centre_mm, lesion.radius_mm, lesion.hu, mean.activity});
}

void look_at_organ(Object& object) {
  object.view_centre_mm = kOrganCentreMm;
  object.low_z_mm = -kOrganHalfMm[2];
  object.high_z_mm = kOrganHalfMm[2];
  object.field_of_view_mm = kOrganViewMm;
}

void look_at_lesions(Object& object, const std::vector<PatientLesion>& lesions) {
  Vec3 low = lesions.front().centre_mm, high = low;
  for (const PatientLesion& lesion : lesions) {
    const double reach = lesion.ball.half_box_mm() + kBesideLesionsMm;
    for (std::size_t a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], lesion.centre_mm[a] - reach);
      high[a] = std::max(high[a], lesion.centre_mm[a] + reach);
    }
  }
  for (std::size_t a = 0; a < 3; ++a) object.view_centre_mm[a] = 0.5 * (low[a] + high[a]);
  object.low_z_mm = low[2];
  object.high_z_mm = high[2];
  object.field_of_view_mm = std::max(high[0] - low[0], high[1] - low[1]);
}

Draws patient_draws(std::uint64_t seed, std::uint64_t index) {
  return {seed, "patient-" + std::to_string(index), "phantom.patient", 0, 0};
}

Object describe_patient(const Patient& p, std::uint64_t seed, std::uint64_t index) {
  if (const std::string wrong = p.problem(); !wrong.empty())
    throw Error(ErrorKind::study, "phantom patient: " + wrong);
  const Draws draws = patient_draws(seed, index);
  const PatientLatent t = draw_patient(p, draws);
  const std::vector<PatientLesion> lesions = draw_lesions(p, t, draws);
  const Tissue body = soft_tissue_of_hu(30);
  const OrganTissue organ = organ_tissue(p.organ);
  Object object;
  object.parts = {{{ShapeKind::ellipsoid, {0, 0, 0}, {165 * t.body, 115 * t.body, 400 * t.body}}, body},
                  {{ShapeKind::ellipsoid, kOrganCentreMm, kOrganHalfMm}, organ.mean - body}};
  object.textures = {organ_texture(p, lesions, draws)};
  object.truth = {{"class", t.second_class ? 1.0 : 0.0, "1"},  {"correlation_mm", t.correlation_mm, "mm"},
                  {"latent_texture", t.texture, "1"},          {"linear_predictor", t.predictor, "1"},
                  {"risk", outcome_risk(p, t.predictor), "1"}, {"body_size", t.body, "1"}};
  for (const PatientLesion& lesion : lesions) {
    add_lesion(object, p, t, lesion, draws);
    const std::string name = "lesion_" + std::to_string(object.regions.size());
    object.truth.push_back({name + "_volume_mm3", lesion.ball.volume_mm3(), "mm^3"});
    object.truth.push_back({name + "_hu", lesion.hu, "HU"});
  }
  object.centre_mm = kOrganCentreMm;
  look_at_organ(object);
  if (p.scanned == Scanned::lesions) look_at_lesions(object, lesions);
  return object;
}

}  // namespace

namespace generators {

Phantom patient() {
  Phantom phantom = object_phantom<Patient, describe_patient>(
      {"patient", "a torso with lesions whose texture foretells the outcome",
       "An elliptic torso of 330 x 230 mm, 10 % larger or smaller, of 30 HU; in it an organ of 130 x 110 x 120 mm "
       "with texture of its own (liver: 50 HU, SD 10; lung: -800 HU, SD 60), and in it lesions: rough balls that "
       "do not touch, of 50 HU and the contrast of their class. A patient is of class 0 or 1; the logarithm of "
       "the correlation length w of its lesions is normal around that of its class, and standardised over "
       "patients it is the latent texture x. With age ~ N(65, 10) years, stage 1 to 4 with shares 30, 30, 25 and "
       "15 %, and sex, which has no effect, the predictor is L = texture_effect x + stage_effect (stage - 2.25) + "
       "age_effect (age - 65) / 10. The outcome is 1 with the odds risk / (1 - risk) exp(L); survival follows "
       "exp(-ln 2 (time / median_months)^shape exp(L)), and is cut by follow_up_months and an exponential "
       "dropout. Columns age, sex, stage, outcome, time (months), event; the truth holds class, w, x, L and the "
       "risk, so that what scanner and model lose of it can be told. All patients are scanned in 136 x 136 x 120 "
       "mm around the organ, or, several times as fast, each in what holds its lesions.",
       "none, because the population is our own design; survival times follow Bender et al. 2005, Stat Med "
       "24:1713, doi:10.1002/sim.2059"});
  phantom.covariates = [](std::span<const Value> values, std::uint64_t seed, std::uint64_t index) {
    const Patient p = from_values<Patient>(values);
    const Draws draws = patient_draws(seed, index);
    return draw_covariates(p, draw_patient(p, draws), draws);
  };
  return phantom;
}

}  // namespace generators
}  // namespace radgauge::phantoms
