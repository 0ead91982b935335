/* options.c - any JSON object as a plugin's options
 *
 * What is accepted must print as JSON that is accepted again and prints the
 * same; what is refused must say so in one sentence. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/jsonspan.h"
#include "host/options.h"
#include "momus/buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct options {
	bool flag;
	int64_t count;
	double rate;
	const char *text, *mode, *file, *extra;
	const char **list;
};

#define AT(member) offsetof(struct options, member)

static const struct momus_option table[] = {
	{ MOMUS_OPT_BOOL, "flag", "true", AT(flag), "a switch" },
	{ MOMUS_OPT_INT, "count", "3", AT(count), "how many" },
	{ MOMUS_OPT_REAL, "rate", "0.25", AT(rate), "a share", .min = -1e300,
	  .max = 1e300 },
	{ MOMUS_OPT_STR, "text", "", AT(text), "any words" },
	{ MOMUS_OPT_ENUM, "mode", "a", AT(mode), "how", .choices = "a|b|" },
	{ MOMUS_OPT_FILE, "file", "f", AT(file), "where" },
	{ MOMUS_OPT_JSON, "extra", "[]", AT(extra), "more" },
	{ MOMUS_OPT_LIST, "list", "x", AT(list), "some" },
	MOMUS_OPTION_END,
};

static const struct momus_plugin plugin = {
	.name = "fuzz",
	.version = "1",
	.options = table,
	.options_size = sizeof(struct options),
};

/* Fills from OBJECT and prints into OUT; false: refused. */
static bool round_trip(const cJSON *object, const char *folder,
		       struct momus_buffer *out)
{
	struct momus_arena *arena = momus_arena_create(1 << 20);
	struct momus_error err = { "" };
	void *options = NULL;
	int rc;

	assert(arena);
	rc = momus_options_fill(&plugin, object, "generator", folder, NULL,
				arena, &options, &err);
	assert(rc == MOMUS_OK || (err.text[0] && !strchr(err.text, '\n')));
	if (rc == MOMUS_OK)
		momus_options_print(&plugin, options, out);
	momus_arena_free(arena);
	return rc == MOMUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text text = { (const char *)data, size };
	struct momus_buffer first, second;
	cJSON *object;

	if (size > 65536 || !momus_json_valid(text, NULL))
		return 0;
	object = cJSON_ParseWithLength(text.ptr, text.len);
	if (!object) /* a lone surrogate: JSON, but not cJSON's */
		return 0;
	momus_buffer_init(&first, 1 << 20);
	momus_buffer_init(&second, 1 << 20);
	if (round_trip(object, "/folder", &first)) {
		cJSON_Delete(object);
		assert(momus_json_valid(momus_buffer_text(&first), NULL));
		object = cJSON_Parse(first.ptr);
		assert(object && round_trip(object, NULL, &second));
		assert(momus_text_equal(momus_buffer_text(&first),
					momus_buffer_text(&second)));
	}
	cJSON_Delete(object);
	momus_buffer_release(&first);
	momus_buffer_release(&second);
	return 0;
}
