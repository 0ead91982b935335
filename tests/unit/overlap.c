/* overlap.c - tests of stats/overlap.h */
#include <stdio.h>
#include <string.h>

#include "momus/buffer.h"
#include "stats/overlap.h"
#include "tap.h"

static const char heron[] =
	"A heron walks along a canal with n stones. Stone number i is a[i] "
	"metres high. It can step from a stone to the next one, or over one "
	"stone, and pays for the difference of their heights. Say how little "
	"it can pay to come to the last stone.";
static const char lamps[] =
	"In a street there are m lamps, and some of them are broken. Every "
	"night the watchman may mend one lamp of his choice, but then both of "
	"its neighbours go out. Say whether all lamps can ever shine at once.";

static struct momus_overlap *made(const struct momus_overlap_rule *rule,
				  const char *const *texts)
{
	struct momus_overlap *o = NULL;

	CHECK_INT(momus_overlap_create(&o, rule, NULL), MOMUS_OK);
	for (; *texts; texts++)
		CHECK_INT(momus_overlap_add(o, momus_text_of(*texts), NULL),
			  MOMUS_OK);
	CHECK_INT(momus_overlap_seal(o, NULL), MOMUS_OK);
	return o;
}

#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct momus_overlap_match *find(struct momus_overlap *o,
					      const char *text, size_t *n,
					      bool *any)
{
	const struct momus_overlap_match *m;

	CHECK_INT(momus_overlap_find(o, momus_text_of(text), &m, n, any, NULL),
		  MOMUS_OK);
	return m;
}

TEST(the_same_text_is_exact_and_in_another_form_normalised)
{
	static const struct momus_overlap_rule rule = { 13, 0.5, 5, 0.5,
							0.995 };
	struct momus_overlap *o = made(&rule, TEXTS(lamps, heron, "a b"));
	const struct momus_overlap_match *m;
	char text[1024];
	size_t n;
	bool any;

	snprintf(text, sizeof text, "\n%s \t", heron);
	m = find(o, text, &n, &any);
	CHECK_INT((long long)n, 1);
	CHECK_INT(m->text, 1);
	CHECK_INT(m->kind, MOMUS_OVERLAP_EXACT);
	CHECK_NEAR(m->share, 1, 0);
	CHECK(any);
	for (char *c = text; *c; c++)
		*c = *c == '.' ? ';' : *c == 'n' ? 'N' : *c;
	m = find(o, text, &n, &any);
	CHECK_INT((long long)n, 1);
	CHECK_INT(m->kind, MOMUS_OVERLAP_NORMALISED);
	m = find(o, "A, B!", &n, &any);
	CHECK_INT((long long)n, 1);
	CHECK_INT(m->text, 2);
	CHECK_INT(m->kind, MOMUS_OVERLAP_NORMALISED);
	CHECK(!any);
	m = find(o, "a b c", &n, &any);
	CHECK_INT((long long)n, 0);
	momus_overlap_free(o);
}

TEST(a_changed_text_is_near_by_share_and_by_jaccard)
{
	static const struct momus_overlap_rule rule = { 13, 0.5, 5, 0.5,
							0.995 };
	struct momus_overlap *o = made(&rule, TEXTS(lamps, heron));
	const struct momus_overlap_match *m;
	char text[1024];
	size_t n;
	bool any;

	/* 51 words; one of them changed is in 13 of 39 grams, 5 of 47
	 * shingles: 26/39, and 42/(2 * 47 - 42). */
	snprintf(text, sizeof text, "%s", heron);
	memcpy(strstr(text, "difference"), "DIFFERENTS", 10);
	m = find(o, text, &n, &any);
	CHECK_INT((long long)n, 1);
	CHECK_INT(m->text, 1);
	CHECK_INT(m->kind, MOMUS_OVERLAP_NEAR);
	CHECK_NEAR(m->share, 26.0 / 39, 1e-12);
	CHECK_NEAR(m->jaccard, 42.0 / 52, 1e-12);
	/* Inside a longer text: all grams of the shorter one. */
	snprintf(text, sizeof text, "%s %s", heron, lamps);
	m = find(o, text, &n, &any);
	CHECK_INT((long long)n, 2);
	CHECK_NEAR(m[0].share, 1, 0);
	CHECK_NEAR(m[1].share, 1, 0);
	CHECK_INT(m[0].kind, MOMUS_OVERLAP_NEAR);
	momus_overlap_free(o);
}

TEST(one_shared_gram_is_told_but_not_near)
{
	static const struct momus_overlap_rule rule = { 13, 0.5, 5, 0.5,
							0.995 };
	struct momus_overlap *o = made(&rule, TEXTS(lamps, heron));
	char text[1024];
	size_t n;
	bool any;

	snprintf(text, sizeof text, "%.*s%s",
		 (int)(strstr(heron, "metres") - heron), heron,
		 "units wide, and nothing else of what follows has anything to "
		 "do with a bird: the number of bridges over the river is "
		 "odd, and you are asked for their sum");
	find(o, text, &n, &any);
	CHECK_INT((long long)n, 0);
	CHECK(any);
	find(o,
	     "nothing of this sentence is in any of the texts that were "
	     "added before it",
	     &n, &any);
	CHECK_INT((long long)n, 0);
	CHECK(!any);
	momus_overlap_free(o);
}

TEST(a_text_of_fewer_words_than_a_gram_is_one_gram)
{
	static const struct momus_overlap_rule rule = { 13, 0.5, 5, 0.5,
							0.995 };
	struct momus_overlap *o = made(
		&rule, TEXTS("print the sum of all the even numbers below n",
			     "print the sum of n numbers"));
	const struct momus_overlap_match *m;
	size_t n;
	bool any;

	m = find(o,
		 "You have a number n. Print the sum of all the even "
		 "numbers below n, then go home and sleep well.",
		 &n, &any);
	CHECK_INT((long long)n, 1);
	CHECK_INT(m->text, 0);
	CHECK_NEAR(m->share, 1, 0);
	m = find(o, "and print the sum of n numbers that you are given, please",
		 &n, &any);
	CHECK_INT((long long)n, 0);
	momus_overlap_free(o);
}

TEST(thresholds_decide)
{
	struct momus_overlap_rule rule = { 13, 0.7, 5, 0.9, 0.995 };
	struct momus_overlap *o = made(&rule, TEXTS(heron));
	char text[1024];
	size_t n;
	bool any;

	snprintf(text, sizeof text, "%s", heron);
	memcpy(strstr(text, "difference"), "DIFFERENTS", 10);
	find(o, text, &n, &any);
	CHECK_INT((long long)n, 0);
	momus_overlap_free(o);
	rule.jaccard = 0.8;
	o = made(&rule, TEXTS(heron));
	find(o, text, &n, &any);
	CHECK_INT((long long)n, 1);
	momus_overlap_free(o);
}

TEST(texts_without_words_match_nothing_but_themselves)
{
	static const struct momus_overlap_rule rule = { 13, 0.5, 5, 0.5,
							0.995 };
	struct momus_overlap *o = made(&rule, TEXTS("", "  ", "?!", "..."));
	const struct momus_overlap_match *m;
	size_t n;
	bool any;

	find(o, "", &n, &any);
	CHECK_INT((long long)n, 0);
	m = find(o, " ?! ", &n, &any);
	CHECK_INT((long long)n, 1);
	CHECK_INT(m->text, 2);
	CHECK_INT(m->kind, MOMUS_OVERLAP_EXACT);
	momus_overlap_free(o);
}

static const struct {
	struct momus_overlap_rule rule;
	const char *said;
} refused[] = {
	{ { 7, 0.5, 5, 0.5, 0.9 },
	  "overlap: grams of 7 and shingles of 5 words; expected 8 to 64, and "
	  "1 to 8" },
	{ { 13, 0.5, 9, 0.5, 0.9 },
	  "overlap: grams of 13 and shingles of 9 words; expected 8 to 64, and "
	  "1 to 8" },
	{ { 13, 0, 5, 0.5, 0.9 },
	  "overlap: thresholds 0 and 0.5; expected above 0, and at most 1" },
	{ { 13, 0.5, 5, 1.5, 0.9 },
	  "overlap: thresholds 0.5 and 1.5; expected above 0, and at most 1" },
};

TEST(rules_out_of_range_are_refused)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct momus_error err = { "" };
		struct momus_overlap *o = NULL;

		CHECK_INT(momus_overlap_create(&o, &refused[i].rule, &err),
			  MOMUS_EINVAL);
		CHECK_STR(err.text, refused[i].said);
		CHECK(!o);
	}
}

TAP_MAIN
