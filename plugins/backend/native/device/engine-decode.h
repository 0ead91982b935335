/* engine-decode.h - the next tokens of many sequences on a device
 *
 * What a decoder (model/decoder.h) needs to compute its steps there: pages of keys
 * and values, of type T, in one piece of memory that grows; rows through all layers;
 * logits and draws.  A row's numbers depend on its sequence alone, bit for bit, on
 * one device.
 */
#ifndef NATIVE_ENGINE_DECODE_H
#define NATIVE_ENGINE_DECODE_H

#include "device/engine.h"
#include "model/samplerows.h"
#include "model/stepping.h"
#include "ops/decode.h"

struct engine_decode;

/* MOST: sequences that draw at once.  E outlives it; memory is taken when the first
 * step needs it.  MOMUS_EINVAL for heads in groups that the kernels do not have. */
int engine_decode_open(struct engine_decode **out, struct engine *e,
		       int64_t most, struct momus_error *err);
void engine_decode_close(struct engine_decode *d); /* NULL allowed */

/* Borrowed. */
const struct stepping *engine_decode_stepping(const struct engine_decode *d);

/* Inside: pages in one piece of memory, each (layers, 2, PAGE, columns) of type T. */
struct engine_pages {
	struct page_pool pool; /* the first member */
	struct engine *engine; /* borrowed */
	void *memory;
	int32_t n, n_spare,
		*spare; /* owned by the host: numbers that are free */
	size_t bytes;	/* of one */
};

void engine_pages_init(struct engine_pages *p, struct engine *e);
void engine_pages_release(struct engine_pages *p);

/* Inside: what draws are made by, and what comes of them; on both sides. */
struct engine_asked {
	int32_t row[STEP_ROWS];
	struct sampler_row how[STEP_ROWS];
};

struct engine_drawn {
	int32_t id[STEP_ROWS];
	float logprob[STEP_ROWS];
};

/* Inside: what the kernels of a step's layers depend on beside the rows' numbers, and
 * how they are asked for again. */
struct engine_shape {
	int64_t n, pages;
	const void *memory, *told, *keys, *weights, *angles;
};

struct engine_again {
	struct engine_shape shape;
	struct device_kept *kept; /* owned; NULL: seen once */
	uint64_t used;		  /* when it was last asked for */
};

enum { ENGINE_AGAIN = 8 };

struct engine_decode {
	struct engine *engine; /* borrowed */
	struct stepping stepping;
	struct engine_pages pages;
	int64_t most;
	bool skinny; /* engine_step_fits() */
	struct engine_again again[ENGINE_AGAIN];
	uint64_t steps;

	/* Of one step, for STEP_ROWS rows, all on the device. */
	void *memory; /* NULL: not yet */
	struct launch launch;
	struct engine_layer layer;
	void *x, *hidden, *h; /* h: (most, hidden), of those that draw */
	float *z;	      /* (most, vocab) */
	struct engine_asked *asked;
	struct engine_drawn *drawn;
	unsigned char *seen; /* (most, vocab) */

	/* The rows: ids, positions, then a table of pages each. */
	int32_t *told, *host; /* on the device, and on the host; owned */
	size_t room;	      /* numbers of both */
	struct decode_rows rows;
};

/* Inside: .draw and .logits of stepping.h. */
int engine_draw(void *self, const struct stepping_draw *list, int64_t n,
		int32_t *id, float *logprob, struct momus_error *err);
int engine_drawn_logits(void *self, int64_t i, float *z,
			struct momus_error *err);

/* Inside: whether the two below have kernels for E: in bf16, where matrices have rows
 * of eight numbers.  In fp32, which is for tests and small models, and elsewhere
 * engine_layer_forward() and engine_head() do the same. */
bool engine_step_fits(const struct engine *e);
void engine_step_release(struct engine_decode *d);
/* The rows at hand from ids to .x, behind the last layer and before the last norm. */
int engine_step_layers(struct engine_decode *d, struct momus_error *err);
/* .z of the N rows that ROW, on the device, names. */
int engine_step_logits(struct engine_decode *d, const int32_t *row, int64_t n,
		       struct momus_error *err);

#endif /* NATIVE_ENGINE_DECODE_H */
