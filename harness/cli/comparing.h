/* comparing.h - the options of a comparison, and what is written of it */
#ifndef MOMUS_CLI_COMPARING_H
#define MOMUS_CLI_COMPARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "momus/error.h"
#include "stats/sequential.h"

struct momus_comparing { /* as struct momus_compare_options; texts borrowed */
	double alpha, margin, power;
	int turn;
	const char *despite;
	uint64_t seed;
	bool json, require_power, e_value;
	double looks[MOMUS_LOOKS_MOST]; /* fractions of the planned problems */
	size_t n_looks, look;		/* look: from 1; 0 not given */
	const char *md, *junit;		/* files to write beside */
	const char *pages;		/* where links lead */
	uint64_t flips;			/* most problems named of each kind */
};

/* What is not given: level 0.05, margin 0.01, power 0.8, the last turn. */
void momus_comparing_init(struct momus_comparing *c);

/* VALUE of option NAME as a number from LOW to HIGH, a WHOLE one if that is asked
 * for. */
int momus_comparing_number(const char *name, const char *value, double low,
			   double high, bool whole, double *out,
			   struct momus_error *err);

/* Takes the option at ARGV[*I], and its value, and moves *I to the last word
 * taken.  MOMUS_ENOTFOUND, with ERR unset: it is none of a comparison's. */
int momus_comparing_option(struct momus_comparing *c, int argc, char **argv,
			   int *i, struct momus_error *err);

/* Compares NEXT with the N runs at BASES, writes what was asked for and gives
 * the exit status: 3 for a regression, 4 for no answer where one is required. */
int momus_comparing_run(const struct momus_comparing *c,
			const char *const *bases, size_t n, const char *next,
			struct momus_error *err);

/* The same where the history in FOLDER has no run to compare with: files of an
 * earlier gate must not pass for this one's. */
int momus_comparing_nothing(const struct momus_comparing *c, const char *folder,
			    struct momus_error *err);

#endif /* MOMUS_CLI_COMPARING_H */
