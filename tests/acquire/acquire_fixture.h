#pragma once

#include <gtest/gtest.h>

#include "acquire/acquire.h"
#include "io/image_example.h"
#include "io/image_file.h"
#include "io/temporary_folder.h"
#include "study/selection.h"

namespace radgauge::testing {

/// A folder with one good image and mask, "image.nii.gz" and "mask.nii.gz", and studies of its files.
class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    auto [image, mask] = example_pair();
    image_ = std::move(image);
    mask_ = std::move(mask);
    io::write_image(file("image.nii.gz"), image_);
    io::write_mask(file("mask.nii.gz"), mask_);
  }

  std::string file(const std::string& name) const { return folder_.file(name); }

  /// A study of this folder; `rows` is the inside of its cohort, one "{...}" a row.
  study::Study study_of(const std::vector<std::string>& rows, const std::string& more = "") const {
    std::string text = "study: s\ncohort:\n";
    for (const std::string& row : rows) text += "  - {modality: CT, " + row + "}\n";
    return study::decode_study(io::parse_yaml(text + more, "study.yaml"), folder_.path());
  }

  TemporaryFolder folder_;
  Volume image_;
  Mask mask_;
};

}  // namespace radgauge::testing
