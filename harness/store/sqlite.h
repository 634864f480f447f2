#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace radgauge::store {

/// A connection to one SQLite file. Every failure is an Error that names the file and says what to do: usage
/// for a file that another process holds, internal for what the machine refuses (a full disk, a read-only
/// folder, no memory, a broken device), data for the rest: the file is no database, or damaged.
class Database {
 public:
  enum class Mode { create, write, read };
  Database(const std::string& path, Mode mode);

  void run(const std::string& sql) const;
  std::int64_t integer(const std::string& sql) const;
  [[noreturn]] void fail() const;
  /// The file is not what was written: `what` says where ("cell P01/1::base").
  Error damaged(const std::string& what) const;
  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement. Parameters and columns count from 0 and are read and bound in order of the SQL.
class Statement {
 public:
  Statement(const Database& database, const std::string& sql);

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, double value);  ///< NaN becomes NULL, as SQLite has no NaN
  Statement& bind(int parameter, std::string_view value);
  Statement& bind_bytes(int parameter, std::span<const std::byte> value);
  Statement& bind_null(int parameter);

  /// To the next row; false after the last. The statement is then ready for another run.
  bool step();
  /// For statements without rows.
  void run();
  /// Ends a run before its last row.
  void reset();

  std::int64_t integer(int column) const;
  double real(int column) const;  ///< NULL is NaN
  std::string text(int column) const;
  bool is_null(int column) const;
  /// Valid until the next step.
  std::span<const std::byte> bytes(int column) const;

 private:
  struct Finalise {
    void operator()(sqlite3_stmt* handle) const;
  };
  void check(int result) const;

  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalise> handle_;
};

/// Rolls back unless committed.
class Transaction {
 public:
  explicit Transaction(const Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  const Database* database_;
  bool open_ = true;
};

}  // namespace radgauge::store
