// oracle: the reference response maps of IBSI 2, phase 1 (Whybra, Zwanenburg et al. 2024,
// doi:10.1148/radiol.231319; https://github.com/theibsi/ibsi_2_reference_data, CC0 1.0). A map passes if
// every voxel is within 1 % of the range of the reference map.
#include "data.h"
#include "filter_example.h"

namespace radgauge {

namespace {

struct PhaseOneMap {
  const char* id;
  const char* phantom;
  const char* filter;
};
void PrintTo(const PhaseOneMap& map, std::ostream* out) {
  *out << map.id;
}

class ResponseMapOracle : public ::testing::TestWithParam<PhaseOneMap> {};

TEST_P(ResponseMapOracle, EveryVoxelIsWithinOnePercentOfTheRange) {
  const std::string stem = "ibsi/ibsi2/";
  RADGAUGE_REFERENCE_DATA(phantom, stem + "phantoms/" + GetParam().phantom + ".nii.gz");
  RADGAUGE_REFERENCE_DATA(map, stem + "response_maps/" + GetParam().id + ".nii.gz");
  const Volume expected = testing::read_nifti(map);
  const Volume found = testing::map_of(testing::read_nifti(phantom), GetParam().filter);
  const auto [least, most] = std::minmax_element(expected.voxels.begin(), expected.voxels.end());
  const double share = testing::largest_difference(found, expected) / (double{*most} - double{*least});
  EXPECT_LE(share, 0.01);
  RecordProperty("largest_difference_of_range", std::to_string(share));
}

const PhaseOneMap kMaps[] = {
    {"1_a_1", "checkerboard", "mean:support_voxels=15:boundary=zero"},
    {"1_a_2", "checkerboard", "mean:support_voxels=15:boundary=nearest"},
    {"1_a_3", "checkerboard", "mean:support_voxels=15:boundary=periodic"},
    {"1_a_4", "checkerboard", "mean:support_voxels=15:boundary=mirror"},
    {"1_b_1", "impulse", "mean:support_voxels=15:dimension=2D:boundary=zero"},
    {"2_a", "impulse", "log:sigma_mm=3:boundary=zero"},
    {"2_b", "checkerboard", "log:sigma_mm=5"},
    {"2_c", "checkerboard", "log:sigma_mm=5:dimension=2D"},
    {"3_a_1", "impulse", "laws:kernels=E5L5S5:boundary=zero"},
    {"3_a_2", "impulse", "laws:kernels=E5L5S5:pooling=max:boundary=zero"},
    {"3_a_3", "impulse", "laws:kernels=E5L5S5:pooling=max:energy_delta_voxels=7:boundary=zero"},
    {"3_b_1", "checkerboard", "laws:kernels=E3W5R5"},
    {"3_b_2", "checkerboard", "laws:kernels=E3W5R5:pooling=max"},
    {"3_b_3", "checkerboard", "laws:kernels=E3W5R5:pooling=max:energy_delta_voxels=7"},
    {"3_c_1", "checkerboard", "laws:kernels=L5S5:dimension=2D"},
    {"3_c_2", "checkerboard", "laws:kernels=L5S5:dimension=2D:pooling=max"},
    {"3_c_3", "checkerboard", "laws:kernels=L5S5:dimension=2D:pooling=max:energy_delta_voxels=7"},
    {"4_a_1", "impulse",
     "gabor:sigma_mm=10:lambda_mm=4:gamma=0.5:theta_rad=1.0471975511965976:boundary=zero"},
    {"4_a_2", "impulse",
     "gabor:sigma_mm=10:lambda_mm=4:gamma=0.5:delta_theta_rad=0.7853981633974483:orthogonal_planes=true:"
     "pooling=average:boundary=zero"},
    {"4_b_1", "sphere", "gabor:sigma_mm=20:lambda_mm=8:gamma=2.5:theta_rad=3.9269908169872414"},
    {"4_b_2", "sphere",
     "gabor:sigma_mm=20:lambda_mm=8:gamma=2.5:delta_theta_rad=0.39269908169872414:orthogonal_planes=true:"
     "pooling=average"},
    {"5_a_1", "impulse", "wavelet:wavelet=db2:subband=LHL:boundary=zero"},
    {"5_a_2", "impulse", "wavelet:wavelet=db2:subband=LHL:pooling=average:boundary=zero"},
    {"6_a_1", "sphere", "wavelet:wavelet=coif1:subband=HHL:boundary=periodic"},
    {"6_a_2", "sphere", "wavelet:wavelet=coif1:subband=HHL:pooling=average:boundary=periodic"},
    {"7_a_1", "checkerboard", "wavelet:wavelet=haar:subband=LLL:level=2:pooling=average"},
    {"7_a_2", "checkerboard", "wavelet:wavelet=haar:subband=HHH:level=2:pooling=average"},
    {"8_a_1", "checkerboard", "simoncelli:level=1"},
    {"8_a_2", "checkerboard", "simoncelli:level=2"},
    {"8_a_3", "checkerboard", "simoncelli:level=3"},
    {"9_a", "impulse", "riesz:order_x=1:of=log:sigma_mm=3:boundary=zero"},
    {"9_b_1", "sphere", "riesz:order_x=0:order_y=2:of=log:sigma_mm=3:boundary=zero"},
    {"10_b_1", "pattern_1", "riesz:order_x=0:order_y=2:of=simoncelli:level=1:boundary=nearest"},
};

INSTANTIATE_TEST_SUITE_P(Ibsi2, ResponseMapOracle, ::testing::ValuesIn(kMaps),
                         [](const auto& map) { return std::string("map_") + map.param.id; });

}  // namespace

}  // namespace radgauge
