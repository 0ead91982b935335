/* study.c - any bytes as a study
 *
 * What is accepted has cells with names of their own, each a checked recipe; what
 * is refused says so in one sentence that starts with the file. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/study.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_cells(const struct momus_study *study)
{
	for (size_t i = 0; i < study->n; i++) {
		const struct momus_study_cell *c = &study->cells[i];

		assert(*c->name && !strchr(c->name, '/') && c->name[0] != '-');
		assert(c->recipe->data && c->recipe->task_plugin);
		assert(c->recipe->generator.plugin);
		assert(c->row && c->benchmark && c->generator);
		assert(c->after >= -1 && c->after < (int)study->n);
		assert(c->after != (int)i);
		for (size_t k = 0; k < i && i < 100; k++)
			assert(strcmp(c->name, study->cells[k].name) != 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text text = { (const char *)data, size };
	struct momus_error err = { "" };
	struct momus_recipe *file = NULL;
	struct momus_study study;

	if (size > 4096 || momus_recipe_parse(&file, text, "s.json", &err) < 0)
		return 0;
	if (momus_study_is(file)) {
		if (momus_study_expand(&study, file, "/stores", &err) ==
		    MOMUS_OK) {
			check_cells(&study);
			momus_study_release(&study);
		} else {
			assert(strncmp(err.text, "s.json", 6) == 0);
			assert(!study.cells);
		}
	}
	momus_recipe_free(file);
	return 0;
}
