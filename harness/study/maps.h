#pragma once

#include "study/plan.h"

namespace radgauge::study {

/// `maps:` of an extraction: a list of `original` and of {FILTER: {parameters}, name: NAME}. Throws
/// Error(study) with file:line:column.
std::vector<MapUse> decode_maps(const io::Yaml& yaml);

/// The list as a study file would say it: "[original, {log: {sigma_mm: 3}, name: log_3mm}]".
std::string maps_text(const std::vector<MapUse>& maps);

/// Throws Error(study) at `yaml` if two extractions give one name to different maps: maps of one grid are
/// made once, by name.
void check_map_names(const Study& study, const io::Yaml& yaml);

/// How far the maps of the extractions look around a voxel under any condition of the plan: the largest reach
/// of all, in mm, where voxels are as large as the extraction makes them, or the image where that keeps its
/// voxels. Voxels whose distance a condition changes are no measure: the whole volume then.
Support map_support(const Study& study, const Plan& plan, bool slices_change, const Lattice& image);

/// What a map needs around the box that it is wanted of, in voxels of this lattice; the whole lattice for
/// maps that look anywhere.
Index3 map_margin(const MapUse& map, const Lattice& lattice);

}  // namespace radgauge::study
