#include "store/store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "core/error.h"
#include "core/text.h"
#include "store/cells.h"
#include "store/schema.h"

namespace radgauge::store {

namespace {

namespace fs = std::filesystem;

Error exists_already(const std::string& path) {
  return {ErrorKind::usage,
          "'" + path + "' exists already; resume that run with --resume, or choose another folder"};
}

/// Moves `part` to `path` unless a file is there, so that two runs that begin at once cannot replace each
/// other's.
void publish(const std::string& part, const std::string& path) {
  int error = ::link(part.c_str(), path.c_str()) == 0 ? 0 : errno;
  if (error != 0 && error != EEXIST && !fs::exists(path)) {
    // A file system without hard links.
    error = ::rename(part.c_str(), path.c_str()) == 0 ? 0 : errno;
  }
  ::unlink(part.c_str());
  if (error == EEXIST) throw exists_already(path);
  if (error != 0)
    throw Error(ErrorKind::internal,
                "cannot write '" + path + "': " + std::generic_category().message(error));
}

/// A whole store under another name; a killed creation leaves no half store behind.
void create_file(const std::string& path, const StoreTables& tables) {
  const std::string part = path + ".part-" + std::to_string(::getpid());
  std::error_code ignored;
  fs::remove(part, ignored);
  try {
    {
      const Database database(part, Database::Mode::create);
      create_schema(database, tables);
    }
    publish(part, path);
  } catch (const Error& error) {
    fs::remove(part, ignored);
    fs::remove(part + "-journal", ignored);
    throw error.within("creating the store '" + path + "'");
  }
}

/// Opens the file and takes it for this process until it is closed.
Database open_for_writing(const std::string& path) {
  Database database(path, Database::Mode::write);
  // Before anything is read: with exclusive locking set first, WAL keeps its index in memory, which needs no
  // space on the disk and works on network folders too.
  database.run("PRAGMA locking_mode = EXCLUSIVE");
  check_schema(database);
  database.run("PRAGMA journal_mode = WAL");
  // Units survive the death of the process. NORMAL may lose the last units in a power cut, never tear one;
  // the run computes them again when it is resumed, and no flush is needed for each unit.
  database.run("PRAGMA synchronous = NORMAL");
  database.run("BEGIN EXCLUSIVE");
  database.run("COMMIT");
  return database;
}

/// The file alone is the record then, and readers need no write access. If the disk is full the log stays,
/// and the next one to open the store merges it.
void finish_writing(const Database& database) {
  try {
    database.run("PRAGMA journal_mode = DELETE");
  } catch (const Error&) {
  }
}

/// A killed run leaves its log beside the file, which only a writer can merge.
Database open_for_reading(const std::string& path) {
  if (fs::exists(path + "-wal") || fs::exists(path + "-journal")) finish_writing(open_for_writing(path));
  Database database(path, Database::Mode::read);
  check_schema(database);
  const auto size = static_cast<std::int64_t>(fs::file_size(path));
  if (const std::int64_t pages = database.integer("PRAGMA page_count") * database.integer("PRAGMA page_size");
      size < pages)
    throw database.damaged("it is cut: " + to_text(size) + " of its " + to_text(pages) + " bytes are there");
  return database;
}

}  // namespace

std::string_view CellRecord::reason_of(std::size_t feature) const {
  const auto at = std::lower_bound(reasons.begin(), reasons.end(), feature,
                                   [](const ValueReason& one, std::size_t f) { return one.feature < f; });
  return at == reasons.end() || at->feature != feature ? std::string_view() : std::string_view(at->text);
}

std::string StoredObject::name() const {
  std::string text = patient + "/" + lesion + (channel.empty() ? "" : "/" + channel);
  if (!session.empty()) text += "/session=" + session;
  if (!scanner.empty()) text += "/scanner=" + scanner;
  if (!reader.empty()) text += "/reader=" + reader;
  if (!engine.empty()) text += "/engine=" + engine;
  return text;
}

struct Store::State {
  State(const std::string& path, bool reading)
      : read_only(reading), database(reading ? open_for_reading(path) : open_for_writing(path)) {
    tables = load_tables(database);
    if (!read_only) writer.emplace(database, tables);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    writer.reset();
    if (!read_only) finish_writing(database);
  }

  void require_writing() const {
    if (read_only)
      throw Error(ErrorKind::internal,
                  "'" + database.path() + "' was opened for reading and cannot be written");
  }

  bool read_only;
  Database database;
  std::optional<CellWriter> writer;
  StoreTables tables;
};

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Store Store::create(const std::string& path, const StoreTables& tables) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) throw exists_already(path);
  create_file(path, tables);
  return open(path, false);
}

Store Store::open(const std::string& path, bool read_only) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored))
    throw Error(ErrorKind::data, "there is no store of measurements '" + path + "'; run the study first");
  return Store(std::make_unique<State>(path, read_only));
}

const StoreTables& Store::tables() const {
  return state_->tables;
}

void Store::set_meta(const std::string& key, const std::string& value) {
  state_->require_writing();
  StoreTables changed = state_->tables;
  changed.meta[key] = value;
  Transaction transaction(state_->database);
  Statement statement(state_->database, "INSERT OR REPLACE INTO meta VALUES(?, ?)");
  statement.bind(0, std::string_view(key)).bind(1, std::string_view(value)).run();
  store_sums(state_->database, changed);
  transaction.commit();
  state_->tables = std::move(changed);
}

void Store::add_inputs(const std::vector<std::vector<StoredInput>>& inputs) {
  state_->require_writing();
  StoreTables changed = state_->tables;
  std::vector<std::vector<StoredInput>>& known = changed.inputs;
  Transaction transaction(state_->database);
  for (std::size_t i = 0; i < std::min(inputs.size(), known.size()); ++i) {
    if (!known[i].empty() || inputs[i].empty()) continue;
    insert_inputs(state_->database, i, inputs[i]);
    known[i] = inputs[i];
  }
  store_sums(state_->database, changed);
  transaction.commit();
  state_->tables = std::move(changed);
}

std::vector<std::int64_t> Store::stored_cells() const {
  std::vector<std::int64_t> indices;
  Statement rows(state_->database, "SELECT plan_index FROM cell ORDER BY plan_index");
  while (rows.step()) indices.push_back(rows.integer(0));
  return indices;
}

void Store::write_unit(std::span<const CellRecord> cells) {
  state_->require_writing();
  state_->writer->write_unit(cells, state_->tables);
}

std::int64_t Store::count_cells() const {
  return stored_total(state_->database, state_->tables).cells;
}

void Store::for_each_cell(const std::function<void(const CellRecord&)>& visit, bool with_checksums) const {
  read_cells(state_->database, state_->tables, with_checksums, visit);
}

void Store::verify() const {
  for_each_cell([](const CellRecord&) {});
}

void AcquiredContent::take(const CellRecord& cell) {
  for (const StoredChecksum& sum : cell.checksums)
    if (sum.extraction.empty()) (sum.step == "mask" ? mask : image) = sum.xxh3;
}

void Store::checkpoint() {
  state_->require_writing();
  Statement statement(state_->database, "PRAGMA wal_checkpoint(TRUNCATE)");
  statement.run();
}

}  // namespace radgauge::store
