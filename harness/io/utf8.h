#pragma once

#include <optional>
#include <string_view>

namespace radgauge::io {

/// A place in a text: line and column (in bytes), both from 1.
struct TextPlace {
  int line = 1;
  int column = 1;
};

/// Where byte `offset` of `text` stands.
TextPlace place_of(std::string_view text, std::size_t offset);

/// Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629: no overlong forms, no
/// surrogates) or that is a control character other than tab, line feed and carriage return; nothing if the
/// text is clean.
std::optional<std::size_t> find_unreadable(std::string_view text);

}  // namespace radgauge::io
