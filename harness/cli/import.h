/* import.h - what the two files of `momus import` share */
#ifndef MOMUS_CLI_IMPORT_H
#define MOMUS_CLI_IMPORT_H

#include "cli/gradeline.h"
#include "run/grading.h"
#include "run/imported.h"
#include "run/live.h"

enum {			   /* what --grade does */
       IMPORT_AS_RECORDED, /* nothing */
       IMPORT_BESIDE,	   /* the recorded verdict stays parity */
       IMPORT_INSTEAD,	   /* the sandbox's verdicts stand alone */
};

struct import {
	struct momus_import_options options;
	const char *out, *name;
	int grading;
	bool tasked;		     /* --task was given */
	struct momus_recipe *recipe; /* owned, as are those below */
	struct momus_registry *registry;
	struct momus_benchmark *benchmark;
	struct momus_imported *imported;
	struct momus_live *live;
	size_t *items;	 /* (n_items): nodes that are graded */
	uint32_t *place; /* beside the problems: their places in the data */
	struct momus_arena **texts; /* (n_items): one node's each, owned */
	size_t n_items;
	size_t compared, *differ; /* (n_differ): items judged otherwise */
	size_t n_differ, unjudged;
	struct momus_grade_line line;
};

/* Grades every solution of I in the sandbox; with *STOPPED not all. */
int momus_import_grade(struct import *i, bool *stopped,
		       struct momus_error *err);
/* Says how the sandbox's verdicts and the recorded ones differ. */
void momus_import_tell_grading(struct import *i);
void momus_import_grade_release(struct import *i);

#endif /* MOMUS_CLI_IMPORT_H */
