#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace radgauge::report::html {

/// What is text and not yet HTML.
template <class T>
concept PlainText = std::same_as<T, std::string> || std::same_as<T, std::string_view>;

/// HTML that is safe to put on a page: literals of this program as they are, and text of anybody else with
/// everything escaped that HTML would take for its own. A std::string becomes Markup through the escape and
/// not otherwise: + and +=, Cell, Attribute and element() escape the text that they are given. Text on the
/// left of + does not compile, so that it cannot grow tags before it is escaped.
class Markup {
 public:
  Markup() = default;
  /// A literal in the source of this program, whose tags are meant.
  template <std::size_t N>
  // NOLINTNEXTLINE(google-explicit-constructor): a page is literals and values side by side
  Markup(const char (&literal)[N]) : html_(literal) {}

  /// What this program made as HTML without building it of Markup: style, script, pictures in base64.
  static Markup trusted(std::string html);

  bool empty() const { return html_.empty(); }
  /// The HTML.
  const std::string& html() const { return html_; }

  Markup& operator+=(const Markup& more);
  template <PlainText T>
  Markup& operator+=(const T& words) {
    return add_escaped(words);
  }

  friend Markup operator+(Markup a, const Markup& b) { return std::move(a += b); }
  template <PlainText T>
  friend Markup operator+(Markup a, const T& words) {
    return std::move(a += words);
  }
  template <PlainText T>
  friend Markup operator+(const T& words, const Markup& b) = delete;
  friend bool operator==(const Markup&, const Markup&) = default;

 private:
  Markup& add_escaped(std::string_view words);

  std::string html_;
};

/// Text for an element or a quoted attribute: & < > " ' become entities, control characters spaces.
Markup escape(std::string_view words);

/// The parts, with `separator` between them.
Markup joined(const std::vector<Markup>& parts, const Markup& separator);

/// ` name="value"` of a start tag.
struct Attribute {
  /// The name is a literal of this program; the value is escaped.
  template <std::size_t N>
  Attribute(const char (&literal)[N], std::string_view text) : name(literal), value(text) {}
  std::string name;
  std::string value;
};

/// `<name attribute="...">`, or with its content and end tag. `name` is a literal of this program.
Markup start_tag(const Markup& name, std::initializer_list<Attribute> attributes);
Markup element(const Markup& name, std::initializer_list<Attribute> attributes, const Markup& content);
Markup element(const Markup& name, const Markup& content);
/// The same of text, which is escaped.
Markup element(const Markup& name, std::string_view words);

}  // namespace radgauge::report::html
