#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace radgauge {

/// Results that follow from one thing alone (an object as acquired), by name: each is made at its first
/// request and shared by all later ones. May be asked from several threads; one that asks for what another
/// is making waits for it. A request that throws leaves nothing behind.
class Memo {
 public:
  /// `make` returns a T; a name always stands for the same type and value.
  template <class T, class Make>
  std::shared_ptr<const T> get(const std::string& name, const Make& make) const {
    Slot* slot = nullptr;
    {
      const std::lock_guard lock(mutex_);
      slot = &slots_[name];
    }
    const std::lock_guard lock(slot->mutex);
    if (!slot->value) slot->value = std::make_shared<const T>(make());
    return std::static_pointer_cast<const T>(slot->value);
  }

 private:
  struct Slot {
    std::mutex mutex;
    std::shared_ptr<const void> value;
  };
  mutable std::mutex mutex_;
  mutable std::map<std::string, Slot> slots_;
};

}  // namespace radgauge
