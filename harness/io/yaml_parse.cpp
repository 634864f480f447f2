#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_map>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "io/utf8.h"
#include "io/yaml.h"

namespace radgauge::io {

namespace {

// No study comes near these; a file made to exhaust memory ("billion laughs") does.
constexpr std::size_t kMostBytes = 16u << 20;
constexpr std::int64_t kMostValues = 300'000;
constexpr int kMostLevels = 64;

/// Builds the tree from yaml-cpp's events. Its own nodes would lose duplicate keys and the places of keys.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const std::string& file) : file_(file) {}

  Yaml take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) throw at(mark).error("a second document begins here; one file holds one document");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(at(mark), anchor, {1, 1}); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Yaml node = at(mark);
    check_tag(node, tag);
    node.kind = Yaml::Kind::scalar;
    node.text = value;
    node.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
    add(std::move(node), anchor, {1, 1});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      throw at(mark).error("this alias stands inside the value it repeats; write the value out");
    add(found->second.value, YAML::NullAnchor, found->second.extent);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Yaml::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Yaml::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  /// Number of values in a tree and its depth.
  struct Extent {
    std::int64_t values = 1;
    int levels = 1;
  };
  struct Frame {
    Yaml node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    Extent extent;
    bool has_key = false;  ///< of a map: the key is read and its value comes next
    std::unordered_map<std::string, std::size_t> places;  ///< of a map: key -> entry
  };
  struct Anchored {
    Yaml value;
    Extent extent;
  };

  Yaml at(const YAML::Mark& mark) const {
    Yaml node;
    node.file = file_;
    node.line = std::max(1, mark.line + 1);
    node.column = std::max(1, mark.column + 1);
    return node;
  }

  static void check_tag(const Yaml& node, const std::string& tag) {
    constexpr std::string_view kCore = "tag:yaml.org,2002:";
    if (tag.empty() || tag == "?" || tag == "!") return;
    if (tag.starts_with(kCore))
      for (const std::string_view word : {"str", "int", "float", "bool", "null", "seq", "map"})
        if (tag.substr(kCore.size()) == word) return;
    throw node.error("the tag '" + tag + "' is not understood; write the value without a tag");
  }

  void open(Yaml::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    Frame frame;
    frame.node = at(mark);
    frame.node.kind = kind;
    frame.anchor = anchor;
    check_tag(frame.node, tag);
    if (stack_.size() >= static_cast<std::size_t>(kMostLevels)) throw too_deep(frame.node);
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    add(std::move(frame.node), frame.anchor, frame.extent);
  }

  static Error too_deep(const Yaml& node) {
    return node.error("values stand inside each other more than " + std::to_string(kMostLevels) +
                      " levels deep");
  }

  void add(Yaml value, YAML::anchor_t anchor, const Extent& extent) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {value, extent};
    if (stack_.empty()) {
      root_ = std::move(value);
      return;
    }
    Frame& frame = stack_.back();
    frame.extent.values += extent.values;
    frame.extent.levels = std::max(frame.extent.levels, extent.levels + 1);
    if (frame.extent.values > kMostValues)
      throw value.error("more than " + std::to_string(kMostValues) +
                        " values; aliases count for what they repeat");
    if (static_cast<int>(stack_.size()) + extent.levels > kMostLevels) throw too_deep(value);
    if (frame.node.kind == Yaml::Kind::sequence) {
      frame.node.items.push_back(std::move(value));
    } else if (!frame.has_key) {
      add_key(frame, value);
    } else {
      frame.node.entries.back().value = std::move(value);
      frame.has_key = false;
    }
  }

  static void add_key(Frame& frame, const Yaml& key) {
    if (key.kind != Yaml::Kind::scalar)
      throw key.error("a key must be a word; quote it if it looks like something else");
    const auto [place, is_new] = frame.places.try_emplace(key.text, frame.node.entries.size());
    if (!is_new) {
      const Yaml::Entry& first = frame.node.entries[place->second];
      throw key.error("the key '" + key.text + "' stands here for the second time; the first is at line " +
                      std::to_string(first.line) + ", column " + std::to_string(first.column));
    }
    frame.node.entries.push_back({key.text, {}, key.line, key.column});
    frame.has_key = true;
  }

  std::string file_;
  Yaml root_;
  std::vector<Frame> stack_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  int documents_ = 0;
};

Yaml place_in(const std::string& file, const TextPlace& place) {
  Yaml node;
  node.file = file;
  node.line = place.line;
  node.column = place.column;
  return node;
}

}  // namespace

Yaml parse_yaml(const std::string& text, const std::string& file_name) {
  if (text.size() > kMostBytes)
    throw place_in(file_name, {})
        .error("the file has " + std::to_string(text.size() >> 20) + " MB; at most " +
               std::to_string(kMostBytes >> 20) + " MB are read");
  std::string_view body = text;
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  // yaml-cpp takes 0x04 for the end of the file and repairs broken UTF-8 in silence.
  if (const auto bad = find_unreadable(body))
    throw place_in(file_name, place_of(body, *bad))
        .error("a character that cannot be read; save the file as plain text in UTF-8");
  TreeBuilder builder(file_name);
  try {
    std::istringstream stream{std::string(body)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return place_in(file_name, {});
    parser.HandleNextDocument(builder);
  } catch (const YAML::Exception& exception) {
    const TextPlace place{std::max(1, exception.mark.line + 1), std::max(1, exception.mark.column + 1)};
    throw place_in(file_name, place).error("this is not YAML: " + exception.msg);
  }
  return builder.take_root();
}

Yaml read_yaml(const std::string& path) {
  return parse_yaml(read_file(path), path);
}

std::string yaml_scalar(const std::string& text) {
  const auto reads_back = [&](const Yaml& value) {
    return value.kind == Yaml::Kind::scalar && !value.quoted && value.text == text;
  };
  // A plain scalar must read back as a value of a block map, inside a flow list, and as a key.
  const bool marks_document = text.starts_with("---") || text.starts_with("...") || text.starts_with("%");
  if (!marks_document && text.find_first_of("\r\n") == std::string::npos) try {
      const Yaml block = parse_yaml("k: " + text + "\n", "");
      const Yaml flow = parse_yaml("[" + text + "]\n", "");
      const Yaml keyed = parse_yaml(text + ": k\n", "");
      if (block.entries.size() == 1 && reads_back(block.entries[0].value) && flow.items.size() == 1 &&
          reads_back(flow.items[0]) && keyed.entries.size() == 1 && keyed.entries[0].key == text)
        return text;
    } catch (const Error&) {
      // Not readable as it is: quoted below.
    }
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += "\\x";
      quoted += kHex[byte >> 4];
      quoted += kHex[byte & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace radgauge::io
