/* numbers.h - tables of reference numbers, for tests */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stddef.h>

/* The rows of tests/data/stats/NAME, COLUMNS numbers each, row-major, into *OUT
 * (the caller frees); their count.  Lines that start with # are skipped; a table
 * that is not there, empty or not of that shape ends the test. */
size_t numbers_read(const char *name, size_t columns, double **out);

#endif /* NUMBERS_H */
