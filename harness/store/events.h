/* events.h - numbers by step as TensorBoard reads them
 *
 * A file of records: length u64, CRC of it, a message, CRC of it; numbers are
 * little-endian, CRCs are CRC-32C, rotated and moved by a constant (TensorFlow's
 * record_writer).  The messages are protocol buffers of the type Event, of which
 * this file writes the version, the start of a session, and scalars.
 *
 * Each session has a file of its own, whose name sorts behind those that are
 * there, and begins with the step it goes on from: a reader drops what files
 * before it have of that step and later ones.
 */
#ifndef MOMUS_STORE_EVENTS_H
#define MOMUS_STORE_EVENTS_H

#include <stdint.h>

#include "momus/buffer.h"

struct momus_events; /* one file, being written */

struct momus_event_value {
	const char *tag; /* "GROUP/NAME" */
	double value;	 /* stored as a float; NAN: left out */
};

/* Begins a file in FOLDER, which is made if need be, of a session that goes on
 * with step FIRST at the Unix time NOW.  MOMUS_EIO. */
MOMUS_API int momus_events_create(struct momus_events **out, const char *folder,
				  uint64_t first, double now,
				  struct momus_error *err);

/* Appends VALUES (N) of STEP; whole in the file when it returns.  MOMUS_EIO. */
MOMUS_API int momus_events_add(struct momus_events *e, uint64_t step,
			       double now,
			       const struct momus_event_value *values, size_t n,
			       struct momus_error *err);

/* Waits until E is on the disk.  MOMUS_EIO. */
int momus_events_sync(struct momus_events *e, struct momus_error *err);
MOMUS_API void momus_events_close(struct momus_events *e); /* NULL allowed */

/* Where E writes: for tests. */
MOMUS_API const char *momus_events_path(const struct momus_events *e);

#endif /* MOMUS_STORE_EVENTS_H */
