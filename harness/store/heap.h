/* heap.h - the writing end of /text: bytes appended, deflated by all cores */
#ifndef MOMUS_STORE_HEAP_H
#define MOMUS_STORE_HEAP_H

#include <hdf5.h>

#include "store/layout.h"

struct momus_heap;

/* The heap of the open FILE; goes on behind what is there.  NULL on failure. */
struct momus_heap *momus_heap_open(hid_t file);
void momus_heap_free(struct momus_heap *heap); /* NULL allowed */

/* Appends T (never looks whether it is there already); *AT receives its place.
 * 0 or -1. */
int momus_heap_add(struct momus_heap *heap, struct momus_text t, uint64_t *at);

/* Writes what is left, the last chunk part-filled; 0 or -1. */
int momus_heap_finish(struct momus_heap *heap);

/* Reads chunk I of the data set SET of /text into OUT (the table's .chunk
 * bytes); SCRATCH has momus_heap_scratch() bytes.  0 or -1. */
int momus_heap_read_chunk(hid_t set, uint64_t i, char *out, char *scratch);
size_t momus_heap_scratch(void);

#endif /* MOMUS_STORE_HEAP_H */
