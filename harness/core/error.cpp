#include "core/error.h"

namespace radgauge {

int exit_code(ErrorKind kind) {
  return static_cast<int>(kind);
}

Error::Error(ErrorKind kind, std::string message)
    : kind_(kind), stack_{std::move(message)}, text_(stack_.front()) {}

Error Error::within(std::string context) const {
  Error outer = *this;
  outer.text_ = context + ": " + text_;
  outer.stack_.push_back(std::move(context));
  return outer;
}

}  // namespace radgauge
