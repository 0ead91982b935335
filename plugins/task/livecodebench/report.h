/* report.h - what the referee reports of one program that ran all tests */
#ifndef LIVECODEBENCH_REPORT_H
#define LIVECODEBENCH_REPORT_H

#include <momus/plugin.h>

struct report { /* of the referee; letters (n) are in the grade's arena */
	struct momus_text raw;
	const struct momus_outcome *outcome;
	struct momus_text parity, strict;
	bool ended, loaded, odd, live, violation;
};

/* The text under KEY in ARENA; empty without one, .ptr NULL: ARENA refuses. */
struct momus_text report_word(struct momus_text object, const char *key,
			      struct momus_arena *arena);

/* Reads O's report on N tests; false if it is none. */
bool report_read(const struct momus_outcome *o, size_t n,
		 struct momus_arena *arena, struct report *out);

/* How the program ended, which did not come back from a test. */
enum momus_run_status report_end(const struct report *r);

/* The status behind LETTER, one of R's. */
enum momus_run_status report_status(char letter, const struct report *r);

#endif /* LIVECODEBENCH_REPORT_H */
