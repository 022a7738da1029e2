# Compiler, warnings, sanitizers. Clang 19 is the compiler we test with; g++ before 13 miscompiles
# ordinary coroutines (`if (co_await f())`, braced temporaries beside co_await), so it is refused.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} silently miscompiles coroutines. "
                      "Use clang 19: scripts/build does, or pass -DCMAKE_CXX_COMPILER=clang++-19.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_LINK_LIBRARIES_ONLY_TARGETS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

set(GUIYI_SANITIZE "" CACHE STRING "Sanitizers for every target, as in -fsanitize=VALUE")

add_library(guiyi_options INTERFACE)
target_compile_options(guiyi_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
target_include_directories(guiyi_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(guiyi_options INTERFACE BOOST_ASIO_NO_DEPRECATED)
if(GUIYI_SANITIZE STREQUAL "thread") # which does not see Asio's fenced blocks
  target_compile_definitions(guiyi_options INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()
if(GUIYI_SANITIZE)
  target_compile_options(guiyi_options INTERFACE -fsanitize=${GUIYI_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(guiyi_options INTERFACE -fsanitize=${GUIYI_SANITIZE})
endif()

find_program(GUIYI_LLD ld.lld-19)
if(GUIYI_LLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_link_options(guiyi_options INTERFACE --ld-path=${GUIYI_LLD})
endif()

find_program(GUIYI_CCACHE ccache)
if(GUIYI_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${GUIYI_CCACHE})
endif()
