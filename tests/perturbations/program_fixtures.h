#pragma once

#include <functional>

#include "core/error.h"
#include "fixtures.h"

namespace radgauge {

/// A host whose programs are functions; it keeps what it was asked for.
class PretendedPrograms : public ProgramHost {
 public:
  std::function<Volume(const Volume&, const Mask&)> image = [](const Volume& v, const Mask&) { return v; };
  std::function<Mask(const Volume&, const Mask&)> mask = [](const Volume&, const Mask& m) { return m; };
  mutable std::vector<ProgramCall> calls;

  Volume new_image(const ProgramCall& call, const Volume& v, const Mask& m) const override {
    calls.push_back(call);
    return image(v, m);
  }
  Mask new_mask(const ProgramCall& call, const Volume& v, const Mask& m) const override {
    calls.push_back(call);
    return mask(v, m);
  }
};

/// Commands that are refused before a run, each with a part of the reason.
inline void expect_commands_are_checked(const std::string& id) {
  const auto refusal = [&](const std::string& command) {
    const Applied op(id, {{"command", command}});
    return op.operation->refusal(op.values, Modality::ct);
  };
  EXPECT_EQ(refusal("tool {image} {mask} {output} --seed {seed}"), "");
  EXPECT_EQ(refusal("'my tool' --in={mask} --out={output}"), "");
  EXPECT_NE(refusal("tool {image}").find("{output}"), std::string::npos);
  EXPECT_NE(refusal("tool {output}").find("{image} or {mask}"), std::string::npos);
  EXPECT_NE(refusal("tool 'x {image} {output}").find("not closed"), std::string::npos);
  EXPECT_NE(refusal("  ").find("empty"), std::string::npos);
  for (const double bad : {0.0, -1.0, 86401.0, std::nan("")})
    EXPECT_NE(Applied(id, {{"timeout_s", bad}}).problem(), "");
  const Applied none(id);
  EXPECT_TRUE(none.operation->identity(none.values));
}

}  // namespace radgauge
