#include "analysis/copies.h"

#include <gtest/gtest.h>

#include "analysis/input_notices.h"
#include "study/study.h"

namespace radgauge::analysis {
namespace {

/// One row a line: "patient: P1, reader: A".
study::Study study_of(const std::vector<std::string>& rows) {
  std::string text = "study: s\ncohort:\n";
  int n = 0;
  for (const std::string& row : rows) {
    const std::string file = std::to_string(n++);
    text += "  - {modality: CT, " + row +
            (row.find("image:") == std::string::npos ? ", image: i" + file + ".nii" : "") + ", mask: m" +
            file + ".nii}\n";
  }
  return study::decode_study(io::parse_yaml(text, "study.yaml"), "");
}

using Contents = std::vector<store::AcquiredContent>;

TEST(CopiesMechanics, MasksOfTwoReaders) {
  const study::Study study =
      study_of({"patient: P1, reader: A, image: i", "patient: P1, reader: B, image: i",
                "patient: P2, reader: A, image: j", "patient: P2, reader: B, image: j"});
  EXPECT_EQ(
      copies(study, Contents{{1, 5}, {1, 5}, {2, 6}, {2, 7}}),
      (std::vector<std::string>{"the mask of P1/1/reader=B is a copy of that of P1/1/reader=A: agreement "
                                "between them says nothing"}));
  EXPECT_TRUE(copies(study, Contents{{1, 5}, {1, 8}, {2, 6}, {2, 7}}).empty());
  EXPECT_TRUE(copies(study, Contents(4)).empty()) << "nothing is known";
  EXPECT_TRUE(copies(study, Contents{}).empty());
}

TEST(CopiesMechanics, OneReadersMaskServesSeveralSessions) {
  const study::Study study =
      study_of({"patient: P1, reader: A, session: 1", "patient: P1, reader: A, session: 2"});
  EXPECT_TRUE(copies(study, Contents{{1, 5}, {2, 5}}).empty());
}

TEST(CopiesMechanics, MasksOfTwoLesions) {
  const study::Study study =
      study_of({"patient: P1, lesion: 1", "patient: P1, lesion: 2", "patient: P2, lesion: 1"});
  const auto lines = copies(study, Contents{{1, 5}, {1, 5}, {2, 5}});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].rfind("the mask of P1/2 is a copy of that of P1/1: two lesions are one", 0), 0u)
      << lines[0];
}

TEST(CopiesMechanics, ScansOfTwoPatients) {
  const study::Study study =
      study_of({"patient: P1, reader: A, image: i", "patient: P1, reader: B, image: i",
                "patient: P2, reader: A, image: j", "patient: P2, reader: B, image: j"});
  EXPECT_EQ(
      copies(study, Contents{{1, 5}, {1, 6}, {1, 7}, {1, 8}}),
      (std::vector<std::string>{"patients P1 and P2 have the same image: one patient is counted twice"}));
}

TEST(CopiesMechanics, ScansOfTwoSessionsOrScanners) {
  for (const std::string factor : {"session", "scanner"}) {
    const study::Study study = study_of({"patient: P1, " + factor + ": a", "patient: P1, " + factor + ": b",
                                         "patient: P2, " + factor + ": a", "patient: P2, " + factor + ": b"});
    const auto lines = copies(study, Contents{{1, 5}, {1, 6}, {2, 7}, {3, 8}});
    ASSERT_EQ(lines.size(), 1u) << factor;
    EXPECT_EQ(lines[0], "P1/1/" + factor + "=a and P1/1/" + factor +
                            "=b have the same image: nothing but their masks can differ between them");
  }
}

TEST(CopiesMechanics, ManyAreCounted) {
  std::vector<std::string> rows;
  Contents contents;
  for (std::uint64_t p = 1; p <= 8; ++p)
    for (const char* reader : {"A", "B"}) {
      const std::string number = std::to_string(p);
      rows.push_back("patient: P" + number + ", reader: " + reader + ", image: i" + number);
      contents.push_back({p, 100 + p});
    }
  const auto lines = copies(study_of(rows), contents);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].rfind("8 masks are copies of another of the same lesion, e.g.: the mask of P1/1", 0), 0u)
      << lines[0];
}

TEST(CopiesMechanics, GeneratedObjectsMayBeEqual) {
  const study::Study study =
      study::decode_study(io::parse_yaml("study: s\nphantoms: {kind: sphere, count: 3}\n", "study.yaml"), "");
  EXPECT_TRUE(copies(study, Contents(3, {1, 5})).empty());
}

TEST(NoticeLinesMechanics, OneLineAKindWithTheWorst) {
  const auto lines = notice_lines({{"P1/1", "original", {NoticeKind::resegmented, 0.7}},
                                   {"P2/1", "original", {NoticeKind::resegmented, 0.4}},
                                   {"P3/1", "original", {NoticeKind::resegmented, 0.95}},
                                   {"P3/1", "bin25", {NoticeKind::resegmented, 0.5}},
                                   {"P4/1", "", {NoticeKind::outside_image, 0.25}}});
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].rfind("P4/1: 25 % of the mask lies outside the image", 0), 0u) << lines[0];
  EXPECT_EQ(lines[1].rfind("P3/1 (extraction bin25): resegmentation left out 50 %", 0), 0u) << lines[1];
  EXPECT_EQ(lines[2].rfind("P2/1: resegmentation left out 60 %", 0), 0u) << lines[2];
  EXPECT_NE(lines[2].find("1 more"), std::string::npos) << "of the third, which is told nowhere";
  EXPECT_TRUE(notice_lines({}).empty());
}

}  // namespace
}  // namespace radgauge::analysis
