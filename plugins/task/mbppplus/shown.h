/* shown.h - numbers of the wire in words, for shown.c */
#ifndef MBPPPLUS_SHOWN_H
#define MBPPPLUS_SHOWN_H

#include <momus/buffer.h>

/* Append the number of the N bytes at P, little-endian: one of 1 to 8 bytes; one of any
 * length without its sign, which parts no words, nothing if it is very long; a
 * double as Python writes it, but for the exponents of very large and small ones. */
void shown_int(struct momus_buffer *out, const uint8_t *p, size_t n,
	       bool is_signed);
void shown_long(struct momus_buffer *out, const uint8_t *p, size_t n);
void shown_double(struct momus_buffer *out, const uint8_t *p);

/* The bytes of an item of NumPy's DTYPE; 0: it is not known here, or not written
 * out.  Appends the one at P, of a DTYPE that is. */
size_t shown_size(uint8_t dtype);
void shown_item(struct momus_buffer *out, uint8_t dtype, const uint8_t *p);

#endif /* MBPPPLUS_SHOWN_H */
