#include "intake/pseudonyms.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"

namespace radgauge::intake {

namespace {

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

}  // namespace

Pseudonyms::Pseudonyms(std::string key) : key_(std::move(key)) {
  constexpr std::size_t kLeast = 16;
  if (key_.size() < kLeast)
    throw Error(ErrorKind::data, "a key for pseudonyms has at least 16 characters; this one has " +
                                     count_text(key_.size()) + "; remove the file to get a new one");
}

std::string Pseudonyms::of(const std::string& prefix, const std::string& identifier) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  const std::string text = prefix + identifier;
  if (HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), sum.data(), &size) == nullptr)
    throw Error(ErrorKind::internal, "the hash for pseudonyms could not be computed");
  return prefix + hexadecimal(sum.data(), 5);
}

Pseudonyms read_or_make_key(const std::string& path, bool& is_new) {
  is_new = !io::file_exists(path);
  if (!is_new) try {
      return Pseudonyms(trim(io::read_file(path)));
    } catch (const Error& error) {
      throw Error(ErrorKind::data, "'" + path + "': " + error.stack().front());
    }
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw Error(ErrorKind::internal, "no random bytes for a key of pseudonyms");
  const std::string key = hexadecimal(bytes.data(), bytes.size());
  // Its owner's alone before there is anything in it.
  io::write_file(path, "");
  using std::filesystem::perms;
  std::error_code refused;
  std::filesystem::permissions(path, perms::owner_read | perms::owner_write, refused);
  if (refused)
    throw Error(ErrorKind::data, "'" + path + "': the key of pseudonyms cannot be kept from others (" +
                                     refused.message() + "); give a file in another folder (--key)");
  std::ofstream file(path, std::ios::binary);
  file << key << "\n";
  if (!file.flush()) throw Error(ErrorKind::internal, "'" + path + "' could not be written to its end");
  return Pseudonyms(key);
}

}  // namespace radgauge::intake
