#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compliance/claims.h"
#include "core/operation.h"
#include "engine/external.h"

namespace radgauge::compliance {

/// The digital phantom of IBSI 1, from the registry of phantoms.
Scan digital_phantom();

/// What the built-in extractor finds on one set: of IBSI 1, or the filters of phase 2 of IBSI 2. The CT
/// phantom is not read for the digital set.
std::vector<Claim> measure_set(const std::string& set, const std::string& ct_image,
                               const std::string& ct_mask);

/// The same from an external engine. The digital phantom is written to a temporary folder.
ClaimTable measure_set(const engine::ExternalEngine& engine, const std::string& set,
                       const std::string& ct_image, const std::string& ct_mask);

/// What the built-in extractor finds on the scans of the validation set, in parallel: the features of IBSI 1,
/// and those of the nine filters of phase 3 of IBSI 2, where the consensus has any. Scans whose image is
/// absent are named in `notes`, and their rows leave `consensus`. `progress`, if given, is told how many of
/// all scans are done, by one thread at a time.
std::vector<Claim> measure_validation(
    const std::string& scans, std::vector<reference::ConsensusValue>& consensus,
    std::vector<std::string>& notes,
    const std::function<void(std::size_t done, std::size_t total)>& progress = {});

/// Writes phantom_image.nii.gz, phantom_mask.nii.gz, features.csv (an empty tidy table of the tags) and
/// README.md. Throws Error(usage) if the folder holds a features.csv already.
void write_inputs(const std::string& folder);

}  // namespace radgauge::compliance
