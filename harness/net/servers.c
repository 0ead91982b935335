/* servers.c - see servers.h */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "net/servers.h"

#define DOUBTS_MAX 3

int momus_servers_init(struct momus_servers *s, const char *const *urls,
		       double rest_s, double rest_max_s,
		       struct momus_error *err)
{
	size_t n = 0, len;

	while (urls[n])
		n++;
	*s = (struct momus_servers){ .rest_s = rest_s,
				     .rest_max_s = rest_max_s };
	s->all = calloc(n, sizeof *s->all);
	if (!s->all)
		return momus_fail(err, MOMUS_ENOMEM, "servers: out of memory");
	for (; s->n < n; s->n++) {
		len = strlen(urls[s->n]);
		while (len && urls[s->n][len - 1] == '/')
			len--;
		s->all[s->n].url = strndup(urls[s->n], len);
		if (!s->all[s->n].url)
			return momus_fail(err, MOMUS_ENOMEM,
					  "servers: out of memory");
	}
	return MOMUS_OK;
}

void momus_servers_release(struct momus_servers *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->all[i].url);
	free(s->all);
	*s = (struct momus_servers){ 0 };
}

struct momus_server *momus_servers_pick(struct momus_servers *s,
					const struct momus_server *avoid,
					double now, double *ready_at)
{
	struct momus_server *best = NULL;

	*ready_at = INFINITY;
	for (size_t i = 0; i < s->n; i++) {
		struct momus_server *x = &s->all[(s->turn + i) % s->n];

		if (x->rest_until > now) {
			*ready_at = fmin(*ready_at, x->rest_until);
			continue;
		}
		if (!best || best == avoid ||
		    (x != avoid && x->in_flight < best->in_flight))
			best = x;
	}
	if (best) /* equals take turns */
		s->turn = (size_t)(best - s->all + 1) % s->n;
	return best;
}

void momus_servers_good(struct momus_server *server)
{
	server->failures = 0;
	server->doubts = 0;
}

void momus_servers_bad(struct momus_servers *s, struct momus_server *server,
		       bool sure, double now, double u)
{
	double rest;

	if (server->rest_until > now) /* of attempts begun before the rest */
		return;
	if (!sure && ++server->doubts < DOUBTS_MAX)
		return;
	rest = fmin(s->rest_max_s,
		    ldexp(s->rest_s,
			  server->failures < 60 ? (int)server->failures : 60));
	server->failures++;
	server->doubts = 0;
	momus_servers_rest(server, now + rest * (0.5 + 0.5 * u));
}

void momus_servers_rest(struct momus_server *server, double until)
{
	server->rest_until = fmax(server->rest_until, until);
}

bool momus_servers_dead(const struct momus_servers *s, uint32_t limit)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->all[i].failures < limit)
			return false;
	return true;
}

size_t momus_servers_resting(const struct momus_servers *s, double now)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->all[i].rest_until > now;
	return n;
}
