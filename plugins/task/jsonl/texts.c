/* texts.c - the gradings that run nothing
 *
 * Parity is the grading as its name says.  Strict refuses what a careful reader
 * would: an answer that names another choice or number as well, one that is
 * the same only without the signs of its numbers, one in which a pattern is
 * found but that it does not match from end to end.
 */
#include "jsonl.h"

#include <math.h>
#include <string.h>

#include <momus/similarity.h>

#include "pattern.h"

static void either(struct jsonl_verdict *out, bool parity, bool strict)
{
	out->parity |= parity;
	out->strict |= parity && strict;
}

static void exact(const struct jsonl_row *row, struct momus_text answer,
		  struct jsonl_verdict *out)
{
	for (size_t i = 0; i < row->n_right; i++)
		either(out,
		       momus_text_equal(answer,
					momus_text_strip(row->right[i])),
		       true);
}

static void normalised(const struct jsonl_row *row, struct momus_text answer,
		       struct jsonl_verdict *out)
{
	for (size_t i = 0; i < row->n_right; i++)
		either(out, jsonl_same_words(answer, row->right[i], true),
		       jsonl_same_words(answer, row->right[i], false));
}

/* Parity: the last number of the answer.  Strict: no other stands in it. */
static void number(const struct jsonl_options *o, const struct jsonl_row *row,
		   struct momus_text answer, struct jsonl_verdict *out)
{
	for (size_t i = 0; i < row->n_right; i++) {
		struct momus_text want, got;
		size_t at = 0, place = 0;
		bool last = false, all = true;

		if (!jsonl_next_number(row->right[i], &place, &want))
			continue;
		while (jsonl_next_number(answer, &at, &got)) {
			last = jsonl_same_number(got, want, o->absolute,
						 o->relative);
			all &= last;
		}
		either(out, last, all);
	}
}

static int matches(const struct jsonl_row *row, struct momus_text answer,
		   struct jsonl_verdict *out, struct momus_error *err)
{
	for (size_t i = 0; i < row->n_right; i++) {
		struct pattern *p;
		int found, whole = 0;
		int rc = pattern_create(&p, row->right[i], err);

		if (rc < 0)
			return rc;
		found = pattern_find(p, answer, 0, false, NULL);
		if (found == 1)
			whole = pattern_find(p, answer, 0, true, NULL);
		pattern_free(p);
		if (found < 0 || whole < 0) {
			*out = (struct jsonl_verdict){
				-1, -1, NAN,
				"the pattern takes too many steps to search "
				"this answer"
			};
			return MOMUS_OK;
		}
		either(out, found == 1, whole == 1);
	}
	return MOMUS_OK;
}

static bool is_word(struct momus_text t, size_t at)
{
	char c = at < t.len ? t.ptr[at] : ' ';

	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '_' || c == '\'' ||
	       (unsigned char)c >= 0x80;
}

/* The letter that T is, but for signs around it, in upper case; 0 if it is not
 * one letter. */
static char lone_letter(struct momus_text t)
{
	char letter = 0;

	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];

		if (!is_word(t, i))
			continue;
		if (letter)
			return 0;
		letter = c >= 'a' && c <= 'z' ? c - 0x20 : c;
	}
	return letter;
}

/* Parity: the last letter of a choice that stands by itself.  Strict: no other
 * does.  The words of a choice stand for its letter. */
static void choice(const struct jsonl_row *row, struct momus_text answer,
		   struct jsonl_verdict *out)
{
	size_t n = row->n_choices ? row->n_choices : JSONL_CHOICES_MAX;
	char want = row->right[0].ptr[0], last = lone_letter(answer);
	bool alone = true;

	for (size_t i = 0; !last && i < row->n_choices; i++)
		if (jsonl_same_words(answer, row->choices[i], false))
			last = (char)('A' + i);
	for (size_t i = 0; !lone_letter(answer) && i < answer.len; i++) {
		char c = answer.ptr[i];

		if (c < 'A' || c >= (char)('A' + n) || is_word(answer, i + 1) ||
		    (i && is_word(answer, i - 1)))
			continue;
		last = c;
		alone &= c == want;
	}
	either(out, last == want, alone);
}

static int similar(const struct jsonl_options *o, const struct jsonl_row *row,
		   struct momus_text answer, struct jsonl_verdict *out,
		   struct momus_error *err)
{
	enum momus_similarity kind = MOMUS_SIMILARITY_BLEU;

	for (int i = 0; momus_similarity_name(i); i++)
		if (strcmp(momus_similarity_name(i), o->measure) == 0)
			kind = i;
	for (size_t i = 0; i < row->n_right; i++) {
		double x;
		int rc = momus_similarity(kind, answer, row->right[i], &x, err);

		if (rc < 0)
			return rc;
		/* Sums of floats may end a bit above 1. */
		out->score = fmin(fmax(out->score, x), 1);
	}
	either(out, out->score >= o->threshold, true);
	return MOMUS_OK;
}

int jsonl_grade_text(const struct jsonl *task, const struct jsonl_row *row,
		     struct momus_text answer, struct jsonl_verdict *out,
		     struct momus_error *err)
{
	int rc = MOMUS_OK;

	*out = (struct jsonl_verdict){ 0, 0, 0, NULL };
	answer = momus_text_strip(answer);
	switch (task->grader) {
	case JSONL_NORMALISED:
		normalised(row, answer, out);
		break;
	case JSONL_NUMBER:
		number(task->options, row, answer, out);
		break;
	case JSONL_PATTERN:
		rc = matches(row, answer, out, err);
		break;
	case JSONL_CHOICE:
		choice(row, answer, out);
		break;
	case JSONL_SIMILARITY:
		return similar(task->options, row, answer, out, err);
	default:
		exact(row, answer, out);
		break;
	}
	if (out->parity >= 0)
		out->score = out->parity;
	return rc;
}
