/* weather.c - see weather.h */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sim/weather.h"

const char *const sim_fate_names[SIM_N_FATES] = {
#define FATE(name, text) text,
	SIM_FATES(FATE)
#undef FATE
};

static double uniform(struct momus_stream *s, double low, double high)
{
	return low + (high - low) * momus_stream_real(s);
}

/* Down for a while, a few times. */
static void draw_outages(struct sim_weather *w, double seconds,
			 struct momus_stream *s)
{
	for (size_t k = 0; k < SIM_SERVERS_MAX; k++)
		for (size_t i = 0; i < SIM_OUTAGES; i++) {
			struct sim_outage *o = &w->outages[k][i];

			if (momus_stream_below(s, 3))
				continue;
			o->from = uniform(s, -0.2, 1) * seconds;
			o->to = o->from + uniform(s, 0, 1) * seconds +
				(momus_stream_below(s, 8) ? 0 : 1000);
		}
}

static void draw_fates(struct sim_weather *w, struct momus_stream *s)
{
	uint64_t kind = momus_stream_below(s, 4);
	double level = exp(uniform(s, log(0.01), log(0.5)));

	if (kind == 0) /* one thing goes wrong, often */
		w->fates[1 + momus_stream_below(s, SIM_N_FATES - 1)] = level;
	if (kind == 1) /* everything does, now and then */
		for (size_t i = 1; i < SIM_N_FATES; i++)
			w->fates[i] = level / (SIM_N_FATES - 1);
	if (kind == 2) /* three things do */
		for (size_t i = 0; i < 3; i++)
			w->fates[1 + momus_stream_below(s, SIM_N_FATES - 1)] =
				level / 3;
}

void sim_weather_draw(struct sim_weather *w, bool calm, double seconds,
		      struct momus_stream *s)
{
	memset(w, 0, sizeof *w);
	w->latency_s = 1;
	w->program_s = 0.1;
	if (calm)
		return;
	w->spread = momus_stream_real(s);
	w->latency_s = exp(uniform(s, log(0.05), log(20)));
	w->program_s = exp(uniform(s, log(0.001), log(30)));
	draw_fates(w, s);
	if (momus_stream_below(s, 3) == 0)
		draw_outages(w, seconds, s);
	if (momus_stream_below(s, 4) == 0)
		w->bears = 1 + (uint32_t)momus_stream_below(s, 8);
	if (momus_stream_below(s, 3) == 0)
		w->stumbles = uniform(s, 0, 0.5);
	w->start_refused = momus_stream_below(s, 16) == 0;
}

void sim_weather_tell(const struct sim_weather *w, struct sim_trace *trace)
{
	sim_trace(trace,
		  "weather: answers after %.3g s, programs %.3g s, spread "
		  "%.2f, zygotes die %.2f, servers bear %u%s",
		  w->latency_s, w->program_s, w->spread, w->stumbles, w->bears,
		  w->start_refused ? ", attempts refused" : "");
	for (size_t i = 1; i < SIM_N_FATES; i++)
		if (w->fates[i] > 0)
			sim_trace(trace, "weather: %.3f of attempts: %s",
				  w->fates[i], sim_fate_names[i]);
	for (size_t k = 0; k < SIM_SERVERS_MAX; k++)
		for (size_t i = 0; i < SIM_OUTAGES; i++)
			if (w->outages[k][i].to > w->outages[k][i].from)
				sim_trace(trace,
					  "weather: server %zu is down from "
					  "%.3f to %.3f",
					  k, w->outages[k][i].from,
					  w->outages[k][i].to);
}

double sim_weather_wait(const struct sim_weather *w, double mean,
			struct momus_stream *s)
{
	double x = -log1p(-momus_stream_real(s));

	return mean * (1 - w->spread + w->spread * x);
}
