#pragma once

#include <exception>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "runner/unit.h"
#include "runner/unit_tree.h"

namespace radgauge::runner {

/// Runs `work`; an error it meets becomes text.
template <class Work>
std::optional<std::string> problem_of(const Work& work) {
  try {
    work();
    return std::nullopt;
  } catch (const std::bad_alloc&) {
    return "there was not enough memory for this cell";
  } catch (const std::exception& error) {
    return error.what();
  }
}

/// What one grid group adds to one cell. Written by one thread; merged in the order of the groups.
struct Piece {
  std::vector<store::ValueReason> reasons;
  std::vector<store::StoredMagnitude> magnitudes;
  std::vector<store::StoredChecksum> checksums;
  std::vector<store::StoredNotice> notices;
  std::optional<std::string> problem;
  double seconds = 0;
};

/// Adds a piece to its cell, but for its problem. The piece is used up.
void add_piece(store::CellRecord& record, Piece& piece);
/// Puts the values of an extraction at `offset` of its cell, and their reasons to those of the cell.
void copy_values(store::CellRecord& record, std::size_t offset, const FeatureVector& vector,
                 std::vector<store::ValueReason>& reasons);
std::uint64_t values_checksum(const store::CellRecord& record, std::size_t offset, std::size_t count);
/// A cell none of whose extractions could be made holds no values.
void drop_if_empty(store::CellRecord& record);

/// Adds what a step did to extraction `e` of the study; 0 for what it did before extractions part.
void note(std::vector<store::StoredMagnitude>& to, const study::Study& study, std::size_t e,
          const study::AppliedOperation& step, const std::vector<Magnitude>& magnitudes);

/// Adds what a step that failed was asked for: its numbers, with nothing achieved and the status "failed".
void note_failed(std::vector<store::StoredMagnitude>& to, const study::Study& study, std::size_t e,
                 const study::AppliedOperation& step);

/// The extractions of one cell on one mask, and what became of them.
struct CellExtractions {
  engine::CellIdentity cell;
  const GridSettings* grid = nullptr;              ///< of the group
  std::vector<FeatureRequest> requests;            ///< one per extraction of the group
  std::vector<store::StoredMagnitude> magnitudes;  ///< of the extraction-stage operations
  std::optional<std::string> problem;
  std::vector<FeatureVector> vectors;              ///< one per extraction of the group
  std::vector<std::vector<Notice>> notices = {};   ///< of the same
  std::vector<std::vector<TraceStep>> steps = {};  ///< of the same; empty where the engine cannot look inside
};

/// The requests of a condition: those of the study after its extraction-stage operations.
CellExtractions requests_of(const study::Study& study, const GridGroup& group,
                            const study::Condition& condition);

/// A cell of the study in the words of its cohort table.
engine::CellIdentity identity_of(const study::CohortRow& row, const study::Condition& condition);

/// A mask and what is to be measured on it.
struct MeasuredMask {
  const Mask* mask;
  std::vector<CellExtractions>* cells;
};

/// All cells of an image, its maps and these masks at once, to share work; one by one if that fails, so that
/// none fails the others.
void extract(const engine::Engine& engine, const Volume& image, std::span<const NamedMap> maps,
             std::span<const MeasuredMask> masks);

/// Places of neighbours that are measured together: of masks with `counts` cells, as many as have `batch`
/// cells at most, and one at least. Each from its first to before its second number.
std::vector<std::pair<std::size_t, std::size_t>> batches_of(std::span<const std::size_t> counts,
                                                            std::size_t batch);

/// The maps that the extractions of a group ask for under a condition, without the image itself: each name
/// once.
std::vector<study::MapUse> maps_of(const study::Study& study, const GridGroup& group,
                                   const study::Condition& condition);

/// Maps of an image, and what they were made by.
struct MadeMaps {
  std::vector<study::MapUse> uses;
  std::vector<NamedMap> maps;
};

/// These maps of `room`, an image with space around `box` for them; each is made in the part it needs and cut
/// to `box`. What `before` has of them, of the same image and box, is taken from there. Throws Error(data)
/// naming the map.
MadeMaps make_maps(const std::vector<study::MapUse>& uses, MadeMaps before, const Volume& room,
                   const Box& box);

/// The space that these maps need around what is measured, in voxels of a lattice.
Index3 maps_margin(const std::vector<study::MapUse>& uses, const Lattice& lattice);

}  // namespace radgauge::runner
