#include "report/html_markup.h"

namespace radgauge::report::html {
Markup Markup::trusted(std::string html) {
  Markup out;
  out.html_ = std::move(html);
  return out;
}

Markup& Markup::operator+=(const Markup& more) {
  html_ += more.html_;
  return *this;
}

Markup& Markup::add_escaped(std::string_view words) {
  for (const char c : words) {
    switch (c) {
      case '&':
        html_ += "&amp;";
        break;
      case '<':
        html_ += "&lt;";
        break;
      case '>':
        html_ += "&gt;";
        break;
      case '"':
        html_ += "&quot;";
        break;
      case '\'':
        html_ += "&#39;";
        break;
      default:
        html_ += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return *this;
}

Markup escape(std::string_view words) {
  Markup out;
  out += words;
  return out;
}

Markup joined(const std::vector<Markup>& parts, const Markup& separator) {
  Markup out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

Markup start_tag(const Markup& name, std::initializer_list<Attribute> attributes) {
  Markup out = "<" + name;
  for (const Attribute& attribute : attributes)
    out += " " + escape(attribute.name) + "=\"" + escape(attribute.value) + "\"";
  return out + ">";
}

Markup element(const Markup& name, std::initializer_list<Attribute> attributes, const Markup& content) {
  return start_tag(name, attributes) + content + "</" + name + ">";
}

Markup element(const Markup& name, const Markup& content) {
  return element(name, {}, content);
}

Markup element(const Markup& name, std::string_view words) {
  return element(name, {}, escape(words));
}

}  // namespace radgauge::report::html
