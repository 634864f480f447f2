#include "core/error.h"

#include "core/text.h"

namespace radgauge {

int exit_code(ErrorKind kind) {
  return static_cast<int>(kind);
}

Error::Error(ErrorKind kind, std::string message)
    : kind_(kind), stack_{shortened(message, kLongestMessage)}, text_(stack_.front()) {}

Error Error::within(std::string context) const {
  Error outer = *this;
  outer.text_ = shortened(context + ": " + text_, kLongestMessage);
  outer.stack_.push_back(shortened(context, kLongestMessage));
  return outer;
}

}  // namespace radgauge
