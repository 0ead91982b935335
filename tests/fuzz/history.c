/* history.c - any bytes as a history of versions
 *
 * What is accepted names a file of the folder itself and a version that can be
 * printed; what is refused says so in one sentence that starts with the file. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "reports/track/history.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_text lines = { (const char *)data, size };
	struct momus_error err = { "" };
	struct momus_history h;

	if (size > 65536 || momus_history_init(&h, &err) != MOMUS_OK)
		return 0;
	if (momus_history_parse(&h, lines, "history", &err) != MOMUS_OK) {
		assert(strncmp(err.text, "history:", 8) == 0);
		assert(!strchr(err.text, '\n'));
	}
	for (size_t i = 0; i < h.n; i++) {
		const struct momus_history_entry *e = &h.list[i];

		assert(*e->file && *e->file != '.' && !strchr(e->file, '/'));
		assert(momus_history_is_version(e->version));
		assert(e->turns < MOMUS_HISTORY_TURNS);
		assert(momus_history_find(&h, e->series, e->version));
	}
	momus_history_release(&h);
	return 0;
}
