/* attributes.h - members of a struct as attributes of an HDF5 object */
#ifndef MOMUS_STORE_ATTRIBUTES_H
#define MOMUS_STORE_ATTRIBUTES_H

#include <hdf5.h>

#include "store/layout.h"

/* Writes the members FIELDS (N) of the struct at BASE: numbers of 32 and 64
 * bits, texts and lists; replaces those that are there.  0 or -1. */
int momus_attributes_write(hid_t object, const void *base,
			   const struct momus_field *fields, size_t n);

/* Reads FIELD into the struct at BASE, texts and lists in ARENA, if it has the
 * field's class and shape; 0 or -1. */
int momus_attribute_read(hid_t object, const struct momus_field *field,
			 struct momus_arena *arena, void *base);

/* Writes the text VALUE as NAME, which is not there yet; 0 or -1. */
int momus_attribute_text(hid_t object, const char *name, const char *value);

#endif /* MOMUS_STORE_ATTRIBUTES_H */
