# Settings of `scripts/build release`: -O2 with line numbers, assertions kept (RelWithDebInfo of GuiyiCompiler.cmake).
set(CMAKE_CXX_COMPILER clang++-19 CACHE STRING "")
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
