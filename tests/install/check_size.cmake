# cmake -Dfolder=room -Dbelow=lines -P check_size.cmake
# The sources of a room have fewer lines than that: harness/cli holds the command line alone, and work that grows there has a
# room of its own.
cmake_minimum_required(VERSION 3.25)
set(sum 0)
file(GLOB_RECURSE files ${folder}/*.h ${folder}/*.cpp)
foreach(file IN LISTS files)
  file(READ ${file} text)
  string(REGEX MATCHALL "\n" ends "${text}")
  list(LENGTH ends lines)
  math(EXPR sum "${sum} + ${lines}")
endforeach()
if(sum EQUAL 0)
  message(FATAL_ERROR "${folder} has no sources")
elseif(NOT sum LESS below)
  message(FATAL_ERROR "${folder} has ${sum} lines, and is to have fewer than ${below}: what reads no option and calls nothing belongs to "
    "harness/workflow, or to the room that owns it")
endif()
message(STATUS "${folder}: ${sum} lines")
