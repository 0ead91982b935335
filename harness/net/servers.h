/* servers.h - which of several equal servers is asked next
 *
 * The one with the fewest attempts under way.  A server that fails is left
 * alone for a while, twice as long each time, until it answers again.
 */
#ifndef MOMUS_NET_SERVERS_H
#define MOMUS_NET_SERVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"

struct momus_server {
	char *url; /* owned; without a '/' at its end */
	size_t in_flight;
	uint32_t failures; /* rests since it last answered */
	uint32_t doubts;   /* failures in a row that earned no rest yet */
	double rest_until;
};

struct momus_servers {
	struct momus_server *all; /* owned, (n) */
	size_t n, turn;
	double rest_s, rest_max_s; /* of the first rest, of any */
};

/* URLS is NULL-terminated and has at least one. */
MOMUS_API int momus_servers_init(struct momus_servers *s,
				 const char *const *urls, double rest_s,
				 double rest_max_s, struct momus_error *err);
MOMUS_API void momus_servers_release(struct momus_servers *s);

/* The server to ask at time NOW; another than AVOID (NULL: any) if one is
 * ready.  NULL when all rest: *READY_AT is when the first is ready again. */
MOMUS_API struct momus_server *momus_servers_pick(
	struct momus_servers *s, const struct momus_server *avoid, double now,
	double *ready_at);

/* It answered. */
MOMUS_API void momus_servers_good(struct momus_server *server);

/* It did not.  SURE: nobody is there, it rests at once; otherwise the third
 * failure in a row earns a rest, for one request may be at fault.  A rest lasts
 * between half and all of the back-off, as U in [0,1) says. */
MOMUS_API void momus_servers_bad(struct momus_servers *s,
				 struct momus_server *server, bool sure,
				 double now, double u);

/* It asked to be left alone until time UNTIL. */
MOMUS_API void momus_servers_rest(struct momus_server *server, double until);

/* Whether every server has failed LIMIT rests in a row. */
MOMUS_API bool momus_servers_dead(const struct momus_servers *s,
				  uint32_t limit);

/* How many are being left alone at time NOW. */
MOMUS_API size_t momus_servers_resting(const struct momus_servers *s,
				       double now);

#endif /* MOMUS_NET_SERVERS_H */
