#pragma once

#include <string>

namespace radgauge {

/// `word` as a shell takes it for one word: as it is where nothing in it is special, else in single quotes,
/// each single quote of its own written outside them.
std::string shell_word(const std::string& word);

}  // namespace radgauge
