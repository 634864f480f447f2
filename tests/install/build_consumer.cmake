# Installs the build into an empty prefix, then configures, builds and runs a consumer that is given only that prefix.
file(REMOVE_RECURSE ${work})
set(options -DCMAKE_PREFIX_PATH=${work}/prefix -DCMAKE_CXX_COMPILER=${compiler} -DCMAKE_BUILD_TYPE=${configuration} -DROOMS=${rooms})
if(sanitize)
  list(APPEND options -DCMAKE_CXX_FLAGS=-fsanitize=${sanitize})
endif()
foreach(step
    "--install;${build};--prefix;${work}/prefix;--config;${configuration}"
    "-S;${consumer};-B;${work}/build;-G;${generator};${options}"
    "--build;${work}/build")
  execute_process(COMMAND ${CMAKE_COMMAND} ${step} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "cmake ${step}\n${output}")
  endif()
endforeach()
execute_process(COMMAND ${work}/build/consumer COMMAND_ERROR_IS_FATAL ANY)
