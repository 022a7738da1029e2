# Settings of `scripts/build debug`: no optimisation, quickest to compile.
set(CMAKE_CXX_COMPILER clang++-19 CACHE STRING "")
set(CMAKE_BUILD_TYPE Debug CACHE STRING "")
