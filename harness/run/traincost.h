/* traincost.h - what a training takes: memory by part, seconds of a step by phase
 *
 * Of a decoder of Qwen2's kind with P parameters, M of them in matrices (the head
 * counts, a table that is looked up does not), in bytes a device:
 *
 *	weights       4 P on the processor; 2 P and 4 P of masters in bf16
 *	gradient      4 P
 *	moments       8 A / N: Adam's two, of what learns (A), shared by N ranks
 *		      (ZeRO-1: Rajbhandari et al. 2020, section 5.1)
 *	activations   what backward needs of the largest batch at once, array by
 *		      array as the engine keeps it; recomputed, a layer's input
 *		      alone, and one layer whole (Chen et al. 2016)
 *	keys, values  2 layers kv_heads head_dim a token, of the answers drawn
 *		      side by side, at most the backend's cache
 *
 * Operations: 2 M a token forward and twice that backward (Kaplan et al. 2020,
 * table 1), and 4 layers heads head_dim a pair of a query and a key; a pass more
 * if layers are recomputed.  A token that is drawn reads all weights once for all
 * answers side by side.
 */
#ifndef MOMUS_RUN_TRAINCOST_H
#define MOMUS_RUN_TRAINCOST_H

#include <stdbool.h>
#include <stddef.h>

#include "momus/error.h"

struct momus_shape {
	const char *name; /* static, or borrowed */
	double hidden, layers, heads, kv_heads, head_dim, intermediate, vocab;
	bool tied, bias, qk_norm;
};

/* Qwen2.5's 0.5B, 7B and 32B. */
enum { MOMUS_SHAPES = 3 };
MOMUS_API extern const struct momus_shape momus_shapes[MOMUS_SHAPES];

/* Reads FOLDER/config.json.  MOMUS_EPARSE names the field. */
MOMUS_API int momus_shape_read(struct momus_shape *out, const char *folder,
			       struct momus_error *err);

/* The same from the text of such a file; PATH is its name in errors. */
MOMUS_API int momus_shape_parse(struct momus_shape *out, const char *bytes,
				size_t n, const char *path,
				struct momus_error *err);

/* Parameters; and those of them that a token is multiplied with. */
MOMUS_API double momus_shape_parameters(const struct momus_shape *s);
MOMUS_API double momus_shape_matrices(const struct momus_shape *s);
/* Parameters of adapters of RANK on all seven matrices of a layer. */
MOMUS_API double momus_shape_adapters(const struct momus_shape *s, double rank);

struct momus_machine { /* one device */
	const char *name;
	double operations; /* a second, as reached in products */
	double bandwidth;  /* bytes a second, likewise */
	double room;	   /* bytes; 0: not known */
	bool half;	   /* bf16, else fp32 */
	/* Tokens a second of one answer as measured; 0: by .bandwidth. */
	double drawing;
	bool keeps; /* all activations, whatever is asked */
};

struct momus_workload {	       /* of one step */
	double answers;	       /* drawn; 0: rows are given */
	double prompt, answer; /* tokens of each, at most; of rows: all, 0 */
	double tokens; /* that are learnt from, with their prompts, a pass */
	double passes;
	double chunk;	/* most tokens at once */
	double side;	/* answers drawn side by side */
	double cache;	/* bytes that keys and values may take */
	double rank;	/* of adapters; 0: all weights learn */
	bool reference; /* another model scores, too */
	bool recompute;
	bool ahead; /* the next step's answers are drawn before it learns */
};

enum momus_cost_part {
	MOMUS_COST_WEIGHTS,
	MOMUS_COST_REFERENCE,
	MOMUS_COST_GRADIENT,
	MOMUS_COST_MOMENTS,
	MOMUS_COST_ACTIVATIONS,
	MOMUS_COST_KEYS,
	MOMUS_COST_WORK,
	MOMUS_COST_TEXTS,
	MOMUS_COST_PARTS
};

enum momus_cost_phase {
	MOMUS_COST_DRAW,
	MOMUS_COST_SCORE,
	MOMUS_COST_FORWARD,
	MOMUS_COST_BACKWARD,
	MOMUS_COST_UPDATE,
	MOMUS_COST_PHASES
};

struct momus_cost { /* of each of the devices */
	double bytes[MOMUS_COST_PARTS], all;
	double kept; /* of activations, if layers were (not) recomputed */
	double seconds[MOMUS_COST_PHASES], step;
	double hides; /* of a step, that servers and sandbox may take unseen */
};

/* What a step of W takes of shape S on DEVICES of kind M. */
MOMUS_API struct momus_cost momus_cost_of(const struct momus_shape *s,
					  const struct momus_workload *w,
					  const struct momus_machine *m,
					  double devices);

/* "weights", "forward": what they are called. */
MOMUS_API const char *momus_cost_part_name(enum momus_cost_part part);
MOMUS_API const char *momus_cost_phase_name(enum momus_cost_phase phase);

/* Operations of a forward pass over TOKENS, in sequences of LENGTH. */
MOMUS_API double momus_cost_forward(const struct momus_shape *s, double tokens,
				    double length);

#endif /* MOMUS_RUN_TRAINCOST_H */
