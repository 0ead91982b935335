/* recipe.c - any bytes as a recipe
 *
 * What is accepted prints as canonical JSON that is accepted again and prints
 * the same; what is refused says so in one sentence that starts with the file. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/jsonspan.h"
#include "host/recipe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refusal(const struct momus_error *err)
{
	assert(strncmp(err->text, "r.json:", 7) == 0);
	assert(!strchr(err->text, '\n'));
}

/* Reads TEXT; the recipe if it is a JSON object. */
static struct momus_recipe *read_recipe(struct momus_text text)
{
	struct momus_error err = { "" };
	struct momus_recipe *r = NULL;

	if (momus_recipe_parse(&r, text, "r.json", &err) == MOMUS_OK)
		return r;
	check_refusal(&err);
	return NULL;
}

static void round_trip(struct momus_recipe *r)
{
	struct momus_buffer first, second;
	struct momus_recipe *again;

	momus_buffer_init(&first, 1 << 20);
	momus_buffer_init(&second, 1 << 20);
	momus_json_canonical(r->root, &first);
	assert(!first.failed);
	assert(momus_json_valid(momus_buffer_text(&first), NULL));
	again = read_recipe(momus_buffer_text(&first));
	assert(again);
	momus_json_canonical(again->root, &second);
	assert(momus_text_equal(momus_buffer_text(&first),
				momus_buffer_text(&second)));
	momus_recipe_free(again);
	momus_buffer_release(&first);
	momus_buffer_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text text = { (const char *)data, size };
	struct momus_error err = { "" };
	struct momus_recipe *r;

	if (size > 65536)
		return 0;
	r = read_recipe(text);
	if (!r)
		return 0;
	round_trip(r);
	for (int recorded = 0; recorded < 2; recorded++) {
		err.text[0] = '\0';
		if (momus_recipe_check(r, recorded, &err) < 0)
			check_refusal(&err);
		else
			assert(r->data && r->task_plugin && r->widths[0] > 0 &&
			       r->turns <= MOMUS_RECIPE_TURNS);
	}
	momus_recipe_free(r);
	return 0;
}
