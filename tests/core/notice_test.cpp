#include "core/notice.h"

#include <gtest/gtest.h>

namespace radgauge {
namespace {

TEST(NoticeMechanics, EveryKindHasAWordAndALineWithItsNumber) {
  ASSERT_EQ(WordsOf<NoticeKind>::list.size(), static_cast<std::size_t>(NoticeKind::open_contours) + 1);
  for (const NoticeKind kind : values_of<NoticeKind>()) {
    EXPECT_EQ(parse_word<NoticeKind>(to_text(kind)), kind);
    const std::string line = sentence({kind, 0.0375, 812});
    const bool is_share = kind == NoticeKind::outside_image || kind == NoticeKind::at_image_edge ||
                          kind == NoticeKind::beside_padding || kind == NoticeKind::resegmented;
    const std::string number = kind == NoticeKind::one_grey_level ? "812" : is_share ? "4 %" : "0.0375";
    EXPECT_NE(line.find(number), std::string::npos) << line;
    EXPECT_LT(line.size(), 300u);
    EXPECT_EQ(line.find('\n'), std::string::npos);
  }
}

TEST(NoticeMechanics, SharesAreNeverRoundedToNothingOrAll) {
  EXPECT_EQ(share_text(0), "0 %");
  EXPECT_EQ(share_text(1), "100 %");
  EXPECT_EQ(share_text(0.4), "40 %");
  EXPECT_EQ(share_text(1.0 / 6), "17 %");
  EXPECT_EQ(share_text(0.004), "0.4 %");
  EXPECT_EQ(share_text(0.996), "99.6 %");
  EXPECT_EQ(share_text(1e-6), "less than 0.1 %");
  EXPECT_EQ(share_text(1 - 1e-6), "more than 99.9 %");
}

TEST(NoticeMechanics, SmallLossesAreRecordedAndNotTold) {
  EXPECT_FALSE(is_surprising({NoticeKind::resegmented, 0.95}));
  EXPECT_TRUE(is_surprising({NoticeKind::resegmented, 0.4}));
  EXPECT_FALSE(is_surprising({NoticeKind::beside_padding, 0.01}));
  EXPECT_TRUE(is_surprising({NoticeKind::outside_image, 0.001}));
  EXPECT_TRUE(is_worse({NoticeKind::resegmented, 0.4}, {NoticeKind::resegmented, 0.5}));
  EXPECT_TRUE(is_worse({NoticeKind::outside_image, 0.5}, {NoticeKind::outside_image, 0.4}));
  EXPECT_TRUE(is_worse({NoticeKind::lost_precision, 1, 100}, {NoticeKind::lost_precision, 2, 1000}));
}

}  // namespace
}  // namespace radgauge
