#pragma once

#include <cstddef>
#include <string>

namespace radgauge {

/// The processor's name as the system tells it, or "unknown".
std::string processor_name();
/// Now, in UTC, ISO 8601: "2026-11-21T22:11:00Z".
std::string utc_now();
/// From now on freed arrays of up to 16 MiB stay with the process, 128 MiB of them at most, so that the next
/// ones need no pages from the system: an analysis takes and frees arrays of a megabyte a hundred times per
/// feature. Does nothing without glibc.
void keep_freed_memory();
/// Asks the system to back an array that nothing has touched yet with pages of 2 MiB instead of 4 KiB, where
/// it does so on request (Linux, transparent huge pages). It changes no value and no failure is one.
void ask_for_large_pages(void* data, std::size_t bytes);

}  // namespace radgauge
