#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <vector>

namespace radgauge {

/// What went wrong, as the command line tells it by its exit code (design 8).
enum class ErrorKind {
  wanting = 1,        ///< measured and found wanting
  usage = 2,          ///< the command line
  study = 3,          ///< the study file or settings
  data = 4,           ///< an input file
  nothing = 5,        ///< nothing ran
  internal = 70,      ///< our defect, or the machine's (a full disk)
  interrupted = 130,  ///< stopped by the user
};

int exit_code(ErrorKind kind);

/// Bytes that the text of an error has at most: names and cells of a user's table have no bound of their own.
inline constexpr std::size_t kLongestMessage = 1900;

/// An error with a stack of context, innermost first: what happened, then what was being done, then for what.
/// Whatever it quotes, its text stays below kLongestMessage: of a longer one the beginning, which says where,
/// and the end, which says what to do, are kept.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message);

  /// The same error, one context further out: `throw error.within("reading mask of patient P01")`.
  Error within(std::string context) const;

  ErrorKind kind() const { return kind_; }
  const std::vector<std::string>& stack() const { return stack_; }
  /// Outermost context first, joined by ": ".
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  ErrorKind kind_;
  std::vector<std::string> stack_;
  std::string text_;
};

}  // namespace radgauge
