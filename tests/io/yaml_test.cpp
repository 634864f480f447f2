#include "io/yaml.h"

#include <random>

#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

/// Message of the Error that `text` gives, "" if it reads.
std::string yaml_refusal(const std::string& text) {
  try {
    parse_yaml(text, "s.yaml");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    return error.what();
  }
  return {};
}

template <class Read>
std::string message(Read read) {
  try {
    read();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

constexpr const char* kStudy = R"(study: sts-readers   # a comment
seed: 20261121
extractions:
  original: {preset: "ct-1mm"}
conditions:
  noise: {chain: [{noise.white: {k: [0.5, 1.0]}}], repeats: 5}
  contour:
    - mask.grow_fraction: &grown {fraction: [-0.1, 0, 0.1]}
    - again: *grown
text: |
  two
  lines
nothing: ~
angle: {from: -15, to: 15}
)";

TEST(YamlMechanics, KeepsOrderTextAndPlaces) {
  const Yaml root = parse_yaml(kStudy, "s.yaml");
  ASSERT_EQ(root.kind, Yaml::Kind::map);
  EXPECT_EQ(root.entries[0].key, "study");
  EXPECT_EQ(root.entries[1].value.text, "20261121");
  EXPECT_EQ(root.entries[1].line, 2);
  EXPECT_EQ(root.entries[1].value.where(), "s.yaml:2:7");
  const Yaml* preset = root.find("extractions")->find("original")->find("preset");
  ASSERT_NE(preset, nullptr);
  EXPECT_TRUE(preset->quoted);
  EXPECT_EQ(preset->where(), "s.yaml:4:22");
  const Yaml& levels =
      *root.find("conditions")->find("noise")->find("chain")->items[0].find("noise.white")->find("k");
  EXPECT_EQ(levels.items[1].text, "1.0");
  EXPECT_EQ(root.find("conditions")->find("contour")->items[1].find("again")->find("fraction")->items.size(),
            3u);
  EXPECT_EQ(root.find("text")->text, "two\nlines\n");
  EXPECT_TRUE(root.find("text")->quoted);
  EXPECT_EQ(root.find("nothing")->kind, Yaml::Kind::null);
  EXPECT_EQ(root.find("Study"), nullptr);
}

TEST(YamlMechanics, NumbersKeepTheirText) {
  const Yaml root = parse_yaml("a: 010\nb: 1e3\nc: '5'\nd: .inf\ne: 0x10\nf: 7\n", "s.yaml");
  EXPECT_EQ(root.find("a")->text, "010");
  EXPECT_EQ(root.find("a")->as_integer("a"), 10);
  EXPECT_EQ(root.find("b")->as_real("b"), 1000);
  EXPECT_EQ(message([&] { root.find("c")->as_integer("c"); }),
            "s.yaml:3:4: c: expected a whole number (any finite number), found the quoted text '5'");
  EXPECT_NE(message([&] { root.find("d")->as_real("d"); }), "");
  EXPECT_EQ(message([&] { root.find("e")->as_integer("e"); }),
            "s.yaml:5:4: e = '0x10' is not a whole number; expected a whole number (any finite number)");
  EXPECT_EQ(message([&] { root.find("f")->as_real("f", between(0, 5)); }),
            "s.yaml:6:4: f = 7 is outside [0, 5]");
  EXPECT_NE(message([&] { root.find("b")->as_integer("b"); }), "");
  EXPECT_NE(message([&] { parse_yaml("x: .nan", "s").find("x")->as_real("x"); }), "");
}

TEST(YamlMechanics, WrongKindsSayWhatStandsThere) {
  const Yaml root = parse_yaml("a: [1]\nb:\nc: yes\nd: key:value\n", "s.yaml");
  EXPECT_EQ(message([&] { root.find("a")->as_text("name"); }),
            "s.yaml:1:4: name: expected text, found a list");
  EXPECT_NE(message([&] { root.find("b")->as_text("name"); }).find("nothing stands here"), std::string::npos);
  EXPECT_EQ(message([&] { root.find("c")->as_boolean("flag"); }),
            "s.yaml:3:4: flag = 'yes' is not true or false; expected true or false");
  EXPECT_NE(message([&] { root.find("d")->as_map("chain"); }).find("a blank must follow the colon"),
            std::string::npos);
  EXPECT_EQ(message([&] { root.find("a")->as_map("chain"); }),
            "s.yaml:1:4: chain: expected a map ('key: value'), found a list");
  EXPECT_NE(message([&] { root.as_sequence("levels"); }), "");
}

TEST(YamlMechanics, DuplicateKeysNameBothPlaces) {
  EXPECT_EQ(yaml_refusal("a: 1\nb: {x: 1}\n'a': 2\n"),
            "s.yaml:3:1: the key 'a' stands here for the second time; the first is at line 1, column 1");
  EXPECT_EQ(yaml_refusal("a: {x: 1, y: 2,\n    x: 3}"),
            "s.yaml:2:5: the key 'x' stands here for the second time; the first is at line 1, column 5");
}

TEST(YamlMechanics, UnknownKeysNameTheNearest) {
  const std::vector<std::string> known{"angle_deg", "axis"};
  const Yaml map = parse_yaml("a:\n  angel_deg: 3\n", "s.yaml");
  EXPECT_EQ(message([&] { map.find("a")->check_keys(known, "geom.rotate"); }),
            "s.yaml:2:3: unknown key 'angel_deg' in geom.rotate (did you mean 'angle_deg'?); known: "
            "angle_deg, axis");
}

TEST(YamlMechanics, RefusalsHavePlaces) {
  EXPECT_EQ(yaml_refusal("a: 1\nb: [1, 2\n").substr(0, 9), "s.yaml:3:");
  EXPECT_EQ(yaml_refusal("a: b: c\n").substr(0, 11), "s.yaml:1:5:");
  EXPECT_EQ(yaml_refusal("a: 1\n---\nb: 2\n"),
            "s.yaml:2:1: a second document begins here; one file holds one document");
  EXPECT_NE(yaml_refusal("a: &x [1, *x]").find("1:11: this alias stands inside"), std::string::npos);
  EXPECT_NE(yaml_refusal("a: !python/object:os.system ls").find("tag"), std::string::npos);
  EXPECT_NE(yaml_refusal("[a, b]: 1").find("a key must be a word"), std::string::npos);
  EXPECT_NE(yaml_refusal("~: 1").find("a key must be a word"), std::string::npos);
  EXPECT_EQ(yaml_refusal("a: 1\nb: \x04\nc: 3\n").substr(0, 12), "s.yaml:2:4: ");
  EXPECT_EQ(yaml_refusal("a: M\xfcller\n").substr(0, 12), "s.yaml:1:5: ");
  EXPECT_NE(yaml_refusal(std::string("\xff\xfe") + "a"), "");
  EXPECT_EQ(yaml_refusal("---\na: 1\n...\n"), "");
  EXPECT_EQ(yaml_refusal("\xEF\xBB\xBF"
                         "a: M\xc3\xbcller\r\nb: 2\r\n"),
            "");
}

TEST(YamlMechanics, BombsAreRefused) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = std::to_string(i - 1), name = std::to_string(i);
    bomb += "a" + name + ": &a" + name + " [";
    for (int k = 0; k < 10; ++k) bomb += (k > 0 ? ", *a" : "*a") + last;
    bomb += "]\n";
  }
  EXPECT_NE(yaml_refusal(bomb).find("values"), std::string::npos);
  EXPECT_NE(yaml_refusal(std::string(100'000, '[')), "");
  EXPECT_NE(yaml_refusal(std::string(70, '[') + std::string(70, ']')).find("levels"), std::string::npos);
  std::string ladder = "a0: &a0 [[[[[[[[[[1]]]]]]]]]]\n";
  for (int i = 1; i < 9; ++i)
    ladder += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [[[[[[[[[[*a" + std::to_string(i - 1) +
              "]]]]]]]]]]\n";
  EXPECT_NE(yaml_refusal(ladder).find("levels"), std::string::npos);
  EXPECT_NE(yaml_refusal(std::string((16u << 20) + 1, '#')).find("MB"), std::string::npos);
}

TEST(YamlMechanics, EmptyDocumentIsNullWithAPlace) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n"}) {
    const Yaml root = parse_yaml(text, "s.yaml");
    EXPECT_EQ(root.kind, Yaml::Kind::null) << text;
    EXPECT_GE(root.line, 1);
    EXPECT_EQ(root.file, "s.yaml");
  }
  EXPECT_THROW(read_yaml("/nowhere/study.yaml"), Error);
}

TEST(YamlMechanics, DecodesFields) {
  std::vector<Field> table(4);
  table[0] = {"angle_deg", FieldKind::real, "deg", 5.0, between(-180, 180), {}, ""};
  table[1] = {"count", FieldKind::integer, "", std::int64_t{2}, between(1, 9), {}, ""};
  table[2] = {"mode", FieldKind::choice, "", std::string("linear"), {}, {"linear", "cubic"}, ""};
  table[3] = {"name", FieldKind::text, "", std::string(), {}, {}, ""};
  const auto decode = [&](const std::string& text) {
    return decode_fields(parse_yaml(text, "s.yaml"), table, "geom.rotate");
  };
  const std::vector<Value> expected{-7.5, std::int64_t{2}, std::string("cubic"), std::string("010")};
  EXPECT_EQ(decode("{mode: cubic, name: 010, angle_deg: -7.5}"), expected);
  EXPECT_EQ(std::get<double>(decode("")[0]), 5.0);
  EXPECT_EQ(message([&] { decode("angle_deg: 400"); }),
            "s.yaml:1:12: angle_deg = 400 deg is outside [-180, 180]");
  EXPECT_EQ(message([&] { decode("mode: cubical"); }),
            "s.yaml:1:7: mode = 'cubical' is not one of linear, cubic (did you mean 'cubic'?)");
  EXPECT_NE(message([&] { decode("angle: 4"); }).find("unknown key 'angle' in geom.rotate"),
            std::string::npos);
  EXPECT_NE(message([&] { decode("angle_deg: .nan"); }), "");
  EXPECT_EQ(message([&] { decode("count: [1, 2]"); }),
            "s.yaml:1:8: count: expected a whole number ([1, 9]), found a list");
  EXPECT_NE(message([&] { decode("count: "); }).find("nothing stands here"), std::string::npos);
  EXPECT_NE(message([&] { decode("just text"); }).find("expected a map"), std::string::npos);
}

TEST(YamlMechanics, ScalarsReadBack) {
  const std::vector<std::string> texts{"plain",    "",
                                       "null",     "~",
                                       " lead",    "a: b",
                                       "a #b",     "- a",
                                       "[x",       "a,b",
                                       "0.1",      "true",
                                       "\"quote",  "back\\",
                                       "a\nb",     "---",
                                       "%x",       "*a",
                                       "&a",       "!t",
                                       "|",        "M\xc3\xbcller",
                                       "tab\t",    "#c",
                                       "'single'", "noise.white:k=1+mask.grow_fraction:fraction=-0.1#3@CT-B",
                                       "a:",       "?",
                                       "<<"};
  for (const auto& text : texts) {
    const std::string scalar = yaml_scalar(text);
    EXPECT_EQ(parse_yaml("k: " + scalar, "s").find("k")->text, text) << scalar;
    EXPECT_EQ(parse_yaml("[" + scalar + ", x]", "s").items[0].text, text) << scalar;
    EXPECT_EQ(parse_yaml(scalar + ": x", "s").entries[0].key, text) << scalar;
  }
  EXPECT_EQ(yaml_scalar("plain"), "plain");
  EXPECT_EQ(yaml_scalar("-0.5"), "-0.5");
  EXPECT_EQ(yaml_scalar("null"), "\"null\"");
}

/// Whatever arrives, it reads or gives an Error with a place.
void try_to_read(const std::string& text) {
  try {
    const Yaml root = parse_yaml(text, "s.yaml");
    EXPECT_GE(root.line, 1);
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).rfind("s.yaml:", 0), 0u) << error.what();
  }
}

TEST(YamlMechanics, BrokenTextNeverCrashes) {
  const std::string study = kStudy;
  for (std::size_t length = 0; length <= study.size(); ++length) try_to_read(study.substr(0, length));
  const std::string alphabet = "{}[]:,&*!|>'\"%@`#-?~ \t\n\rab0.\\\x04\xc3\xbc\xff";
  std::mt19937 random(20261121);
  for (int round = 0; round < 4000; ++round) {
    std::string text = study;
    for (auto change = 1 + random() % 6; change > 0; --change) {
      const std::size_t at = random() % text.size();
      const char letter = alphabet[random() % alphabet.size()];
      if (random() % 3 == 0)
        text.erase(at, 1 + random() % 9);
      else if (random() % 2 == 0)
        text.insert(at, 1 + random() % 3, letter);
      else
        text[at] = letter;
      if (text.empty()) text = "a";
    }
    try_to_read(text);
  }
}

}  // namespace
}  // namespace radgauge
