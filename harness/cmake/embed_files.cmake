# cmake -DROOT=folder -DNAMES=a.csv|b.csv -DOUTPUT=file.cpp -DHEADER=... -DNAMESPACE=... -DTYPE=... -DFUNCTION=... -P embed_files.cmake
# Writes `const std::vector<TYPE>& FUNCTION()` of NAMESPACE, declared in HEADER: a table {name, text} of the files as C++ raw
# strings: text only, so nothing is computed at compile time.
string(REPLACE "|" ";" names "${NAMES}")
set(code "// Generated from the files of this folder.\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"  // every compiler that builds radgauge takes them\n#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n\n")
string(APPEND code "const std::vector<${TYPE}>& ${FUNCTION}() {\n  static const std::vector<${TYPE}> files{\n")
foreach(name IN LISTS names)
  file(READ ${ROOT}/${name} text)
  string(FIND "${text}" ")radgauge\"" delimiter)
  if(NOT delimiter EQUAL -1)
    message(FATAL_ERROR "${name} holds the delimiter of the raw string")
  endif()
  string(APPEND code "      {\"${name}\", R\"radgauge(${text})radgauge\"},\n")
endforeach()
string(APPEND code "  };\n  return files;\n}\n\n}  // namespace ${NAMESPACE}\n")
file(WRITE ${OUTPUT} "${code}")
