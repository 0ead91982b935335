/* servers.h - the simulated model servers: HTTP attempts and what becomes of them */
#ifndef SIM_SERVERS_H
#define SIM_SERVERS_H

#include "net/http.h"
#include "sim/answers.h"
#include "sim/weather.h"

/* Where server K of model M is, and the key it wants, if any. */
#define SIM_URL "http://%s%u.sim/v1" /* "gen" or "critic", K */

struct sim_attempt;

struct sim_limit { /* requests to a model at once */
	char model[24];
	uint32_t most;
};

struct sim_servers {
	struct sim_clock *clock; /* borrowed, as the next two */
	struct sim_trace *trace;
	const struct sim_weather *weather;
	struct momus_stream stream;
	double begun;				/* outages count from here */
	struct sim_attempt *flying;		/* owned */
	uint32_t in_flight[2][SIM_SERVERS_MAX]; /* of generator and critic */
	uint32_t most; /* in flight of one model so far */
	uint64_t started, answered;
	uint64_t shared;       /* of those started: for several samples */
	struct sim_usage told; /* summed over replies that tell it */
	uint64_t billed;       /* tokens; also of replies that lack something */
	struct sim_limit limits[8];
	size_t n_limits;
	const char *key; /* that every attempt must bring; NULL: none */
	uint64_t salt;	 /* 0; else answers depend on it: to test the tests */
	/* Told of each sample that an attempt asks for; may be NULL. */
	void (*asked)(void *arg, uint64_t number);
	/* Told of the name of a model that is asked more at once than its limit. */
	void (*crowded)(void *arg, const char *model);
	void *arg;
};

void sim_servers_init(struct sim_servers *s, struct sim_clock *clock,
		      struct sim_trace *trace);
/* A session begins: nothing may be in flight. */
void sim_servers_session(struct sim_servers *s,
			 const struct sim_weather *weather,
			 struct momus_stream stream);

/* As momus_http_start() and momus_http_cancel(); SELF is a struct
 * sim_servers. */
int sim_servers_start(void *self, const struct momus_http_post *post,
		      momus_http_done_fn *done, void *arg, uint64_t *ticket,
		      struct momus_error *err);
void sim_servers_cancel(void *self, uint64_t ticket);

#endif /* SIM_SERVERS_H */
