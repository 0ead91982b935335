/* script.h - a grader whose task and world are scripted, for its tests
 *
 * An answer of the task is a list of rounds: "2,1" runs two programs and then one
 * more; "!" in front makes plan() fail, "?" lack memory, and "+" ask more of the
 * answer's arena than it may hold.  A program's source is the answer.
 */
#ifndef TESTS_UNIT_SCRIPT_H
#define TESTS_UNIT_SCRIPT_H

#include "run/grader.h"

enum { SCRIPT_JOBS = 1024, SCRIPT_PROBLEMS = 300, SCRIPT_GRADES = 1024 };

struct script_job {
	struct momus_job job; /* copied: only its texts live on */
	double priority;
	momus_sandbox_done_fn *done;
	void *arg;
	bool over;
};

struct script { /* the world */
	double now;
	struct {
		momus_loop_timer_fn *fn;
		void *arg;
	} timer;
	struct script_job jobs[SCRIPT_JOBS];
	size_t n, withdrawn, postponed;
	int refuses;		      /* with this; 0: it does not */
	bool starved;		      /* the next programs, that end so */
	enum momus_run_status status; /* of the next programs */
	const char *record;	      /* what references write */
};
extern struct script script;

struct script_grade {
	struct momus_verdict parity;
	uint32_t programs;
	double cpu_s;
	size_t n_tests;
	bool starved;
	char note[200];
};
extern struct script_grade script_graded[SCRIPT_GRADES];
extern size_t script_n_graded;
extern struct momus_grader *script_grader;
extern struct momus_problem script_problems[SCRIPT_PROBLEMS];
extern char script_folder[64]; /* of the cache */

/* Without a reference, and with one. */
extern const struct momus_task_ops script_plain, script_referring;

/* A new grader, world and list of grades, and their end. */
void script_begin(const struct momus_task_ops *ops);
void script_end(void);

/* Submits TEXT as an answer to PROBLEM; returns the ticket. */
uint64_t script_give(uint32_t problem, const char *text);
uint64_t script_give_in(uint32_t problem, const char *text,
			const char *language);

/* Runs what the timer asks for; ends one program; ends all until none is left. */
void script_tick(void);
void script_answer(struct script_job *job);
void script_settle(void);
size_t script_left(void); /* programs that have not ended */

#endif /* TESTS_UNIT_SCRIPT_H */
