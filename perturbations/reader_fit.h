#pragma once

#include <functional>
#include <string>

#include "core/operation.h"

namespace radgauge::perturbations {

/// An observer of a model: redraws `mask` with a surface error of this SD and correlation length.
using RedrawAs =
    std::function<Mask(const Mask& mask, double sd_mm, double correlation_mm, const Draws& draws)>;

/// The surface error of one reader, fitted to the masks of several, and how pairs agree: those of the readers
/// and those of two fitted observers of the first reader's mask.
struct ReaderFit {
  double sd_mm = 0;
  double correlation_mm = 0;
  double readers_dice = 0;
  double readers_hd95_mm = 0;
  double fitted_dice = 0;
  double fitted_hd95_mm = 0;
  std::int64_t pairs = 0;
  std::string status = "ok";
};

/// Two readers whose surfaces err by s g1 and s g2 differ by s (g1 - g2). Over all pairs of readers of an
/// object and the places (at most 1000) of the surface of either, the signed distance d to the other's
/// surface has the covariance 2 s^2 exp(-h^2 / (4 w^2)) at places h apart; S = s^2 and w are the least
/// squares fit to it in bins of 2 mm from 2 to 60 mm (nearer places share what voxels add). No mean is taken
/// away: a reader who always draws wider counts as error that is alike everywhere. What folded surfaces,
/// voxels and small lesions do to these figures they do to redrawn ones too: the model's SD and length are
/// changed until two observers of each object's first mask give the figures of the readers (indirect
/// inference, Gourieroux et al. 1993, doi:10.1002/jae.3950080507; the same draws in each round, whatever the
/// seed of the study). Throws Error(data) where there is no pair or no difference to fit.
ReaderFit fit_to_readers(std::span<const ReaderMasks> readers, const RedrawAs& redraw);

}  // namespace radgauge::perturbations
