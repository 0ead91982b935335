/* pieces.h - what drawn recipes and studies are made of
 *
 * Two streams: one draws what a run is known by, the other what may change when
 * it is resumed.
 */
#ifndef SIM_PIECES_H
#define SIM_PIECES_H

#include "host/recipe.h"
#include "momus/buffer.h"
#include "momus/random.h"

struct sim_draw {
	struct momus_stream stream, ways; /* ways: what may change */
	bool key;			  /* servers want one */
	bool shares; /* requests may ask for several samples */
};

/* The environment variable of the key, and the key. */
#define SIM_KEY_NAME "MOMUS_SIM_KEY"
#define SIM_KEY	     "sk-simulated-0123456789"

/* From 0 to N - 1, of what a run is known by. */
uint64_t sim_draw_below(struct sim_draw *d, uint64_t n);

/* Appends the object of a model NAME of PLUGIN: MODEL, at servers of that name
 * up to its first hyphen. */
void sim_put_model(struct sim_draw *d, const char *model, const char *plugin,
		   struct momus_buffer *out);
/* Appends an object of samplings. */
void sim_put_sampling(struct sim_draw *d, struct momus_buffer *out);
/* Appends members, each after a comma, of rewards and noise; or none. */
void sim_put_rewards(struct momus_stream *s, struct momus_buffer *out);

/* Writes N problems to PATH.  0 or -1. */
int sim_write_problems(const char *path, uint32_t n);

/* Nodes that a run of RECIPE has of so many problems. */
uint64_t sim_count_nodes(const struct momus_recipe *recipe, uint32_t problems);

#endif /* SIM_PIECES_H */
