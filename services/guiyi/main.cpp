#include "services/guiyi/cli.hpp"

int main(int argc, char** argv) { return guiyi::program::run(argc, argv); }
