/* recipe-set.c - changing a recipe from the command line, and printing it */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/recipe.h"

/* Notes that PATH (LEN bytes) comes from the command line. */
static bool note(struct momus_recipe *r, const char *path, size_t len)
{
	char **more = realloc(r->given, (r->n_given + 1) * sizeof *more);

	if (!more)
		return false;
	r->given = more;
	r->given[r->n_given] = strndup(path, len);
	return r->given[r->n_given] && ++r->n_given;
}

/* Puts VALUE (owned by this call) under PATH, making objects on the way. */
static int put(struct momus_recipe *r, const char *path, size_t len,
	       cJSON *value, struct momus_error *err)
{
	char *names = strndup(path, len), *name = names, *dot;
	cJSON *object = r->root;
	int rc = MOMUS_EINVAL;

	if (!names || !value) {
		rc = momus_fail(err, MOMUS_ENOMEM, "recipe: out of memory");
		goto out;
	}
	for (; (dot = strchr(name, '.')) != NULL; name = dot + 1) {
		cJSON *next;

		*dot = '\0';
		next = cJSON_GetObjectItemCaseSensitive(object, name);
		if (!next)
			next = cJSON_AddObjectToObject(object, name);
		if (!*name || !cJSON_IsObject(next)) {
			momus_fail(err, rc,
				   "--set %.*s: \"%s\" is no object of the "
				   "recipe",
				   (int)len, path, name);
			goto out;
		}
		object = next;
	}
	if (!*name) {
		momus_fail(err, rc, "--set: \"%.*s\" names no key", (int)len,
			   path);
		goto out;
	}
	cJSON_DeleteItemFromObjectCaseSensitive(object, name);
	rc = note(r, path, len) && cJSON_AddItemToObject(object, name, value)
		     ? MOMUS_OK
		     : momus_fail(err, MOMUS_ENOMEM, "recipe: out of memory");
	if (rc == MOMUS_OK)
		value = NULL;
out:
	cJSON_Delete(value);
	free(names);
	return rc;
}

int momus_recipe_set(struct momus_recipe *r, const char *assignment,
		     struct momus_error *err)
{
	const char *equals = strchr(assignment, '=');
	cJSON *value;

	if (!equals || equals == assignment)
		return momus_fail(err, MOMUS_EINVAL,
				  "--set \"%s\": expected key.path=value",
				  assignment);
	value = cJSON_ParseWithOpts(equals + 1, NULL, 1);
	if (!value)
		value = cJSON_CreateString(equals + 1);
	return put(r, assignment, (size_t)(equals - assignment), value, err);
}

static cJSON *number_list(const char *value)
{
	cJSON *list = cJSON_CreateArray();
	const char *at = value;

	while (list && *at) {
		char *end;
		double x = strtod(at, &end);

		if (end == at || (*end && (*end != ',' || !end[1]))) {
			cJSON_Delete(list);
			return cJSON_CreateString(value);
		}
		cJSON_AddItemToArray(list, cJSON_CreateNumber(x));
		at = *end ? end + 1 : end;
	}
	return list;
}

/* Options of the command line for keys that are numbers: "--votes 5". */
static bool wants_number(const char *path)
{
	static const char *const numbers[] = { "seed", "votes", "limit",
					       "limits.requests",
					       "limits.programs" };

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strcmp(numbers[i], path) == 0)
			return true;
	return false;
}

/* One more entry of the list PATH: VALUE as an object, or a plugin's name. */
static int add_entry(struct momus_recipe *r, const char *path,
		     const char *value, struct momus_error *err)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(r->root, path);
	cJSON *entry = *value == '{' ? cJSON_ParseWithOpts(value, NULL, 1)
				     : cJSON_CreateObject();

	if (*value == '{' && !entry)
		return momus_fail(err, MOMUS_EINVAL, "%s: %s is no JSON object",
				  path, value);
	if (*value != '{')
		cJSON_AddStringToObject(entry, "plugin", value);
	list = cJSON_IsArray(list) ? cJSON_Duplicate(list, 1)
				   : cJSON_CreateArray();
	if (!entry || !list || !cJSON_AddItemToArray(list, entry)) {
		cJSON_Delete(entry);
		cJSON_Delete(list);
		return momus_fail(err, MOMUS_ENOMEM, "recipe: out of memory");
	}
	return put(r, path, strlen(path), list, err);
}

struct pair { /* NAME=NUMBER in an option's value */
	const char *name, *path;
};

static const struct pair noise_pairs[] = {
	{ "flip=", "reward_noise.flip" },
	{ "hide-tests=", "reward_noise.hide_tests" },
	{ NULL, NULL },
};

static const struct pair budget_pairs[] = {
	{ "tokens=", "budget.tokens" },
	{ "hours=", "budget.hours" },
	{ "cost=", "budget.cost" },
	{ NULL, NULL },
};

/* VALUE is "NAME=NUMBER,…", some or all of PAIRS. */
static int set_pairs(struct momus_recipe *r, const struct pair *pairs,
		     const char *value, const char *expected,
		     struct momus_error *err)
{
	int rc = MOMUS_OK;

	while (rc == MOMUS_OK && *value) {
		const struct pair *p = pairs;
		char *end = NULL;
		double x = 0;

		while (p->name && strncmp(value, p->name, strlen(p->name)) != 0)
			p++;
		if (p->name)
			x = strtod(value + strlen(p->name), &end);
		if (!p->name || end == value + strlen(p->name) ||
		    (*end && (*end != ',' || !end[1])))
			return momus_fail(err, MOMUS_EINVAL,
					  "--%s: \"%s\" is not understood; "
					  "expected %s",
					  pairs == noise_pairs ? "reward-noise"
							       : "budget",
					  value, expected);
		rc = put(r, p->path, strlen(p->path), cJSON_CreateNumber(x),
			 err);
		value = *end ? end + 1 : end;
	}
	return rc;
}

int momus_recipe_set_text(struct momus_recipe *r, const char *path,
			  const char *value, struct momus_error *err)
{
	cJSON *json = NULL;

	if (strcmp(path, "rewards") == 0)
		return add_entry(r, path, value, err);
	if (strcmp(path, "reward_noise") == 0)
		return set_pairs(r, noise_pairs, value,
				 "flip=P,hide-tests=P, either or both, P from "
				 "0 to 1",
				 err);
	if (strcmp(path, "budget") == 0)
		return set_pairs(
			r, budget_pairs, value,
			"tokens=N,hours=H,cost=DOLLARS, one of them or "
			"several",
			err);
	if (strcmp(path, "widths") == 0)
		json = number_list(value);
	else if (wants_number(path))
		json = cJSON_ParseWithOpts(value, NULL, 1);
	if (!json)
		json = cJSON_CreateString(value);
	return put(r, path, strlen(path), json, err);
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const cJSON *const *)a)->string,
		      (*(const cJSON *const *)b)->string);
}

static void print_object(const cJSON *object, struct momus_buffer *out)
{
	size_t n = (size_t)cJSON_GetArraySize(object), i = 0;
	const cJSON **members = calloc(n ? n : 1, sizeof *members);
	const cJSON *child;

	if (!members) {
		out->failed = true;
		return;
	}
	cJSON_ArrayForEach(child, object) members[i++] = child;
	qsort(members, n, sizeof *members, by_name);
	momus_buffer_putc(out, '{');
	for (i = 0; i < n; i++) {
		if (i)
			momus_buffer_putc(out, ',');
		momus_buffer_json(out, momus_text_of(members[i]->string));
		momus_buffer_putc(out, ':');
		momus_json_canonical(members[i], out);
	}
	momus_buffer_putc(out, '}');
	free(members);
}

void momus_json_canonical(const cJSON *value, struct momus_buffer *out)
{
	const cJSON *child;

	if (cJSON_IsObject(value)) {
		print_object(value, out);
	} else if (cJSON_IsArray(value)) {
		momus_buffer_putc(out, '[');
		cJSON_ArrayForEach(child, value)
		{
			if (child != value->child)
				momus_buffer_putc(out, ',');
			momus_json_canonical(child, out);
		}
		momus_buffer_putc(out, ']');
	} else if (cJSON_IsString(value)) {
		momus_buffer_json(out, momus_text_of(value->valuestring));
	} else if (cJSON_IsNumber(value)) {
		momus_buffer_real(out, value->valuedouble);
	} else {
		momus_buffer_puts(out, cJSON_IsTrue(value)    ? "true"
				       : cJSON_IsFalse(value) ? "false"
							      : "null");
	}
}
