# ITK 5.2 as Debian builds it refuses every compiler but g++ (itk_compiler_detection.h). Where that is so, this header comes
# first and has the detection, and nothing else, see a g++.
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_INCLUDES ${ITK_INCLUDE_DIRS})
check_cxx_source_compiles("#include <itkConfigure.h>\nint main() {}" RADGAUGE_ITK_KNOWS_COMPILER)
unset(CMAKE_REQUIRED_INCLUDES)
set(itk_detection ${CMAKE_BINARY_DIR}/itk_detection.h)
file(CONFIGURE OUTPUT ${itk_detection} CONTENT [[
#pragma push_macro("__clang__")
#pragma push_macro("__GNUC__")
#undef __clang__
#undef __GNUC__
#define __GNUC__ 12
#include <itk_compiler_detection.h>
#pragma pop_macro("__GNUC__")
#pragma pop_macro("__clang__")
]])

# radgauge_itk(TARGET): the headers of ITK for a target that links ITK_LIBRARIES, without our warnings.
function(radgauge_itk target)
  target_include_directories(${target} SYSTEM PRIVATE ${ITK_INCLUDE_DIRS})
  if(NOT RADGAUGE_ITK_KNOWS_COMPILER)
    target_compile_options(${target} PRIVATE "SHELL:-include ${itk_detection}")
  endif()
endfunction()
