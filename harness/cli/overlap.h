/* overlap.h - what the files of `momus overlap` share */
#ifndef MOMUS_CLI_OVERLAP_H
#define MOMUS_CLI_OVERLAP_H

#include "cli/newfile.h"
#include "host/loader.h"
#include "momus/arena.h"
#include "stats/overlap.h"

enum { OVERLAP_SHOWN = 20 }; /* near pairs that are told */

struct overlap_file { /* the training file, or one of tests */
	const char *path, *task, *field; /* borrowed: the command line's */
	char from[64]; /* the field or task that its texts came from */
	size_t n, filtered;
	size_t pairs[MOMUS_OVERLAP_KINDS];
	size_t touched; /* texts that a training text repeats */
};

struct overlap_test { /* a text of a test file */
	const struct overlap_file *file;
	struct momus_text id; /* the arena's */
	bool touched;
};

struct overlap_pair {
	struct momus_text id; /* the arena's */
	struct momus_overlap_match match;
};

struct overlap {
	struct overlap_file train, *tests; /* owned, (n_tests) */
	size_t n_tests;
	struct momus_overlap_rule rule;
	bool json;
	const char *list_path; /* NULL: no list is written */

	struct momus_registry *registry; /* owned, as are those below */
	struct momus_arena *arena;	 /* ids */
	struct momus_overlap *index;
	struct overlap_test *texts; /* (n_texts of room): of all tests */
	size_t n_texts, room;
	struct momus_new_file list;

	size_t excluded[MOMUS_OVERLAP_KINDS]; /* training texts, by strongest */
	size_t any;			      /* that share any gram */
	struct overlap_pair near[OVERLAP_SHOWN]; /* (n_near), best first */
	size_t n_near;
};

/* "exact", "normalised", "near". */
const char *momus_overlap_name(enum momus_overlap_kind kind);

/* The score of a match: what decides, in [0,1]. */
double momus_overlap_score(const struct momus_overlap_match *m);

/* Reads all files, and writes the list if there is to be one. */
int momus_overlap_work(struct overlap *o, struct momus_error *err);

/* Prints what was found. */
void momus_overlap_tell(const struct overlap *o);
void momus_overlap_tell_json(const struct overlap *o);

#endif /* MOMUS_CLI_OVERLAP_H */
