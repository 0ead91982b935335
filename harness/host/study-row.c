/* study-row.c - what a study compares: see study.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/options.h"
#include "host/study.h"
#include "momus/buffer.h"

enum { ROWS_MAX = 10000, LABEL_MAX = 150 };

static const char *const row_keys[] = {
	"row",	   "feedback",	   "critic",	 "widths",
	"votes",   "stop",	   "sampling",	 "prompts",
	"rewards", "reward_noise", "generators", "benchmarks",
};

/* Of these the file's own value holds for rows that have none; of objects each
 * member does. */
static const char *const inherited[] = {
	"feedback", "widths",  "votes",	  "stop",
	"sampling", "prompts", "rewards", "reward_noise",
};

static const char *const varied[] = { "critic", "feedback", "widths" };

enum {
	N_ROW_KEYS = sizeof row_keys / sizeof *row_keys,
	N_INHERITED = sizeof inherited / sizeof *inherited,
	N_VARIED = sizeof varied / sizeof *varied,
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "study: out of memory");
}

static const cJSON *member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

/* Whether VALUE of KEY is a list of alternatives; widths are a list anyway. */
static bool is_varied(const char *key, const cJSON *value)
{
	return cJSON_IsArray(value) && value->child &&
	       (strcmp(key, "widths") != 0 || cJSON_IsArray(value->child));
}

/* Puts into OVER what BASE has and OVER has not, member by member. */
static bool merge(cJSON *over, const cJSON *base)
{
	const cJSON *b;

	cJSON_ArrayForEach(b, base)
	{
		cJSON *mine = cJSON_GetObjectItemCaseSensitive(over, b->string);

		if (!mine && !cJSON_AddItemToObject(over, b->string,
						    cJSON_Duplicate(b, 1)))
			return false;
		if (mine && cJSON_IsObject(mine) && cJSON_IsObject(b) &&
		    !merge(mine, b))
			return false;
	}
	return true;
}

/* Turns cost nothing but where there is feedback: a row without any takes the
 * first solutions alone of the file's widths. */
static void cut_widths(cJSON *row)
{
	cJSON *widths = cJSON_GetObjectItemCaseSensitive(row, "widths");

	while (!is_varied("widths", widths) && cJSON_GetArraySize(widths) > 2)
		cJSON_DeleteItemFromArray(widths, 2);
}

static bool has_feedback(const cJSON *row)
{
	const cJSON *feedback = member(row, "feedback");

	if (!feedback)
		return member(row, "critic") != NULL;
	return !cJSON_IsString(feedback) ||
	       strcmp(feedback->valuestring, "none") != 0;
}

/* Whether the file's KEY says anything of ROW: feedback is chosen for a critic,
 * and what is voted on and stops are critiques. */
static bool concerns(const char *key, const cJSON *row)
{
	const cJSON *feedback = member(row, "feedback");

	if (member(row, "critic"))
		return true;
	if (strcmp(key, "votes") == 0 || strcmp(key, "stop") == 0)
		return cJSON_IsString(feedback) &&
		       strcmp(feedback->valuestring, "self") == 0;
	return strcmp(key, "feedback") != 0;
}

static int inherit(cJSON *row, const struct momus_recipe *file,
		   struct momus_error *err)
{
	bool own = member(row, "widths") != NULL;

	for (int i = 0; i < N_INHERITED; i++) {
		const cJSON *base = member(file->root, inherited[i]);
		cJSON *mine =
			cJSON_GetObjectItemCaseSensitive(row, inherited[i]);

		if (!base || !concerns(inherited[i], row))
			continue;
		if (!mine && !cJSON_AddItemToObject(row, inherited[i],
						    cJSON_Duplicate(base, 1)))
			return no_memory(err);
		if (mine && cJSON_IsObject(mine) && cJSON_IsObject(base) &&
		    !merge(mine, base))
			return no_memory(err);
	}
	if (!own && !has_feedback(row))
		cut_widths(row);
	return MOMUS_OK;
}

/* What VALUE of KEY is called in a label. */
static void describe(const char *key, const cJSON *value,
		     struct momus_buffer *out)
{
	const cJSON *named = value;

	if (cJSON_IsObject(value))
		named = member(value,
			       member(value, "model") ? "model" : "plugin");
	if (strcmp(key, "widths") == 0)
		momus_buffer_printf(out, "%d turns",
				    cJSON_GetArraySize(value) > 2
					    ? cJSON_GetArraySize(value) - 2
					    : 0);
	else
		momus_buffer_puts(
			out, cJSON_IsString(named) ? named->valuestring : "?");
}

/* Row ROW with alternative AT[k] of the k-th of the keys that vary. */
static int add(struct momus_study_rows *rows, const char *label,
	       const cJSON *row, const int at[N_VARIED],
	       struct momus_error *err)
{
	struct momus_study_row *more = realloc(rows->list,
					       (rows->n + 1) * sizeof *more),
			       *r;
	struct momus_buffer name;
	bool good;

	if (!more)
		return no_memory(err);
	rows->list = more;
	r = &rows->list[rows->n];
	r->object = cJSON_Duplicate(row, 1);
	momus_buffer_init(&name, 4096);
	momus_buffer_puts(&name, label);
	good = r->object != NULL;
	for (int k = 0; good && k < N_VARIED; k++) {
		const cJSON *value = member(row, varied[k]), *one;

		if (!is_varied(varied[k], value))
			continue;
		one = cJSON_GetArrayItem(value, at[k]);
		if (cJSON_GetArraySize(value) > 1 || !*label) {
			momus_buffer_puts(&name, name.len ? ", " : "");
			describe(varied[k], one, &name);
		}
		good = cJSON_ReplaceItemInObjectCaseSensitive(
			r->object, varied[k], cJSON_Duplicate(one, 1));
	}
	r->label = name.failed ? NULL : strdup(name.ptr ? name.ptr : "");
	momus_buffer_release(&name);
	rows->n += r->object != NULL;
	return good && r->label ? MOMUS_OK : no_memory(err);
}

/* Every combination of ROW's alternatives. */
static int multiply(struct momus_study_rows *rows, const char *label,
		    const cJSON *row, struct momus_error *err)
{
	int n[N_VARIED], at[N_VARIED] = { 0 }, k, rc;

	for (k = 0; k < N_VARIED; k++) {
		const cJSON *value = member(row, varied[k]);

		n[k] = is_varied(varied[k], value) ? cJSON_GetArraySize(value)
						   : 1;
	}
	do {
		rc = add(rows, label, row, at, err);
		for (k = N_VARIED - 1; k >= 0 && ++at[k] == n[k]; k--)
			at[k] = 0;
	} while (rc == MOMUS_OK && k >= 0 && rows->n < ROWS_MAX);
	return rc;
}

static int check_keys(const struct momus_recipe *file, const cJSON *row,
		      const char *label, struct momus_error *err)
{
	const cJSON *v;

	cJSON_ArrayForEach(v, row)
	{
		const char *near;
		int i = 0;

		while (i < N_ROW_KEYS && strcmp(row_keys[i], v->string) != 0)
			i++;
		if (i < N_ROW_KEYS && member(row, v->string) == v)
			continue;
		if (i < N_ROW_KEYS)
			return momus_recipe_fail(file, "rows", err,
						 "row \"%.100s\" has \"%s\" "
						 "twice; remove one",
						 label, v->string);
		near = momus_nearest(v->string, row_keys, N_ROW_KEYS);
		return momus_recipe_fail(
			file, "rows", err,
			"row \"%.100s\": unknown key \"%.100s\"; %s%s%s", label,
			v->string, near ? "did you mean \"" : "",
			near ? near
			     : "known are row, feedback, critic, widths, "
			       "votes, stop, sampling, prompts, rewards, "
			       "reward_noise, generators, benchmarks",
			near ? "\"?" : "");
	}
	return MOMUS_OK;
}

static int take_row(struct momus_study_rows *rows,
		    const struct momus_recipe *file, const cJSON *given,
		    int place, struct momus_error *err)
{
	const cJSON *label = member(given, "row");
	cJSON *row;
	int rc;

	if (!cJSON_IsObject(given) || !cJSON_IsString(label) ||
	    !*label->valuestring || strlen(label->valuestring) > LABEL_MAX)
		return momus_recipe_fail(file, "rows", err,
					 "row %d: expected an object with a "
					 "name of 1 to %d bytes, such as "
					 "{\"row\": \"Zero-shot\"}",
					 place, LABEL_MAX);
	rc = check_keys(file, given, label->valuestring, err);
	if (rc < 0)
		return rc;
	row = cJSON_Duplicate(given, 1);
	rc = row ? inherit(row, file, err) : no_memory(err);
	if (rc == MOMUS_OK)
		rc = multiply(rows, label->valuestring, row, err);
	cJSON_Delete(row);
	return rc;
}

/* Without rows: every critic by every feedback by every widths. */
static int take_product(struct momus_study_rows *rows,
			const struct momus_recipe *file,
			struct momus_error *err)
{
	cJSON *row = cJSON_CreateObject(), *names = NULL;
	const cJSON *critic;
	int rc = row ? MOMUS_OK : no_memory(err);

	if (cJSON_GetArraySize(member(file->root, "critics")) > 0)
		names = cJSON_AddArrayToObject(row, "critic");
	cJSON_ArrayForEach(critic, member(file->root, "critics"))
		cJSON_AddItemToArray(names, cJSON_CreateString(critic->string));
	if (rc == MOMUS_OK && !names)
		rc = momus_recipe_fail(file, "", err,
				       "\"rows\" is missing, and \"critics\" "
				       "too; add what is to be compared, such "
				       "as \"rows\": [{\"row\": "
				       "\"Zero-shot\"}]");
	if (rc == MOMUS_OK)
		rc = inherit(row, file, err);
	if (rc == MOMUS_OK)
		rc = multiply(rows, "", row, err);
	cJSON_Delete(row);
	return rc;
}

/* The row that the others are compared with: the one named, else the first
 * without feedback, else the first. */
static int find_baseline(struct momus_study_rows *rows,
			 const struct momus_recipe *file,
			 struct momus_error *err)
{
	const cJSON *named = member(file->root, "baseline");

	rows->baseline = rows->list[0].label;
	for (size_t i = rows->n; !named && i-- > 0;)
		if (!has_feedback(rows->list[i].object))
			rows->baseline = rows->list[i].label;
	if (!named)
		return MOMUS_OK;
	for (size_t i = 0; i < rows->n; i++)
		if (cJSON_IsString(named) &&
		    strcmp(named->valuestring, rows->list[i].label) == 0) {
			rows->baseline = rows->list[i].label;
			return MOMUS_OK;
		}
	return momus_recipe_fail(file, "baseline", err,
				 "expected the name of a row, such as "
				 "\"%.100s\"",
				 rows->baseline);
}

int momus_study_rows(struct momus_study_rows *out,
		     const struct momus_recipe *file, struct momus_error *err)
{
	const cJSON *rows = member(file->root, "rows"), *row;
	int rc = MOMUS_OK, place = 0;

	*out = (struct momus_study_rows){ .list = NULL };
	if (rows && (!cJSON_IsArray(rows) || !rows->child))
		return momus_recipe_fail(file, "rows", err,
					 "expected a list of objects, such as "
					 "[{\"row\": \"Zero-shot\"}]");
	cJSON_ArrayForEach(row, rows)
	{
		rc = take_row(out, file, row, ++place, err);
		if (rc < 0)
			break;
	}
	if (!rows)
		rc = take_product(out, file, err);
	if (rc == MOMUS_OK && out->n >= ROWS_MAX)
		rc = momus_recipe_fail(file, "rows", err,
				       "more than %d rows; are lists "
				       "multiplied that should not be?",
				       ROWS_MAX);
	if (rc == MOMUS_OK)
		rc = find_baseline(out, file, err);
	if (rc < 0)
		momus_study_rows_release(out);
	return rc;
}

void momus_study_rows_release(struct momus_study_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		free(rows->list[i].label);
		cJSON_Delete(rows->list[i].object);
	}
	free(rows->list);
	*rows = (struct momus_study_rows){ .list = NULL };
}
