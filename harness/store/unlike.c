/* unlike.c - see unlike.h */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "momus/json.h"
#include "store/store.h"
#include "store/unlike.h"

enum { PATH_BYTES = 200, LISTED = 6 };

struct listing {
	struct momus_buffer *out; /* borrowed */
	unsigned n;
};

static bool is_free(const char *path)
{
	static const char *const paths[] = {
		"name",
		"note",
		"limits",
		"budget",
		"sandbox",
		"task.data",
		"generator.base_url",
		"critic.base_url",
	};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (strcmp(path, paths[i]) == 0)
			return true;
	return false;
}

static bool is_object(struct momus_text t)
{
	return t.len && t.ptr[0] == '{';
}

static void list(struct listing *l, const char *path)
{
	if (l->n > LISTED)
		return;
	if (l->n++ == LISTED)
		momus_buffer_puts(l->out, ", …");
	else
		momus_buffer_printf(l->out, "%s%s", l->n > 1 ? ", " : "", path);
}

static bool other_plugin(struct momus_text a, struct momus_text b)
{
	return !momus_text_equal(momus_json_member(a, "plugin"),
				 momus_json_member(b, "plugin"));
}

/* Those of A that B has not, or not so; with ALONE only what B has not.  PATH, with
 * a full stop behind it unless it is empty, stands before each. */
static void walk(struct listing *l, struct momus_text a, struct momus_text b,
		 const char *path, bool alone)
{
	struct momus_text key, value, other;
	char whole[PATH_BYTES];
	size_t at = 0;

	while (momus_json_next(a, &at, &key, &value)) {
		int n = key.len < 3
				? -1
				: snprintf(whole, sizeof whole, "%s%.*s", path,
					   (int)(key.len - 2), key.ptr + 1);

		if (n < 0 || (size_t)n + 1 >= sizeof whole)
			continue;
		other = momus_json_member(b, whole + strlen(path));
		if (momus_text_equal(value, other) || is_free(whole))
			continue;
		if (!is_object(value) || !is_object(other)) {
			if (!alone || !other.len)
				list(l, whole);
		} else if (other_plugin(value, other)) {
			if (!alone)
				list(l, whole);
		} else {
			whole[n] = '.';
			whole[n + 1] = '\0';
			walk(l, value, other, whole, alone);
		}
	}
}

void momus_unlike_keys(const char *a, const char *b, struct momus_buffer *out)
{
	struct momus_text x = momus_text_of(a), y = momus_text_of(b);
	struct listing l = { out, 0 };

	if (!momus_json_valid(x, NULL) || !momus_json_valid(y, NULL))
		return;
	walk(&l, x, y, "", false);
	walk(&l, y, x, "", true);
}

int momus_unlike_refuse(const char *path, const struct momus_store_head *there,
			const struct momus_store_head *head,
			struct momus_error *err)
{
	struct momus_buffer keys;
	int rc;

	momus_buffer_init(&keys, 4096);
	momus_unlike_keys(there->recipe, head->recipe, &keys);
	rc = keys.len
		     ? momus_fail(err, MOMUS_EINVAL,
				  "%s: was made by another recipe, which "
				  "differs in %s; give this one another name "
				  "with -o",
				  path, keys.ptr)
		     : momus_fail(err, MOMUS_EINVAL,
				  "%s: was made by another recipe (key %s, "
				  "this one is %s); give this one another name "
				  "with -o",
				  path, there->recipe_key, head->recipe_key);
	momus_buffer_release(&keys);
	return rc;
}
