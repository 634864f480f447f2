#include "store/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <limits>
#include <system_error>

namespace radgauge::store {

namespace {

// A process that opens or closes the same store holds it for milliseconds.
constexpr int kBusyMilliseconds = 250;

int flags_of(Database::Mode mode) {
  switch (mode) {
    case Database::Mode::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Mode::write:
      return SQLITE_OPEN_READWRITE;
    case Database::Mode::read:
      break;
  }
  return SQLITE_OPEN_READONLY;
}

/// What SQLite says, on one short line: of a damaged file it may quote anything.
std::string printable(const char* message) {
  constexpr std::size_t kShown = 160;
  std::string text;
  for (const char* c = message; *c != 0 && text.size() < kShown; ++c)
    text += *c >= ' ' && *c <= '~' ? *c : '?';
  return text;
}

/// Nothing that is stored in a file is longer than the file: a length that says so is damage, and no memory
/// is asked for it.
void limit_lengths(sqlite3* handle, const std::string& path) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  if (!failed)
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH,
                  static_cast<int>(std::min<std::uintmax_t>(std::max<std::uintmax_t>(size, 1'000'000),
                                                            std::numeric_limits<int>::max())));
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

Database::Database(const std::string& path, Mode mode) : path_(path) {
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &handle, flags_of(mode), nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) fail();
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  // The tables of a store are its own; what a damaged or foreign file says of them is not run.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (mode == Mode::read) limit_lengths(handle, path);
  if (mode != Mode::read && sqlite3_db_readonly(handle, "main") == 1)
    throw Error(ErrorKind::internal,
                "cannot write '" + path + "': it is read-only; change its permissions or use another folder");
}

Error Database::damaged(const std::string& what) const {
  return {ErrorKind::data, "'" + path_ + "' is damaged, or was changed after it was written (" + what +
                               "): nothing is made from it; restore it from a copy, or run the study again "
                               "into another folder"};
}

void Database::fail() const {
  sqlite3* handle = handle_.get();
  const int extended = handle != nullptr ? sqlite3_extended_errcode(handle) : SQLITE_NOMEM;
  const int code = extended & 0xFF;
  const int system_error = handle != nullptr ? sqlite3_system_errno(handle) : 0;
  const std::string said = handle != nullptr ? printable(sqlite3_errmsg(handle)) : "out of memory";
  const std::string reason = system_error != 0 ? std::generic_category().message(system_error) : said;
  const std::string quoted = "'" + path_ + "'";
  switch (system_error == ENOSPC ? SQLITE_FULL : code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorKind::usage,
                  quoted +
                      ": another radgauge run is using this folder; wait until it ends, or choose another "
                      "folder with -o");
    case SQLITE_FULL:
      throw Error(ErrorKind::internal,
                  "cannot write " + quoted +
                      ": No space left on device; what was stored before is kept; free some space and "
                      "resume the run");
    case SQLITE_NOTADB:
      throw Error(ErrorKind::data, quoted + " is not a store of measurements");
    case SQLITE_IOERR:
      // A file that ends before a page of it does is damaged; the machine has read what there is.
      if (extended == SQLITE_IOERR_SHORT_READ) throw damaged(said);
      [[fallthrough]];
    case SQLITE_NOMEM:
    case SQLITE_MISUSE:
    case SQLITE_AUTH:
    case SQLITE_INTERRUPT:
      throw Error(ErrorKind::internal, "cannot use " + quoted + ": " + reason);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      throw Error(ErrorKind::internal, "cannot open " + quoted + ": " + reason +
                                           "; check the permissions of the file and its folder");
    default:
      // No such table or column, a value of another type, too big a number of anything: our own statements
      // are right, so that the file is not.
      throw damaged(said);
  }
}

void Database::run(const std::string& sql) const {
  if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

std::int64_t Database::integer(const std::string& sql) const {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Statement::Finalise::operator()(sqlite3_stmt* handle) const {
  sqlite3_finalize(handle);
}

Statement::Statement(const Database& database, const std::string& sql) : database_(&database) {
  sqlite3_stmt* handle = nullptr;
  const int result =
      sqlite3_prepare_v3(database.handle(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  handle_.reset(handle);
  check(result);
}

void Statement::check(int result) const {
  if (result != SQLITE_OK) database_->fail();
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), parameter + 1, value));
  return *this;
}

Statement& Statement::bind(int parameter, double value) {
  check(std::isnan(value) ? sqlite3_bind_null(handle_.get(), parameter + 1)
                          : sqlite3_bind_double(handle_.get(), parameter + 1, value));
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view value) {
  // A null pointer would bind NULL.
  const char* text = value.empty() ? "" : value.data();
  check(sqlite3_bind_text64(handle_.get(), parameter + 1, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_bytes(int parameter, std::span<const std::byte> value) {
  check(value.empty() ? sqlite3_bind_zeroblob(handle_.get(), parameter + 1, 0)
                      : sqlite3_bind_blob64(handle_.get(), parameter + 1, value.data(), value.size(),
                                            SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_null(int parameter) {
  check(sqlite3_bind_null(handle_.get(), parameter + 1));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) {
    try {
      database_->fail();
    } catch (...) {
      reset();
      throw;
    }
  }
  reset();
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() {
  sqlite3_reset(handle_.get());
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

double Statement::real(int column) const {
  return is_null(column) ? std::numeric_limits<double>::quiet_NaN()
                         : sqlite3_column_double(handle_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  return text == nullptr
             ? std::string()
             : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column)));
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::span<const std::byte> Statement::bytes(int column) const {
  const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(handle_.get(), column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

Transaction::Transaction(const Database& database) : database_(&database) {
  database.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // After a full disk SQLite may have rolled back by itself.
  if (open_ && sqlite3_get_autocommit(database_->handle()) == 0)
    sqlite3_exec(database_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_->run("COMMIT");
  open_ = false;
}

}  // namespace radgauge::store
