#include <iconv.h>

#include <cerrno>

#include "core/text.h"
#include "io/dicom/dataset.h"

namespace radgauge::io {

namespace {

/// The name that iconv has for a term of Specific Character Set; "" for the default repertoire.
std::string_view charset_name(std::string_view term) {
  struct Known {
    std::string_view number, name;
  };
  static constexpr Known kKnown[] = {{"100", "ISO-8859-1"},  {"101", "ISO-8859-2"},    {"109", "ISO-8859-3"},
                                     {"110", "ISO-8859-4"},  {"144", "ISO-8859-5"},    {"127", "ISO-8859-6"},
                                     {"126", "ISO-8859-7"},  {"138", "ISO-8859-8"},    {"148", "ISO-8859-9"},
                                     {"203", "ISO-8859-15"}, {"166", "TIS-620"},       {"13", "SHIFT_JIS"},
                                     {"87", "ISO-2022-JP"},  {"159", "ISO-2022-JP-2"}, {"149", "ISO-2022-KR"},
                                     {"58", "ISO-2022-CN"},  {"192", "UTF-8"}};
  for (const std::string_view chinese : {"GB18030", "GBK"})
    if (term == chinese) return chinese == "GBK" ? "GBK" : "GB18030";
  const auto at = term.find_last_of(" _");
  const std::string_view number = at == std::string_view::npos ? term : term.substr(at + 1);
  for (const Known& known : kKnown)
    if (known.number == number) return known.name;
  return "";
}

std::string converted(std::string_view text, std::string_view from) {
  const iconv_t converter = ::iconv_open("UTF-8", std::string(from).c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::string(text);
  std::string in(text), out(4 * text.size() + 16, '\0');
  char *source = in.data(), *target = out.data();
  std::size_t source_left = in.size(), target_left = out.size();
  while (source_left > 0 &&
         ::iconv(converter, &source, &source_left, &target, &target_left) == static_cast<std::size_t>(-1)) {
    if (errno == E2BIG || target_left == 0) break;
    *target++ = '?';
    --target_left;
    ++source;
    --source_left;
  }
  ::iconv_close(converter);
  out.resize(out.size() - target_left);
  return out;
}

}  // namespace

std::string dicom_utf8(std::string_view text, const std::string& charset) {
  bool is_ascii = true;
  for (const char c : text) is_ascii = is_ascii && static_cast<unsigned char>(c) < 0x80 && c != 0x1b;
  if (is_ascii) return std::string(text);
  std::string_view from;
  for (const std::string& term : split(charset, '\\'))
    if (const auto name = charset_name(trim(term)); !name.empty()) from = name;
  // Bytes beyond ASCII without a character set: UTF-8 where they are, else what most exporters mean.
  if (from.empty()) {
    const std::string as_utf8 = converted(text, "UTF-8");
    return as_utf8 == text ? as_utf8 : converted(text, "ISO-8859-1");
  }
  return converted(text, from);
}

}  // namespace radgauge::io
