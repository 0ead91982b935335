/* judging.h - an answer that is being judged */
#ifndef LIVECODEBENCH_JUDGING_H
#define LIVECODEBENCH_JUDGING_H

#include "livecodebench.h"
#include "report.h"

struct judging {
	const struct livecodebench *task;
	const struct livecodebench_row *row;
	struct momus_text answer;
	const struct momus_outcome *outcomes; /* (n) */
	size_t n, used;
	const struct momus_case *tests;
	struct momus_grade *out;
	struct momus_plan *more;
	struct momus_error *err;
};

/* grade.c: sets the note. */
int judging_note(struct judging *j, const char *text);

/* grade.c: whether SandboxFusion's script ended with status 0 before it was done:
 * it is accepted then, whatever was printed. */
bool judging_accepted_by_exit(const struct judging *j, const struct report *r);

/* grade.c: the tests as R has them; PARITY's letters are the grader's.  Then the
 * parts by the tests. */
int judging_fill_tests(struct judging *j, const struct report *r,
		       const struct report *parity);
void judging_fill_parts(struct judging *j);

/* again.c: the test from which a careful judge looks again; n if there is none. */
size_t judging_look_from(const struct judging *j, const struct report *r);

/* again.c: the runs that are still wanted of the tests from FROM on, or *DONE. */
int judging_run_scripts(struct judging *j, size_t from,
			struct momus_grade *done);

#endif /* LIVECODEBENCH_JUDGING_H */
