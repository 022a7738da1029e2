# Settings of `scripts/build tsan`: data races and lock order.
set(CMAKE_CXX_COMPILER clang++-19 CACHE STRING "")
set(CMAKE_BUILD_TYPE Sanitize CACHE STRING "")
set(CMAKE_CXX_FLAGS_SANITIZE "-O1 -g1" CACHE STRING "")
set(GUIYI_SANITIZE "thread" CACHE STRING "")
