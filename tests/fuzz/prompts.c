/* prompts.c - any bytes as each of the prompt templates, filled in */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/jsonspan.h"
#include "fuzz/memfile.h"
#include "run/prompts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A template that has every field. */
static const char sound[] = "{{statement}}{{solution}}{{hint}}{{critique}}"
			    "{{feedback}}";

static void expand(const struct momus_prompts *p, enum momus_prompt_name which,
		   size_t size)
{
	const struct momus_prompt_fields f = {
		.statement = MOMUS_TEXT("{{solution}}"),
		.solution = MOMUS_TEXT("}}{{"),
	};
	struct momus_buffer out;

	momus_buffer_init(&out, 1 << 22);
	momus_prompts_expand(p, which, &f, &out);
	assert(!out.failed && out.len <= size + size / 8 * 12);
	momus_buffer_reset(&out);
	momus_prompts_describe(p, &out);
	assert(momus_json_valid(momus_buffer_text(&out), NULL));
	momus_buffer_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[MEMFILE_NAME], other[MEMFILE_NAME];
	int fd, sound_fd;

	if (size > 65536)
		return 0;
	fd = memfile_open(data, size, path);
	sound_fd = memfile_open(sound, sizeof sound - 1, other);
	for (int i = 0; i < MOMUS_PROMPTS; i++) {
		const char *paths[MOMUS_PROMPTS] = { other, other, other, other,
						     other };
		struct momus_error err = { "" };
		struct momus_prompts *p = NULL;

		paths[i] = path;
		if (momus_prompts_load(&p, paths, &err) == MOMUS_OK)
			expand(p, (enum momus_prompt_name)i, size);
		else
			assert(strncmp(err.text, path, strlen(path)) == 0 &&
			       !strchr(err.text, '\n'));
		momus_prompts_free(p);
	}
	close(fd);
	close(sound_fd);
	return 0;
}
