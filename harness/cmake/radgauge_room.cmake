# Flags of our own code; dependencies are SYSTEM includes.
add_library(radgauge_flags INTERFACE)
if(RADGAUGE_WERROR)
  set(werror -Werror)
endif()
target_compile_options(radgauge_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow ${werror} -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms of g++ 12 in its own std::string: operator+ (GCC bugs 105329 and 105651), and strings that an aggregate
  # leaves to their default, which it takes for uninitialised. g++ 13 and clang 16 look at the same code without them.
  target_compile_options(radgauge_flags INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread
    -Wno-maybe-uninitialized)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ collects its garbage late: a tenth of the time, for 1.5 GB in place of 1.2 in the largest unit.
  target_compile_options(radgauge_flags INTERFACE --param=ggc-min-heapsize=1048576)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(radgauge_flags INTERFACE -march=x86-64-v2)
endif()
if(RADGAUGE_SANITIZE)
  target_compile_options(radgauge_flags INTERFACE -fsanitize=${RADGAUGE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(radgauge_flags INTERFACE -fsanitize=${RADGAUGE_SANITIZE})
endif()

# radgauge_headers(NAME HEADER...): the standard library, precompiled once for all targets that then REUSE_FROM it; they share
# its flags (with or without -fPIC, say).
function(radgauge_headers name)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
  target_link_libraries(${name} PRIVATE radgauge_flags)
  target_precompile_headers(${name} PRIVATE <algorithm> <array> <cmath> <cstdint> <filesystem> <fstream> <functional>
    <limits> <map> <memory> <optional> <set> <span> <sstream> <string> <string_view> <vector> ${ARGN})
endfunction()

# What a room is optimised for in a release: work on voxels -O3, numbers -O2, and words -Og, since the compiler's time is a
# user's, too. Each level has precompiled headers of its own: g++ takes the level from those as soon as another header has a
# pragma about it (Eigen, intrinsics).
foreach(kind voxels numbers words)
  add_library(radgauge_${kind} INTERFACE)
  radgauge_headers(radgauge_${kind}_headers)
  target_link_libraries(radgauge_${kind}_headers PRIVATE radgauge_${kind})
  set_target_properties(radgauge_${kind}_headers PROPERTIES POSITION_INDEPENDENT_CODE ON)
endforeach()
target_compile_options(radgauge_voxels INTERFACE $<$<CONFIG:Release>:-O3>)
target_compile_options(radgauge_numbers INTERFACE $<$<CONFIG:Release>:-O2>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # -O2 alone leaves every loop of unknown length to one lane
  target_compile_options(radgauge_numbers INTERFACE $<$<CONFIG:Release>:-fvect-cost-model=dynamic>)
endif()
target_compile_options(radgauge_words INTERFACE $<$<CONFIG:Release>:-Og>)
if(RADGAUGE_SANITIZE)  # the sanitizers' checks in every word cost a compiler that optimises them twice its time
  target_compile_options(radgauge_words INTERFACE -O0)
endif()

# For programs whose time counts: the linker keeps one copy of what several rooms make of a template of the standard library, the
# first that it sees, which shall be that of a room for voxels or numbers: their objects come first, without WORD_FILES.
add_library(radgauge_rooms_first INTERFACE)

# Files of a room are compiled two dozen at a time, four dozen where they are quick (words, tests), which halves the time of a
# full build; a name in an anonymous namespace is therefore one of the whole room. Off in the presets dev, where one file
# changes at a time, and clang, whose build shows that every file compiles alone.
option(RADGAUGE_UNITY "Compile the files of a room several at a time" ON)

# radgauge_unity(TARGET [QUICK]): units of about the same number of files.
function(radgauge_unity target)
  set(batch 24)
  if(ARGN OR target MATCHES "_tests$")
    set(batch 48)
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${RADGAUGE_UNITY} UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  list(LENGTH sources files)
  math(EXPR units "(${files} + ${batch} - 1) / ${batch}")
  set(file 0)
  foreach(source IN LISTS sources)
    math(EXPR unit "${file} * ${units} / ${files}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${unit})
    math(EXPR file "${file} + 1")
  endforeach()
endfunction()

# radgauge_alone(FILE...): files of this folder that are compiled by themselves, because they include themselves once per
# instruction set, are large, or are tables that another program may have its own of (tests/howto).
function(radgauge_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# radgauge_together(FILE...): files of this folder that share expensive templates are one unit.
function(radgauge_together first)
  set_source_files_properties(${first} ${ARGN} PROPERTIES UNITY_GROUP ${first})
endfunction()

# radgauge_word_files(NAME FILE...): those files of a room for voxels or numbers that work on words (settings, tables of text).
function(radgauge_word_files name)
  set(target radgauge_${name}_word_files)
  add_library(${target} OBJECT ${ARGN})
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/harness ${CMAKE_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE radgauge_flags radgauge_words)
  target_precompile_headers(${target} REUSE_FROM radgauge_words_headers)
  radgauge_unity(${target} QUICK)
  target_sources(radgauge_${name} PRIVATE $<TARGET_OBJECTS:${target}>)
endfunction()

# radgauge_room(NAME [VOXELS|WORDS] [USES room...] [LINKS target...] [PRIVATE_LINKS target...] [FILES pattern...]
#               [WORD_FILES pattern...] [PUBLIC_HEADERS header...])
# One static library per room: the .cpp files of this folder (and of the FILES patterns) and the rooms it may use (design 4).
# What it works on is numbers unless it is said to be VOXELS or WORDS; WORD_FILES are words in a room for other things.
# PUBLIC_HEADERS are installed, and other rooms include no other ones; tests/install looks.
function(radgauge_room name)
  cmake_parse_arguments(ROOM "VOXELS;WORDS" "" "USES;LINKS;PRIVATE_LINKS;FILES;WORD_FILES;PUBLIC_HEADERS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp ${ROOM_FILES})
  if(ROOM_WORD_FILES)
    file(GLOB words CONFIGURE_DEPENDS ${ROOM_WORD_FILES})
    list(REMOVE_ITEM sources ${words})
  endif()
  add_library(radgauge_${name} STATIC ${sources})
  add_library(radgauge::${name} ALIAS radgauge_${name})
  set_target_properties(radgauge_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_include_directories(radgauge_${name} PUBLIC
    $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/harness> $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/radgauge>)
  target_compile_features(radgauge_${name} PUBLIC cxx_std_20)
  target_link_libraries(radgauge_${name} PRIVATE $<BUILD_INTERFACE:radgauge_flags> ${ROOM_PRIVATE_LINKS} PUBLIC ${ROOM_LINKS})
  foreach(used IN LISTS ROOM_USES)
    target_link_libraries(radgauge_${name} PUBLIC radgauge::${used})
  endforeach()
  set(kind numbers)
  set(quick)
  if(ROOM_VOXELS)
    set(kind voxels)
  elseif(ROOM_WORDS)
    set(kind words)
    set(quick QUICK)
  endif()
  target_link_libraries(radgauge_${name} PRIVATE $<BUILD_INTERFACE:radgauge_${kind}>)
  if(NOT ROOM_WORDS)
    target_link_options(radgauge_rooms_first INTERFACE $<$<CONFIG:Release>:$<TARGET_OBJECTS:radgauge_${name}>>)
  endif()
  target_precompile_headers(radgauge_${name} REUSE_FROM radgauge_${kind}_headers)
  radgauge_unity(radgauge_${name} ${quick})
  radgauge_alone(registry.cpp)
  if(ROOM_WORD_FILES)
    radgauge_word_files(${name} ${words})
    list(TRANSFORM ROOM_USES PREPEND radgauge:: OUTPUT_VARIABLE uses)
    target_link_libraries(radgauge_${name}_word_files PRIVATE ${ROOM_LINKS} ${ROOM_PRIVATE_LINKS} ${uses})
  endif()
  set_property(GLOBAL APPEND PROPERTY RADGAUGE_ROOMS radgauge_${name})
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  list(JOIN ROOM_USES "+" used)
  set_property(GLOBAL APPEND PROPERTY RADGAUGE_ROOM_USES ${folder}=${name}+${used})
  list(TRANSFORM ROOM_PUBLIC_HEADERS PREPEND ${folder}/)
  set_property(GLOBAL APPEND PROPERTY RADGAUGE_PUBLIC_HEADERS ${ROOM_PUBLIC_HEADERS})
endfunction()

# radgauge_system(TARGET DIR...): headers of others, without our warnings.
function(radgauge_system target)
  target_include_directories(radgauge_${target} SYSTEM PRIVATE ${ARGN})
endfunction()
