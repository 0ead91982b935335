/* kernels-test.c - the program of all kernels' tests, each beside its kernel */
#include "tap.h"

TAP_MAIN
