# The program, the libraries of all rooms with their headers, and a package: find_package(radgauge), then radgauge::<room>.
include(CMakePackageConfigHelpers)
set(package_destination ${CMAKE_INSTALL_LIBDIR}/cmake/radgauge)

get_property(rooms GLOBAL PROPERTY RADGAUGE_ROOMS)
install(TARGETS ${rooms} EXPORT radgaugeTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT radgaugeTargets NAMESPACE radgauge:: DESTINATION ${package_destination})
if(TARGET radgauge_program)
  install(TARGETS radgauge_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

# Headers stand as #include names them: core/volume.h (from harness/), reference/extractor.h.
get_property(headers GLOBAL PROPERTY RADGAUGE_PUBLIC_HEADERS)
foreach(header IN LISTS headers)
  string(REGEX REPLACE "^harness/" "" name ${header})
  get_filename_component(folder ${name} DIRECTORY)
  install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/radgauge/${folder})
endforeach()

# The package finds what radgauge_dependencies.cmake finds.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/radgauge_dependencies.cmake RADGAUGE_FIND_DEPENDENCIES REGEX "^find_package\\(.* REQUIRED")
list(TRANSFORM RADGAUGE_FIND_DEPENDENCIES REPLACE "^find_package(.*) REQUIRED(.*)$" "find_dependency\\1\\2")
list(JOIN RADGAUGE_FIND_DEPENDENCIES "\n" RADGAUGE_FIND_DEPENDENCIES)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/radgaugeConfig.cmake.in
  ${CMAKE_BINARY_DIR}/radgaugeConfig.cmake INSTALL_DESTINATION ${package_destination})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/radgaugeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/radgaugeConfig.cmake ${CMAKE_BINARY_DIR}/radgaugeConfigVersion.cmake
  DESTINATION ${package_destination})
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})
