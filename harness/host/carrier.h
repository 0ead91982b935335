/* carrier.h - who carries bytes from rank to rank
 *
 * A shared object of its own exports one, so that its library is mapped where
 * processes are many and nowhere else.  rankset.h waits, watches and gives up.
 */
#ifndef MOMUS_HOST_CARRIER_H
#define MOMUS_HOST_CARRIER_H

#include "momus/error.h"
#include "momus/text.h"

/* Changes with struct momus_carrier. */
enum { MOMUS_CARRIER_ABI = 1 };

struct momus_carrier {
	uint32_t abi, size; /* MOMUS_CARRIER_ABI; of the struct */
	const char *name;

	/* Joins the processes that were started with this one. */
	int (*open)(void **self, uint32_t *rank, uint32_t *size,
		    struct momus_error *err);
	/* All ranks part in good order. */
	void (*close)(void *self);

	/* Begins what exchange() of momus/ranks.h is to do; one at a time.
	 * test() sets *DONE once both ways are done. */
	int (*start)(void *self, uint32_t to, const void *out, size_t n_out,
		     uint32_t from, void *in, size_t n_in,
		     struct momus_error *err);
	int (*test)(void *self, bool *done, struct momus_error *err);
	/* Whether something came from rank FROM. */
	int (*probe)(void *self, uint32_t from, bool *there,
		     struct momus_error *err);
};

/* The name of the object's one symbol. */
#define MOMUS_CARRIER_SYMBOL "momus_carrier"

#endif /* MOMUS_HOST_CARRIER_H */
