# guiyi_library(NAME [DEPS ...] [PRIVATE_DEPS ...])
#   A static library from every .cpp of the current folder. DEPS are what its headers need, PRIVATE_DEPS
#   what only its sources need; both together are all that its folder may use.
# guiyi_test(NAME [DIR tests-subfolder] DEPS ...)
#   One GoogleTest program from every *_test.cpp of the current folder; each test becomes a CTest entry.

# One precompiled header of standard and Boost.JSON headers, shared by every target.
file(WRITE "${CMAKE_BINARY_DIR}/pch.cpp" "")
add_library(guiyi_pch STATIC "${CMAKE_BINARY_DIR}/pch.cpp")
target_link_libraries(guiyi_pch PUBLIC guiyi_options Boost::headers)
target_precompile_headers(guiyi_pch PRIVATE <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory>
  <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>
  <boost/json.hpp> <boost/system/result.hpp>)

function(guiyi_library name)
  cmake_parse_arguments(arg "" "" "DEPS;PRIVATE_DEPS;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  foreach(excluded IN LISTS arg_EXCLUDE)
    list(REMOVE_ITEM sources "${CMAKE_CURRENT_SOURCE_DIR}/${excluded}")
  endforeach()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC guiyi_options ${arg_DEPS} PRIVATE ${arg_PRIVATE_DEPS})
    target_precompile_headers(${name} REUSE_FROM guiyi_pch)
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE guiyi_options ${arg_DEPS})
  endif()
endfunction()

function(guiyi_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "DEPS;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp")
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE guiyi_options ${arg_DEPS} GTest::gmock GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM guiyi_pch)
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
