/* fake-run.h - a run without sockets, children and waiting, for pipeline.c
 *
 * A world of virtual time whose servers and programs answer after latencies
 * that a test sets; a task of made-up programs; a model behind the servers whose
 * texts are a hash of what it is asked, and of the seed of each sample.
 */
#ifndef FAKE_RUN_H
#define FAKE_RUN_H

#include "run/cells.h"

enum fake_kind { FAKE_GENERATE, FAKE_CRITIQUE, FAKE_REVISE, FAKE_PROGRAM };

struct fake_request {
	enum fake_kind kind;
	unsigned problem, turn, branch, vote, samples;
	unsigned nth; /* of all requests and programs, from 0 */
};

struct fake_world {
	struct momus_world world;
	double now, started;
	/* Seconds until it is answered. */
	double (*latency)(const struct fake_request *r);
	/* HTTP status of the answer; NULL: always 200. */
	long (*status)(const struct fake_request *r);
	/* Bits I: sample I is not in the reply; bits 16 + I: a filter withholds
	 * it.  NULL: none. */
	uint32_t (*spoil)(const struct fake_request *r);
	bool fickle; /* equal requests get other answers */
	/* Carries out cells in place of momus_cells_run(); NULL: that. */
	int (*run)(const struct momus_cells_order *order,
		   struct momus_cell_result *results,
		   struct momus_pipeline_progress *totals,
		   struct momus_error *err);
	/* Hears what is done and when; may be NULL. */
	void (*hear)(const struct fake_request *r, double now);
	unsigned started_n, turns, flying[2], most[2]; /* generator, critic */
	unsigned most_programs, programs;
	/* Set .stop to STOP after so many turns; 0: never. */
	unsigned stop_at;
	int stop_how;
	volatile sig_atomic_t stop;
	uint64_t last_id;
	struct fake_event *events; /* owned: a list */
};

/* Starts over, at time 1000. */
void fake_world_init(struct fake_world *w);
void fake_world_release(struct fake_world *w);

/* A folder with a data file of N problems, and the path of a run in it. */
struct fake_place {
	char folder[64], data[96], run[96];
};
void fake_place_make(struct fake_place *p, unsigned n);
void fake_place_clear(struct fake_place *p); /* the run alone */
void fake_place_remove(struct fake_place *p);

/* Carries out MORE, members of a recipe, at PLACE in W; CHECKs that the recipe
 * is right.  The generator takes SAMPLES a request.  Returns what
 * momus_pipeline_forecast() foretells and momus_pipeline_run() does. */
struct fake_result {
	struct momus_pipeline_forecast forecast;
	int rc;
	enum momus_pipeline_end end;
	struct momus_pipeline_progress totals;
	struct momus_error err;
};
struct fake_result fake_run(struct fake_world *w, const struct fake_place *p,
			    const char *more, bool resume);
struct fake_result fake_run_shared(struct fake_world *w,
				   const struct fake_place *p, const char *more,
				   unsigned samples, bool resume);

extern unsigned fake_models_opened; /* so far, by whatever runs */

/* The same for N cells, as momus_cells_run() does, in stores of their own; those
 * that are there are gone on with if RESUME. */
enum { FAKE_CELLS = 8 };
struct fake_result fake_run_cells(struct fake_world *w,
				  const struct fake_place *p,
				  const char *const *more, size_t n,
				  struct momus_cell_result *results,
				  bool resume);
void fake_cell_path(const struct fake_place *p, size_t i, char out[128]);
void fake_cells_clear(const struct fake_place *p, size_t n);

#endif /* FAKE_RUN_H */
