#include "analysis/copies.h"

#include <map>
#include <set>

#include "core/text.h"

namespace radgauge::analysis {

namespace {

using study::CohortRow;

/// Rows that repeat another one, and what to say of them together.
struct Repeats {
  std::vector<std::string> lines;
  std::string together;  ///< of more than five: behind their number
};

void tell(const Repeats& repeats, std::vector<std::string>& list) {
  constexpr std::size_t kListed = 5;
  if (repeats.lines.size() <= kListed)
    list.insert(list.end(), repeats.lines.begin(), repeats.lines.end());
  else
    list.push_back(to_text(static_cast<std::int64_t>(repeats.lines.size())) + " " + repeats.together +
                   ", e.g.: " + repeats.lines.front());
}

/// The first row of each key; calls repeated(row, first) for the others.
template <class Key, class KeyOf, class Repeated>
void each_repeat(const study::Study& study, const KeyOf& key_of, const Repeated& repeated) {
  std::map<Key, const CohortRow*> first;
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const CohortRow& row = study.rows[r];
    if (study.sources[row.source].is_generator()) continue;
    if (row.engine != study.rows.front().engine) continue;  // several engines measure one scan
    const auto key = key_of(r, row);
    if (key.second == 0) continue;
    const auto [at, is_new] = first.emplace(key, &row);
    if (!is_new) repeated(row, *at->second);
  }
}

using ObjectKey = std::pair<std::string, std::uint64_t>;

/// One reader's mask may serve several sessions and scanners.
Repeats masks_of_readers(const study::Study& study, const std::vector<store::AcquiredContent>& contents) {
  Repeats repeats{{}, "masks are copies of another of the same lesion"};
  each_repeat<ObjectKey>(
      study,
      [&](std::size_t r, const CohortRow& row) {
        return ObjectKey{row.object(), contents[r].mask};
      },
      [&](const CohortRow& row, const CohortRow& first) {
        if (row.reader.empty() || row.reader != first.reader)
          repeats.lines.push_back("the mask of " + row.name() + " is a copy of that of " + first.name() +
                                  ": agreement between them says nothing");
      });
  return repeats;
}

Repeats masks_of_lesions(const study::Study& study, const std::vector<store::AcquiredContent>& contents) {
  Repeats repeats{{}, "masks are copies of those of another lesion of the same patient"};
  std::set<std::string> told;
  each_repeat<ObjectKey>(
      study,
      [&](std::size_t r, const CohortRow& row) {
        return ObjectKey{row.patient, contents[r].mask};
      },
      [&](const CohortRow& row, const CohortRow& first) {
        if (row.lesion != first.lesion && told.insert(row.object()).second)
          repeats.lines.push_back("the mask of " + row.name() + " is a copy of that of " + first.name() +
                                  ": two lesions are one; was each segment exported as itself?");
      });
  return repeats;
}

Repeats scans_of_patients(const study::Study& study, const std::vector<store::AcquiredContent>& contents) {
  Repeats repeats{{}, "patients show the same image as another patient"};
  std::set<std::string> told;
  each_repeat<ObjectKey>(
      study,
      [&](std::size_t r, const CohortRow&) {
        return ObjectKey{"", contents[r].image};
      },
      [&](const CohortRow& row, const CohortRow& first) {
        if (row.patient != first.patient && told.insert(row.patient).second)
          repeats.lines.push_back("patients " + first.patient + " and " + row.patient +
                                  " have the same image: one patient is counted twice");
      });
  return repeats;
}

Repeats scans_of_objects(const study::Study& study, const std::vector<store::AcquiredContent>& contents) {
  Repeats repeats{{}, "scans are the same image as another of the same lesion"};
  std::set<std::string> told;
  each_repeat<ObjectKey>(
      study,
      [&](std::size_t r, const CohortRow& row) {
        return ObjectKey{row.object(), contents[r].image};
      },
      [&](const CohortRow& row, const CohortRow& first) {
        if (row.acquisition() != first.acquisition() && told.insert(row.acquisition()).second)
          repeats.lines.push_back(first.acquisition() + " and " + row.acquisition() +
                                  " have the same image: nothing but their masks can differ between them");
      });
  return repeats;
}

}  // namespace

std::vector<std::string> copies(const study::Study& study,
                                const std::vector<store::AcquiredContent>& contents) {
  std::vector<std::string> list;
  if (contents.size() != study.rows.size()) return list;
  tell(masks_of_readers(study, contents), list);
  tell(masks_of_lesions(study, contents), list);
  tell(scans_of_patients(study, contents), list);
  tell(scans_of_objects(study, contents), list);
  return list;
}

}  // namespace radgauge::analysis
