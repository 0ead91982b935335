/* jsonl.h - anybody's problems, graded by name: what the plugin's files share */
#ifndef JSONL_H
#define JSONL_H

#include <momus/cases.h>
#include <momus/plugin.h>

enum jsonl_grader {
	JSONL_EXACT,
	JSONL_NORMALISED,
	JSONL_NUMBER,
	JSONL_PATTERN,
	JSONL_CHOICE,
	JSONL_SIMILARITY,
	JSONL_IO,
	JSONL_SCRIPT,
	JSONL_CHECKER,
};

/* Their names, by number, and a NULL. */
extern const char *const jsonl_graders[];

struct jsonl_options {
	const char *grader;
	/* fields */
	const char *id, *prompt, *answer, *choices, *tests, *solution, *wrong;
	const char *after;			/* of the reference */
	const char *extract, *marker, *pattern; /* of the answer */
	double absolute, relative;		/* number */
	const char *measure;			/* similarity */
	double threshold;
	const char *language, *compare; /* io, script */
	double cpu_s;
	const char *checker; /* field */
	const char *checker_language, *checker_files;
	double points; /* checker: that are all; 0: it gives none */
};

struct includes;
struct pattern;

struct jsonl {				     /* the task's state */
	const struct jsonl_options *options; /* borrowed */
	enum jsonl_grader grader;
	struct pattern *pattern; /* owned; NULL: none */
	/* of CHECKER */
	struct includes *includes;  /* owned; NULL: none */
	struct momus_arena *memory; /* owned: of .host */
	struct momus_text host;	    /* what begins a checker */
};

struct jsonl_row {		  /* momus_problem.data */
	struct momus_text *right; /* (n_right): any of them will do */
	size_t n_right;
	struct momus_text *choices; /* (n_choices), texts; CHOICE */
	size_t n_choices;
	struct momus_cases cases; /* IO, CHECKER */
	struct momus_text script; /* SCRIPT, CHECKER */
};

enum { JSONL_CHOICES_MAX = 26 };

/* What a grading says of an answer; -1: it could not be judged. */
struct jsonl_verdict {
	int parity, strict;
	double score;	  /* of parity, in [0,1] */
	const char *note; /* static; NULL: none */
};

/* options.c: the plugin's table; and whether TASK's options go together, reading
 * what they name. */
extern const struct momus_option jsonl_option_table[];
int jsonl_check_options(struct jsonl *task, struct momus_error *err);

/* rows.c: the op of the same name. */
int jsonl_problem(void *self, const struct momus_row *row,
		  struct momus_arena *arena, struct momus_problem *out,
		  struct momus_error *err);

/* extract.c: the op of the same name. */
int jsonl_extract(void *self, const struct momus_problem *problem,
		  struct momus_text response, struct momus_arena *arena,
		  struct momus_text *out, struct momus_error *err);

/* extract.c: whether ANSWER is what stands for one whose search was given up:
 * it took more steps than it may, and nobody knows what was answered. */
bool jsonl_is_given_up(struct momus_text answer);

/* texts.c: one function a grading of texts; ANSWER to a problem of ROW. */
int jsonl_grade_text(const struct jsonl *task, const struct jsonl_row *row,
		     struct momus_text answer, struct jsonl_verdict *out,
		     struct momus_error *err);

/* words.c: whether A and B are the same words: case (of ASCII letters) and white
 * space do not count, nor, with LAX, ASCII punctuation.  Without LAX a sign,
 * a point or a comma that belongs to a number does count, other punctuation
 * does not. */
bool jsonl_same_words(struct momus_text a, struct momus_text b, bool lax);

/* numbers.c: the next number of T at *AT or later, which is moved behind it:
 * [+-]digits, with commas between thousands, a fraction, an exponent.  False if
 * there is none. */
bool jsonl_next_number(struct momus_text t, size_t *at, struct momus_text *out);

/* numbers.c: whether the numbers A and B are equal within ABSOLUTE or RELATIVE
 * of B.  Whole numbers of any size are compared digit by digit if both are 0. */
bool jsonl_same_number(struct momus_text a, struct momus_text b,
		       double absolute, double relative);

/* programs.c: how io grades: all of *OUT but tests and references. */
void jsonl_io_rules(const struct jsonl *task, struct momus_text statement,
		    struct momus_cases *out);

/* checker.c: what CHECKER needs of TASK's options; MOMUS_EINVAL: they do not go
 * together, or what they name is not there. */
int jsonl_checker_open(struct jsonl *task, struct momus_error *err);
void jsonl_checker_close(struct jsonl *task);

/* checker.c: the programs of ANSWER, in LANGUAGE; and then, their outcomes RUNS
 * (one a test) being there, those that check what they printed. */
int jsonl_plan_answer(const struct jsonl *task, const struct jsonl_row *row,
		      struct momus_text answer, const char *language,
		      struct momus_plan *plan, struct momus_error *err);
int jsonl_plan_checks(const struct jsonl *task, const struct jsonl_row *row,
		      const struct momus_outcome *runs,
		      struct momus_arena *arena, struct momus_plan *plan,
		      struct momus_error *err);

/* checker-says.c: whether RUN, of an answer, printed something to be checked; and
 * the op judge, of CHECKER. */
bool jsonl_is_checked(const struct momus_outcome *run);
int jsonl_judge_checked(const struct jsonl *task, const struct jsonl_row *row,
			const struct momus_outcome *outcomes, size_t n,
			struct momus_grade *out, struct momus_plan *more,
			struct momus_error *err);

/* programs.c: the ops of the same names, of IO, SCRIPT and CHECKER. */
int jsonl_plan_programs(const struct jsonl *task, const struct jsonl_row *row,
			struct momus_text answer, struct momus_grade *out,
			struct momus_plan *plan, struct momus_error *err);
int jsonl_judge_programs(const struct jsonl *task, const struct jsonl_row *row,
			 struct momus_text answer,
			 const struct momus_outcome *outcomes, size_t n,
			 struct momus_grade *out, struct momus_plan *more,
			 struct momus_error *err);

#endif /* JSONL_H */
