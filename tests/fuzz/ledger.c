/* ledger.c - a training's file in which bytes were changed, or any bytes as one
 *
 * Of the input the first byte chooses: even, the rest is the file; odd, each three
 * bytes of the rest change one byte of a whole file: place, and what is there.
 * What is refused says so in one sentence that starts with the file; what is read
 * has its rows in order, is JSON, and reads the same when it is written again. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/memfile.h"
#include "momus/json.h"
#include "store/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/momus-fuzz-ledger-XXXXXX";
static char written[sizeof folder + 16];
static uint8_t whole[1 << 16];
static size_t whole_len;

static void leave(void)
{
	unlink(written);
	rmdir(folder);
}

static const struct momus_ledger_root root = {
	.format = MOMUS_LEDGER_FORMAT,
	.version = MOMUS_LEDGER_VERSION,
	.software = "Momus",
	.training_id = "t",
	.name = "a name",
	.recipe = "{}",
	.recipe_key = "k",
	.trainer = "grpo",
	.model = "m",
	.plugins = "{}",
	.dataset_sha256 = "",
	.host = "h",
	.revision = "r",
	.started = "s",
	.ended = "",
	.seed = 7,
	.planned = 2,
};

/* A training of two steps, which is changed. */
static void make_whole(void)
{
	struct momus_ledger l = { .root = root };
	FILE *f;

	assert(mkdtemp(folder));
	atexit(leave);
	snprintf(written, sizeof written, "%s/training.h5", folder);
	momus_ledger_add(&l, MOMUS_LEDGER_SESSIONS,
			 &(struct momus_ledger_session){ 1, 5 }, NULL);
	for (uint64_t i = 1; i <= 2; i++) {
		momus_ledger_add(&l, MOMUS_LEDGER_STEPS,
				 &(struct momus_ledger_step){ .step = i,
							      .loss = 0.5,
							      .reward = NAN },
				 NULL);
		momus_ledger_add(&l, MOMUS_LEDGER_EVALUATIONS,
				 &(struct momus_ledger_evaluation){ .step = i },
				 NULL);
		momus_ledger_add(&l, MOMUS_LEDGER_CHECKPOINTS,
				 &(struct momus_ledger_checkpoint){ .step = i },
				 NULL);
	}
	assert(momus_ledger_write(&l, written, momus_files_real(), NULL) == 0);
	momus_ledger_release(&l);
	f = fopen(written, "rb");
	assert(f);
	whole_len = fread(whole, 1, sizeof whole, f);
	assert(whole_len && whole_len < sizeof whole);
	fclose(f);
}

static const void *row_of(const struct momus_ledger *l, int part, size_t i)
{
	switch (part) {
	case MOMUS_LEDGER_STEPS:
		return i < l->n_steps ? &l->steps[i] : NULL;
	case MOMUS_LEDGER_EVALUATIONS:
		return i < l->n_evaluations ? &l->evaluations[i] : NULL;
	case MOMUS_LEDGER_CHECKPOINTS:
		return i < l->n_checkpoints ? &l->checkpoints[i] : NULL;
	default:
		return i < l->n_sessions ? &l->sessions[i] : NULL;
	}
}

/* Each row of PART as an object of JSON, in the order of steps. */
static void check_part(const struct momus_ledger *l, int part)
{
	const struct momus_table *t = &momus_ledger_tables[part];
	struct momus_buffer b;
	uint64_t before = 0, step;
	const void *row;

	momus_buffer_init(&b, (size_t)1 << 20);
	for (size_t i = 0; i < 1000 && (row = row_of(l, part, i)); i++) {
		memcpy(&step, row, sizeof step);
		assert(!i || step >= before);
		before = step;
		momus_buffer_reset(&b);
		for (size_t k = 0; k < t->n_fields; k++) {
			momus_buffer_puts(&b, k ? "," : "{");
			momus_ledger_json(&b, &t->fields[k], row);
		}
		momus_buffer_puts(&b, "}");
		assert(!b.failed);
		assert(momus_json_valid(momus_buffer_text(&b), NULL));
	}
	momus_buffer_release(&b);
}

static void again(const struct momus_ledger *l)
{
	struct momus_error err = { "" };
	struct momus_ledger got;

	assert(momus_ledger_write(l, written, momus_files_real(), &err) == 0);
	assert(momus_ledger_read(&got, written, momus_files_real(), &err) == 0);
	assert(strcmp(got.root.name, l->root.name) == 0);
	for (int part = 0; part < MOMUS_LEDGER_PARTS; part++) {
		const size_t bytes = momus_ledger_tables[part].row;
		const void *a, *b;
		size_t i = 0;

		for (; (a = row_of(l, part, i)); i++) {
			b = row_of(&got, part, i);
			assert(b && memcmp(a, b, bytes) == 0);
		}
		assert(!row_of(&got, part, i));
	}
	momus_ledger_release(&got);
}

static int open_changed(const uint8_t *data, size_t size,
			char path[MEMFILE_NAME])
{
	static uint8_t bytes[sizeof whole];

	memcpy(bytes, whole, whole_len);
	for (; size >= 3; data += 3, size -= 3)
		bytes[(data[0] << 8 | data[1]) % whole_len] = data[2];
	return memfile_open(bytes, whole_len, path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_error err = { "" };
	char path[MEMFILE_NAME];
	struct momus_ledger l;
	int fd;

	if (!size || size > sizeof whole)
		return 0;
	if (!whole_len)
		make_whole();
	fd = data[0] % 2 ? open_changed(data + 1, size - 1, path)
			 : memfile_open(data + 1, size - 1, path);
	if (momus_ledger_read(&l, path, momus_files_real(), &err) == MOMUS_OK) {
		assert(momus_ledger_is(path));
		for (int part = 0; part < MOMUS_LEDGER_PARTS; part++)
			check_part(&l, part);
		again(&l);
		momus_ledger_release(&l);
	} else {
		assert(strncmp(err.text, path, strlen(path)) == 0);
		assert(!strchr(err.text, '\n'));
	}
	close(fd);
	return 0;
}
