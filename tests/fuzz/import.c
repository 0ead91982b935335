/* import.c - any bytes as a file of trajectories, of every form
 *
 * What is accepted is one tree of nodes, each name once and in order, that
 * refers to problems that are there; what is refused says so in one sentence
 * that starts with the file. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/memfile.h"
#include "run/imported.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t name_of(const struct momus_node *n)
{
	uint64_t vote = n->kind == MOMUS_NODE_REVISION ? 0 : n->vote;

	return (uint64_t)n->problem << 48 | (uint64_t)n->turn << 44 |
	       (uint64_t)n->kind << 40 | (uint64_t)n->branch << 16 | vote;
}

static void check_verdict(const struct momus_node_verdict *v)
{
	assert(v->passed >= -1 && v->passed <= 1);
	assert(v->status <= MOMUS_RUN_NOT_RUN);
	assert(isnan(v->score) || (v->score >= 0 && v->score <= 1));
}

static void check(const struct momus_imported *m)
{
	uint32_t width = 1;

	assert(m->n && m->n_problems && m->turns < 16 && m->votes);
	for (uint32_t t = 0; t <= m->turns; t++)
		assert(m->widths[t]);
	for (size_t i = 0; i < m->n; i++) {
		const struct momus_node *n = &m->told[i].node;

		width = 1;
		for (uint32_t t = 0; t <= n->turn; t++)
			width *= m->widths[t];
		assert(!m->told[i].end && n->problem < m->n_problems);
		assert(n->turn <= m->turns && n->branch < width);
		assert(n->kind < MOMUS_NODE_REWARD);
		assert(n->kind != MOMUS_NODE_CRITIQUE || n->vote < m->votes);
		assert(!i || name_of(&m->told[i - 1].node) < name_of(n));
		assert(n->tests || !n->n_tests);
		check_verdict(&n->parity);
		check_verdict(&n->strict);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct momus_import_options options = { .form = "auto" };
	struct momus_imported *m = NULL;
	struct momus_error err = { "" };
	char path[MEMFILE_NAME];
	const char *paths[] = { path };
	int fd;

	if (size > 65536)
		return 0;
	fd = memfile_open(data, size, path);
	if (momus_imported_read(&m, paths, 1, &options, &err) == MOMUS_OK)
		check(m);
	else
		assert(strncmp(err.text, path, strlen(path)) == 0 &&
		       !strchr(err.text, '\n'));
	if (m)
		for (size_t i = 0; i < m->counts.bad && i < MOMUS_IMPORT_NAMED;
		     i++)
			assert(strncmp(m->bad[i].text, path, strlen(path)) ==
			       0);
	momus_imported_free(m);
	close(fd);
	return 0;
}
