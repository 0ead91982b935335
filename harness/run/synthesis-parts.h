/* synthesis-parts.h - what the files of a synthesis share
 *	synthesis-options.c  what may be set
 *	synthesis.c          a run's critiques, one by one
 *	synthesis-judge.c    what is wrong with one by itself
 *	synthesis-choose.c   what is one too many
 */
#ifndef MOMUS_RUN_SYNTHESIS_PARTS_H
#define MOMUS_RUN_SYNTHESIS_PARTS_H

#include "run/benchmark.h"
#include "run/prompts.h"
#include "run/synthesis.h"

struct momus_synthesis_reader {
	struct momus_synthesis *s;
	const struct momus_synthesis_source *source;
	struct momus_benchmark *benchmark; /* owned, as are those below */
	struct momus_prompts *prompts;
	uint32_t *place;	   /* (problems of the run): in the data */
	struct momus_arena *arena; /* of one critique */
	struct momus_buffer part, prompt; /* likewise */
	bool hint;			  /* critiques were written with one */
	struct momus_error *err;
};

struct momus_synthesis_critique { /* texts in the reader's arena */
	const struct momus_problem *problem;
	struct momus_node node, parent;
	struct momus_text hint, text;
};

/* The place of the solution or revision of that name in RUN; (size_t)-1: there is
 * none. */
size_t momus_synthesis_node(const struct momus_run *run, uint32_t problem,
			    uint16_t turn, uint32_t branch);

/* Sets .hint of C and the reader's .prompt to the message that asks for C without
 * it.  MOMUS_EINVAL: the run sent another one. */
int momus_synthesis_view(struct momus_synthesis_reader *r,
			 struct momus_synthesis_critique *c);

/* Sets ROW's end by what C is and says; .prompt is there. */
int momus_synthesis_judge(struct momus_synthesis_reader *r,
			  const struct momus_synthesis_critique *c,
			  struct momus_synthesis_row *row);

#endif /* MOMUS_RUN_SYNTHESIS_PARTS_H */
