/* serve-http.h - a served model behind HTTP
 *
 * What comes over a socket ends here: limits, paths, bodies; served.h has the
 * rest.  One thread, which also computes.
 */
#ifndef MOMUS_CLI_SERVE_HTTP_H
#define MOMUS_CLI_SERVE_HTTP_H

#include "run/served.h"

struct momus_gate;

struct momus_gate_setup { /* borrowed while the gate is open */
	struct momus_served *served;
	const char *host; /* an address, "127.0.0.1" or "::1" */
	uint16_t port;	  /* 0: any that is free */
	const char *key;  /* of "Authorization: Bearer"; NULL: none */
};

/* Opens the gate.  MOMUS_EIO: the address is taken, or none of this machine's. */
int momus_gate_open(struct momus_gate **out,
		    const struct momus_gate_setup *setup,
		    struct momus_error *err);
void momus_gate_close(struct momus_gate *g); /* NULL allowed */

/* What it listens at. */
uint16_t momus_gate_port(const struct momus_gate *g);

/* Takes what comes and gives what is there; waits for WAIT_MS at most, less when
 * a signal comes. */
int momus_gate_turn(struct momus_gate *g, int wait_ms, struct momus_error *err);

/* Takes no new connections; what has come is still answered. */
void momus_gate_shut(struct momus_gate *g);
/* Whether a request is not wholly answered. */
bool momus_gate_busy(const struct momus_gate *g);

#endif /* MOMUS_CLI_SERVE_HTTP_H */
