# Settings of `scripts/build asan`: AddressSanitizer with leaks, and UBSan; the first finding ends the test. All code
# is counted for libFuzzer, so that the fuzzers of tests/fuzz need no build of their own.
set(CMAKE_CXX_COMPILER clang++-19 CACHE STRING "")
set(CMAKE_BUILD_TYPE Sanitize CACHE STRING "")
set(CMAKE_CXX_FLAGS_SANITIZE "-O1 -g1 -fno-sanitize-recover=all" CACHE STRING "")
set(GUIYI_SANITIZE "address,undefined,fuzzer-no-link" CACHE STRING "")
