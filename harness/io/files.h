#pragma once

#include <string>
#include <string_view>

namespace radgauge::io {

/// Is there a file or folder of this name? No for a name that none can have (too long, or in a folder that
/// may not be looked into): a text of a user's that was meant as something else is no error of the machine.
bool file_exists(const std::string& path);

/// The whole file; Error(data) names the file and why it cannot be read.
std::string read_file(const std::string& path);

/// What to say of a file that is not there, behind "there is no such file": a file of its folder that may
/// have been meant, that there is no such folder, or "".
std::string advice_on_missing(const std::string& path);

/// Writes beside `path`, flushes to the disk, and renames: after a crash there is the old file or the new
/// one, never half of one. Error(internal) names the file, the bytes asked for and the reason ("No space left
/// on device"), and leaves the old file.
void write_file(const std::string& path, std::string_view content);

}  // namespace radgauge::io
