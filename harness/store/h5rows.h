/* h5rows.h - the tables of layout.h as HDF5 data sets: append, overwrite, read */
#ifndef MOMUS_STORE_H5ROWS_H
#define MOMUS_STORE_H5ROWS_H

#include <hdf5.h>

#include "store/layout.h"

struct momus_rows {
	const struct momus_table *table;
	hid_t set, type; /* -1: not open */
	uint64_t n;	 /* rows, those waiting included */
	char *wait;	 /* owned: some chunks of rows, not yet written */
	size_t n_wait;
};

/* An HDF5 type for the rows of TABLE; negative on failure. */
hid_t momus_rows_type(const struct momus_table *table);

/* Makes TABLE's data set, empty, in FILE; 0 or -1. */
int momus_rows_create(hid_t file, const struct momus_table *table);

/* Opens TABLE's data set in FILE and checks that its rows are the layout's.
 * On failure, -1, everything is released. */
int momus_rows_open(struct momus_rows *rows, hid_t file,
		    const struct momus_table *table);
void momus_rows_release(struct momus_rows *rows);

/* Appends N rows; blocks of whole chunks reach the file, the rest waits.  0 or -1. */
int momus_rows_append(struct momus_rows *rows, const void *bytes, size_t n);
/* Writes what waits; 0 or -1. */
int momus_rows_flush(struct momus_rows *rows);

/* Replaces the written row AT; 0 or -1. */
int momus_rows_replace(struct momus_rows *rows, uint64_t at, const void *row);

/* Reads the N written rows from AT on into OUT; 0 or -1. */
int momus_rows_read(const struct momus_rows *rows, uint64_t at, size_t n,
		    void *out);

/* Forgets all rows; 0 or -1. */
int momus_rows_clear(struct momus_rows *rows);

#endif /* MOMUS_STORE_H5ROWS_H */
