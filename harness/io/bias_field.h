#pragma once

#include "core/bias_host.h"

namespace radgauge::io {

/// N4 of ITK (Tustison et al. 2010, doi:10.1109/TMI.2010.2046908) on one thread: 200 histogram bins, width of
/// the log bias field 0.15, Wiener noise 0.01, cubic splines. It is fitted to every n_shrink-th voxel of the
/// image and its field evaluated at all of them, along the axes of the lattice. Any number of threads may
/// call.
class N4Host : public BiasHost {
 public:
  Volume corrected(const Volume& image, const Mask& tissue, const N4Settings& settings) const override;
};

}  // namespace radgauge::io
