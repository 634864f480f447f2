#pragma once

#include <string>

namespace radgauge::intake {

/// Pseudonyms by a keyed hash (HMAC-SHA-256, RFC 2104 and FIPS 198-1): the same patient has the same one
/// wherever the same key is used, and nobody without the key gets from one to the other. The key is a file
/// that the user keeps.
class Pseudonyms {
 public:
  /// Throws Error(data) for a key of fewer than 16 characters.
  explicit Pseudonyms(std::string key);

  /// PREFIX and 10 hexadecimal digits: one in 10^12 pairs shares them.
  std::string of(const std::string& prefix, const std::string& identifier) const;

 private:
  std::string key_;
};

/// The key in `path`; where there is no such file a new random one (256 bits), readable by its owner alone.
/// `is_new` says which. Throws Error(data) for a file that holds none, Error(internal) if none can be
/// written.
Pseudonyms read_or_make_key(const std::string& path, bool& is_new);

}  // namespace radgauge::intake
