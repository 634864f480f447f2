#include "report/base64.h"

namespace radgauge::report {

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0, pending = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (pending += 8; pending >= 6; pending -= 6) out += kDigits[bits >> (pending - 6) & 63];
  }
  if (pending > 0) out += kDigits[bits << (6 - pending) & 63];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

}  // namespace radgauge::report
