/* filters.c - which rows are asked for: dates, releases, platforms, difficulties */
#include "livecodebench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "release_v4": up to 4; "v4": 4 alone; "v2_v4": 2 to 4; as lcb_runner has it. */
static int read_release(struct livecodebench *task, struct momus_error *err)
{
	const char *text = task->options->release;
	unsigned first = 1, last = 0;
	int end = 0;

	if (!text)
		return MOMUS_OK;
	if (strcmp(text, "release_latest") == 0) {
		last = 9;
	} else if ((sscanf(text, "release_v%1u%n", &last, &end) < 1 ||
		    text[end]) &&
		   (end = 0,
		    sscanf(text, "v%1u_v%1u%n", &first, &last, &end) < 2 ||
			    text[end])) {
		end = 0;
		if (sscanf(text, "v%1u%n", &first, &end) < 1 || text[end])
			return momus_fail(err, MOMUS_EINVAL,
					  "option release is \"%.40s\"; "
					  "expected release_vN, vN or vN_vM",
					  text);
		last = first;
	}
	if (!first || first > last)
		return momus_fail(err, MOMUS_EINVAL,
				  "option release is \"%.40s\": no release is "
				  "in there",
				  text);
	task->first_release = first;
	task->last_release = last;
	return MOMUS_OK;
}

/* Whether TEXT is YYYY-MM-DD, with or without THH:MM:SS. */
static bool is_date(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00";
	size_t i = 0, n = strlen(text);

	for (; i < n && i < sizeof(form) - 1; i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9'
				   : text[i] != form[i])
			return false;
	return i == n && (n == 10 || n == sizeof(form) - 1);
}

static int check_dates(const struct livecodebench_options *o,
		       struct momus_error *err)
{
	const char *const dates[] = { o->since, o->until };

	for (int i = 0; i < 2; i++)
		if (dates[i] && !is_date(dates[i]))
			return momus_fail(err, MOMUS_EINVAL,
					  "option %s is \"%.40s\"; expected a "
					  "date, YYYY-MM-DD",
					  i ? "until" : "since", dates[i]);
	return MOMUS_OK;
}

int livecodebench_filters_read(struct livecodebench *task,
			       struct momus_error *err)
{
	int rc = check_dates(task->options, err);

	return rc < 0 ? rc : read_release(task, err);
}

static bool is_one_of(struct momus_text text, const char *const *words)
{
	for (; *words; words++)
		if (momus_text_equal(text, momus_text_of(*words)))
			return true;
	return false;
}

/* Whether the row's KEY is one of WORDS, or there are none. */
static int filter_word(const struct livecodebench_reading *r, const char *key,
		       const char **words)
{
	struct momus_text text;
	int rc;

	if (!words || !*words)
		return MOMUS_OK;
	rc = momus_row_str(r->row, key, &text, r->err);
	if (rc < 0)
		return rc;
	return is_one_of(text, (const char *const *)words) ? MOMUS_OK
							   : MOMUS_END;
}

/* How DATE, YYYY-MM-DD with or without a time, stands to the row's; < 0: it is
 * earlier.  A date alone is its midnight. */
static int compare_dates(const char *date, struct momus_text row)
{
	char a[20] = "0000-00-00T00:00:00", b[20] = "0000-00-00T00:00:00";
	size_t n = strlen(date);

	memcpy(a, date, n < 19 ? n : 19);
	memcpy(b, row.ptr, row.len < 19 ? row.len : 19);
	return strcmp(a, b);
}

static int filter_date(const struct livecodebench_reading *r)
{
	const struct livecodebench_options *o = r->task->options;
	struct momus_text date;
	int rc;

	if (!o->since && !o->until)
		return MOMUS_OK;
	rc = momus_row_str(r->row, "contest_date", &date, r->err);
	if (rc < 0)
		return rc;
	if (date.len < 10 || date.ptr[4] != '-' || date.ptr[7] != '-')
		return momus_row_fail(r->row, r->err,
				      "field \"contest_date\" is \"%.*s\", "
				      "expected YYYY-MM-DD and perhaps a time",
				      date.len > 40 ? 40 : (int)date.len,
				      date.ptr);
	return (o->since && compare_dates(o->since, date) > 0) ||
			       (o->until && compare_dates(o->until, date) < 0)
		       ? MOMUS_END
		       : MOMUS_OK;
}

static int filter_release(const struct livecodebench_reading *r)
{
	struct momus_text text;
	char number[8] = "";
	unsigned long n;
	int rc;

	if (!r->task->last_release)
		return MOMUS_OK;
	if (!momus_row_has(r->row, "release"))
		return momus_row_fail(
			r->row, r->err,
			"option release needs the field "
			"\"release\" (v1, v2, …); add it when the "
			"files are joined, or leave the option "
			"out");
	rc = momus_row_str(r->row, "release", &text, r->err);
	if (rc < 0)
		return rc;
	if (text.len > 1 && text.len < sizeof(number) && text.ptr[0] == 'v')
		memcpy(number, text.ptr + 1, text.len - 1);
	n = strtoul(number, NULL, 10);
	return n >= r->task->first_release && n <= r->task->last_release
		       ? MOMUS_OK
		       : MOMUS_END;
}

int livecodebench_filter(const struct livecodebench_reading *r)
{
	const struct livecodebench_options *o = r->task->options;
	int rc;

	if ((rc = filter_word(r, "platform", o->platforms)) != MOMUS_OK ||
	    (rc = filter_word(r, "difficulty", o->difficulties)) != MOMUS_OK ||
	    (rc = filter_date(r)) != MOMUS_OK)
		return rc;
	return filter_release(r);
}
