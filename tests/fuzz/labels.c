/* labels.c - any bytes as a file of labels, whole and being written
 *
 * What is accepted is in order, each critique once, and reads the same when it is
 * written again; what is refused says so in one sentence that starts with the
 * file. */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/memfile.h"
#include "run/labels.h"
#include "stats/remarks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct momus_labels *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct momus_label *x = &l->list[i];

		assert(!i || momus_label_order(x - 1, x) < 0);
		assert(x->state < MOMUS_LABEL_STATES && x->turn);
		assert(x->state == MOMUS_LABEL_DONE || !x->strategies);
		assert(x->strategies >> MOMUS_STRATEGIES == 0);
		assert(momus_labels_find(l, x->problem, x->turn, x->branch,
					 x->vote) == x);
	}
}

/* Writes L as a whole file; it must be accepted and have the same labels. */
static void again(const struct momus_labels *l)
{
	struct momus_error err = { "" };
	struct momus_labels other;
	struct momus_buffer text;
	char path[MEMFILE_NAME];
	int fd;

	momus_buffer_init(&text, (size_t)64 << 20);
	momus_labels_put_head(&l->head, &text);
	for (size_t i = 0; i < l->n; i++)
		momus_labels_put(&l->list[i], &text);
	momus_labels_put_end(l->n, &text);
	assert(!text.failed);
	fd = memfile_open(text.ptr, text.len, path);
	assert(momus_labels_read(&other, path, false, &err) == MOMUS_OK);
	assert(other.n == l->n);
	for (size_t i = 0; i < l->n; i++) {
		assert(momus_label_order(&l->list[i], &other.list[i]) == 0);
		assert(l->list[i].strategies == other.list[i].strategies);
		assert(momus_text_equal(l->list[i].answer,
					other.list[i].answer));
	}
	momus_labels_release(&other);
	momus_buffer_release(&text);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[MEMFILE_NAME];
	int fd;

	if (size > 65536)
		return 0;
	fd = memfile_open(data, size, path);
	for (int partial = 0; partial < 2; partial++) {
		struct momus_error err = { "" };
		struct momus_labels l;

		if (momus_labels_read(&l, path, partial, &err) == MOMUS_OK) {
			check(&l);
			again(&l);
		} else {
			assert(strncmp(err.text, path, strlen(path)) == 0);
			assert(!strchr(err.text, '\n'));
		}
		momus_labels_release(&l);
	}
	close(fd);
	return 0;
}
