#pragma once

#include <string>

#include "core/operation.h"

namespace radgauge::perturbations {

/// Empty, or what is wrong with the command of an operation that runs a program.
std::string command_problem(const std::string& command);

/// The call of such an operation: {seed} is a whole number from 0 to 2^31 - 1 by study, object, operation and
/// repetition.
ProgramCall program_call(const std::string& command, double timeout_s, const Draws& draws);

/// The host of an input. Throws Error(data) where there is none.
const ProgramHost& host_of(const ProgramHost* programs);

/// What both operations say of their command, for `describe`.
inline constexpr const char* kCommandDetails =
    "The command is split into words like a shell's ('...', \"...\" and \\ keep blanks) but no shell sees "
    "it: no variables, patterns or pipes, and nothing in a path can become a command. In each word {image} "
    "and {mask} become the paths of NIfTI files (float32 and 0/1) in a private temporary folder, {output} "
    "that of the NIfTI file to write there, {seed} a whole number by study seed, object, operation and "
    "repetition. It runs in the folder of the study file, without input, up to as many at once as there are "
    "threads. A cell fails, with the end of what the program printed, when the program cannot be started, "
    "does not end within timeout_s, ends with anything but 0, or leaves no usable {output}: the lattice must "
    "be that of {image} to a thousandth of a voxel. The name of the condition holds the program's name and a "
    "hash of the command. That the program does the same every time is its user's to see to: the study "
    "records the command, not the program. ";

}  // namespace radgauge::perturbations
