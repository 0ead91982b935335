/* overlap.c - any bytes as a file of texts, and the texts compared with each other
 *
 * Bytes become statements by the names of their fields; every one is added to an
 * index and then looked for: it must be found, and all scores be in [0,1]. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/memfile.h"
#include "run/statements.h"
#include "stats/overlap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct momus_overlap_match *m, size_t n, size_t place,
		  struct momus_text text)
{
	bool itself = !momus_text_strip(text).len;

	for (size_t i = 0; i < n; i++) {
		assert(!i || m[i - 1].text < m[i].text);
		assert(m[i].share >= 0 && m[i].share <= 1);
		assert(m[i].jaccard >= 0 && m[i].jaccard <= 1);
		itself = itself || (m[i].text == place &&
				    m[i].kind == MOMUS_OVERLAP_EXACT);
	}
	assert(itself);
}

/* Adds the texts of the file to O, or looks for them in it. */
static void read_texts(const char *path, struct momus_overlap *o, bool add)
{
	const struct momus_statements_source source = { .path = path };
	const struct momus_overlap_match *matches;
	struct momus_error err = { "" };
	struct momus_statements *s;
	struct momus_statement text;
	size_t n, place = 0;
	bool any;

	if (momus_statements_open(&s, &source, &err) < 0)
		return;
	while (momus_statements_next(s, &text, &err) == MOMUS_OK) {
		assert(text.line);
		if (add) {
			assert(!momus_overlap_add(o, text.text, NULL));
		} else {
			assert(!momus_overlap_find(o, text.text, &matches, &n,
						   &any, NULL));
			check(matches, n, place, text.text);
		}
		place++;
	}
	assert(!err.text[0] || strncmp(err.text, path, strlen(path)) == 0);
	momus_statements_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct momus_overlap_rule rule = { 13, 0.3, 5, 0.3,
							0.995 };
	struct momus_overlap *o;
	char path[MEMFILE_NAME];
	int fd;

	if (size > 65536)
		return 0;
	fd = memfile_open(data, size, path);
	if (momus_overlap_create(&o, &rule, NULL) < 0)
		abort();
	read_texts(path, o, true);
	if (momus_overlap_seal(o, NULL) < 0)
		abort();
	read_texts(path, o, false);
	momus_overlap_free(o);
	close(fd);
	return 0;
}
