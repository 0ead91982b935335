/* mbppplus.h - MBPP+ and HumanEval+: what the plugin's files share */
#ifndef MBPPPLUS_H
#define MBPPPLUS_H

#include <momus/cases.h>
#include <momus/plugin.h>

enum mbppplus_form {
	MBPPPLUS_EVALPLUS, /* base_input, plus_input, canonical_solution */
	MBPPPLUS_HF,	   /* code, test: a script */
};

enum mbppplus_grader { MBPPPLUS_AS_EVALPLUS, MBPPPLUS_SCRIPT, MBPPPLUS_STRICT };

struct mbppplus_options {
	const char *grader;
	bool sanitize, stop;
};

struct mbppplus {				/* the task's state */
	const struct mbppplus_options *options; /* borrowed */
	enum mbppplus_grader grader;
	struct mbppplus_prompt {
		struct momus_text id, prompt; /* borrowed: the data set's */
	} * prompts;			      /* owned, (n) */
	size_t n, room;
};

struct mbppplus_row { /* momus_problem.data; texts as the problem's */
	enum mbppplus_form form;
	const char *dataset; /* whose rules: "mbpp", "humaneval", "plain" */
	long number;	     /* of the task; plain: 0 */
	struct momus_text entry;
	double atol;
	struct momus_text base, plus; /* JSON: the inputs of each half */
	struct momus_text test;	      /* HF: the script */
	size_t n_base, n_plus;	      /* tests; HF: both 0, see the reference */
	struct momus_text record, record_rules; /* of the reference program */
};

/* What the reference file says of times. */
struct mbppplus_reference {
	uint32_t base, plus;
	double *cpu_s; /* (base + plus), in the arena given */
};

/* reference.c: reads the head of PROBLEM's reference file. */
int mbppplus_reference_read(const struct momus_problem *problem,
			    struct momus_arena *arena,
			    struct mbppplus_reference *out,
			    struct momus_error *err);

/* shown.c: appends the words of the value of the bytes WIRE, which may be cut
 * short, each behind the other; OUT's limit ends it. */
void mbppplus_show(struct momus_text wire, struct momus_buffer *out);

/* expected.c: the op tests, of the reference file, if it is there. */
int mbppplus_tests(void *self, const struct momus_problem *problem,
		   struct momus_arena *arena, struct momus_tests *out,
		   struct momus_error *err);

/* rows.c, samples.c: the ops of the same names. */
int mbppplus_problem(void *self, const struct momus_row *row,
		     struct momus_arena *arena, struct momus_problem *out,
		     struct momus_error *err);
int mbppplus_answer(void *self, const struct momus_row *row, size_t i,
		    struct momus_arena *arena, struct momus_answer *out,
		    struct momus_error *err);
int mbppplus_extract(void *self, const struct momus_problem *problem,
		     struct momus_text response, struct momus_arena *arena,
		     struct momus_text *out, struct momus_error *err);

/* script.c: the statement of SCRIPT, a Hugging Face row's, that makes the list named
 * inputs; nothing if there is none.  SCRIPT's bytes. */
struct momus_text mbppplus_script_inputs(struct momus_text script);

/* rows.c: PARTS (N) one behind the other in ARENA. */
int mbppplus_join(const struct momus_text *parts, size_t n,
		  struct momus_arena *arena, struct momus_text *out,
		  struct momus_error *err);

/* samples.c: TASK knows from now on that the problem called ID has PROMPT, for
 * samples that only go on from it. */
int mbppplus_remember(struct mbppplus *task, struct momus_text id,
		      struct momus_text prompt, struct momus_error *err);

/* reference.c: sets R's .record and .record_rules, in ARENA, from the rest; .base
 * and .plus, which may lie elsewhere before, are in there then. */
int mbppplus_tell_record(struct mbppplus_row *r, struct momus_arena *arena,
			 struct momus_error *err);

/* reference.c: the canonical solution, whose outputs are what is expected. */
int mbppplus_add_record(const struct momus_problem *problem,
			struct momus_plan *plan, struct momus_error *err);

/* jobs.c: a job with driver and referee; and what these are told: an object that
 * begins with OP and the problem of R, and its inputs of HALF (-1: of both). */
extern const struct momus_job mbppplus_blank_job;
void mbppplus_tell(struct momus_buffer *b, const struct mbppplus_row *r,
		   const char *op);
void mbppplus_tell_inputs(struct momus_buffer *b, const struct mbppplus_row *r,
			  int half);

/* jobs.c: appends programs to PLAN; ARENA holds what they are told. */
int mbppplus_add_sanitize(const struct momus_problem *problem,
			  struct momus_text answer, struct momus_arena *arena,
			  struct momus_plan *plan, struct momus_error *err);
int mbppplus_add_script(const struct momus_problem *problem,
			struct momus_text answer, struct momus_arena *arena,
			struct momus_plan *plan, struct momus_error *err);

/* Halves FROM to TO (0 base, 1 plus) in one process. */
int mbppplus_add_run(const struct mbppplus *task,
		     const struct momus_problem *problem,
		     const struct mbppplus_reference *reference, int from,
		     int to, struct momus_text answer,
		     struct momus_arena *arena, struct momus_plan *plan,
		     struct momus_error *err);

/* EvalPlus's own comparison of half HALF, inside the program's process. */
int mbppplus_add_in_process(const struct momus_problem *problem,
			    const struct mbppplus_reference *reference,
			    int half, struct momus_text answer,
			    struct momus_arena *arena, struct momus_plan *plan,
			    struct momus_error *err);

/* judge.c: the ops of the same names. */
int mbppplus_plan(void *self, const struct momus_problem *problem,
		  struct momus_text answer, struct momus_grade *out,
		  struct momus_plan *plan, struct momus_error *err);
int mbppplus_judge(void *self, const struct momus_problem *problem,
		   struct momus_text answer,
		   const struct momus_outcome *outcomes, size_t n,
		   struct momus_grade *out, struct momus_plan *more,
		   struct momus_error *err);

static inline int mbppplus_no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "mbppplus: out of memory");
}

#endif /* MBPPPLUS_H */
