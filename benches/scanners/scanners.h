#pragma once

namespace radgauge::bench {

/// A slice of a whole field of view, and a lesion in 48 slices with its noise.
void add_ct_benches();

}  // namespace radgauge::bench
