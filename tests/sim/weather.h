/* weather.h - which faults a session of a run meets, and how often
 *
 * Drawn from the seed: some sessions are calm, in some one thing goes wrong, in
 * some everything does.
 */
#ifndef SIM_WEATHER_H
#define SIM_WEATHER_H

#include "sim/disk.h"

/* FATE(NAME, TEXT): what becomes of one HTTP attempt. */
#define SIM_FATES(FATE)                                 \
	FATE(FINE, "answers")                           \
	FATE(SLOW, "answers slowly")                    \
	FATE(MORE, "sends more choices than asked for") \
	FATE(SHUFFLED, "sends choices in any order")    \
	FATE(THROTTLED, "429")                          \
	FATE(THROTTLED_AFTER, "429 with Retry-After")   \
	FATE(PAUSED, "429 with Retry-After of an hour") \
	FATE(ERROR, "500")                              \
	FATE(BUSY_AFTER, "503 with Retry-After")        \
	FATE(GATEWAY, "502 with a page of HTML")        \
	FATE(REFUSED, "400")                            \
	FATE(UNREACHABLE, "cannot be connected to")     \
	FATE(RESET, "resets the connection")            \
	FATE(SILENT, "answers too late")                \
	FATE(TRUNCATED, "sends a part of the body")     \
	FATE(LARGE, "sends more than is accepted")      \
	FATE(TLS, "has a bad certificate")              \
	FATE(GARBAGE, "sends garbage")                  \
	FATE(BINARY, "sends what is not UTF-8")         \
	FATE(EMPTY, "sends nothing")                    \
	FATE(CHOICELESS, "sends no choices")            \
	FATE(FEWER, "leaves out choices")               \
	FATE(FILTERED, "withholds an answer")           \
	FATE(NULLED, "sends null for an answer")        \
	FATE(ERROR_INSIDE, "sends an error with status 200")

enum sim_fate {
#define FATE(name, text) SIM_FATE_##name,
	SIM_FATES(FATE)
#undef FATE
		SIM_N_FATES,
	SIM_FATE_LAST_GOOD = SIM_FATE_SHUFFLED
};

extern const char *const sim_fate_names[SIM_N_FATES];

enum { SIM_SERVERS_MAX = 4, SIM_OUTAGES = 4 };

struct sim_outage { /* nobody is there from .from to .to */
	double from, to;
};

struct sim_weather {
	double fates[SIM_N_FATES]; /* probability of each; FINE: the rest */
	double latency_s;	   /* mean of an answer */
	double spread;		   /* 0: all take .latency_s; 1: exponential */
	struct sim_outage outages[SIM_SERVERS_MAX][SIM_OUTAGES];
	uint32_t bears; /* requests in flight a server; more get 429; 0: any */
	double program_s;   /* mean seconds of a program */
	double stumbles;    /* probability that its zygote dies first */
	bool start_refused; /* now and then an attempt cannot even be made */
};

/* What it will be like, drawn from STREAM.  SECONDS: an undisturbed run takes
 * so long.  CALM: nothing goes wrong. */
void sim_weather_draw(struct sim_weather *w, bool calm, double seconds,
		      struct momus_stream *stream);

/* One line for people. */
void sim_weather_tell(const struct sim_weather *w, struct sim_trace *trace);

/* Exponential with MEAN, or as .spread says. */
double sim_weather_wait(const struct sim_weather *w, double mean,
			struct momus_stream *stream);

#endif /* SIM_WEATHER_H */
