/* right.c - the right answers of a row, and its choices */
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "pattern.h"

/* T behind the last MARK in it. */
static struct momus_text behind(struct momus_text t, struct momus_text mark)
{
	size_t at = momus_text_find(t, mark, 0), from = 0;

	for (; at != (size_t)-1; at = momus_text_find(t, mark, from))
		from = at + mark.len;
	return (struct momus_text){ t.ptr + from, t.len - from };
}

/* The letter that RIGHT stands for: itself, a place from 0, or the words of a
 * choice. */
static int letter(const struct fields *r, const char *key,
		  const struct jsonl_row *row, bool is_number,
		  struct momus_text *right)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t n = row->n_choices ? row->n_choices : JSONL_CHOICES_MAX;
	struct momus_text t = momus_text_strip(*right);
	size_t i = n;

	if (is_number && t.len <= 2 && t.ptr[0] >= '0' && t.ptr[0] <= '9')
		i = (size_t)strtoul(t.ptr, NULL, 10);
	else if (t.len == 1 && strchr(letters, t.ptr[0] & ~0x20))
		i = (size_t)((t.ptr[0] & ~0x20) - 'A');
	for (size_t k = 0; i >= n && !is_number && k < row->n_choices; k++)
		if (momus_text_equal(t, momus_text_strip(row->choices[k])))
			i = k;
	if (i >= n)
		return momus_row_fail(r->row, r->err,
				      "field \"%s\": expected a letter from A "
				      "to %c, a place from 0 to %zu or the "
				      "words of a choice, found %.*s",
				      key, letters[n - 1], n - 1,
				      t.len > 40 ? 40 : (int)t.len, t.ptr);
	*right = (struct momus_text){ letters + i, 1 };
	return MOMUS_OK;
}

static int check_right(const struct fields *r, const char *key,
		       struct jsonl_row *row, size_t i)
{
	struct momus_text t = row->right[i], number;
	struct momus_error why = { "" };
	struct pattern *p;
	size_t at = 0;

	if (r->task->grader == JSONL_NUMBER &&
	    !jsonl_next_number(t, &at, &number))
		return momus_row_fail(r->row, r->err,
				      "field \"%s\": expected a number, found "
				      "\"%.*s\"",
				      key, t.len > 40 ? 40 : (int)t.len, t.ptr);
	if (r->task->grader != JSONL_PATTERN)
		return MOMUS_OK;
	if (pattern_create(&p, t, &why) < 0)
		return momus_row_fail(r->row, r->err, "field \"%s\": %s", key,
				      why.text);
	pattern_free(p);
	return MOMUS_OK;
}

int right_read(const struct fields *r, struct jsonl_row *row)
{
	static const char *const usual[] = { "answer", "reference", "target",
					     NULL };
	const struct jsonl_options *o = r->task->options;
	const char *key = fields_name(r, o->answer, usual);
	struct momus_text raw;
	bool choice = r->task->grader == JSONL_CHOICE;
	int rc = fields_values(r, key, &row->right, &row->n_right);

	if (rc == MOMUS_OK && choice && row->n_right > 1)
		rc = momus_row_fail(r->row, r->err,
				    "field \"%s\": %zu answers, expected one",
				    key, row->n_right);
	for (size_t i = 0; rc == MOMUS_OK && i < row->n_right; i++) {
		if (o->after && *o->after)
			row->right[i] =
				behind(row->right[i], momus_text_of(o->after));
		rc = check_right(r, key, row, i);
	}
	if (rc < 0 || !choice)
		return rc;
	momus_row_raw(r->row, key, &raw, NULL);
	return letter(r, key, row, raw.ptr[0] != '"', row->right);
}

int right_read_choices(const struct fields *r, struct jsonl_row *row)
{
	static const char *const usual[] = { "choices", "options", NULL };
	const char *key = fields_name(r, r->task->options->choices, usual);
	int rc;

	if (!momus_row_has(r->row, key) && !r->task->options->choices)
		return MOMUS_OK; /* they stand in the prompt */
	rc = fields_values(r, key, &row->choices, &row->n_choices);
	if (rc == MOMUS_OK && row->n_choices > JSONL_CHOICES_MAX)
		rc = momus_row_fail(r->row, r->err,
				    "field \"%s\": %zu choices, at most %d "
				    "have a letter",
				    key, row->n_choices, JSONL_CHOICES_MAX);
	return rc;
}
