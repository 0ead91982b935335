/* journal.c - any bytes as a journal
 *
 * An even first byte: the rest is the file as it is.  An odd one: the rest is
 * records, each of a length in 16 bits and a payload, under a head and a sum
 * that are right, so that what lies behind the checksums is reached too. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hash.h"
#include "fuzz/memfile.h"
#include "momus/buffer.h"
#include "store/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_header(struct momus_buffer *out)
{
	char h[MOMUS_JOURNAL_HEADER] = MOMUS_RECORD_FILE_MAGIC;
	uint32_t version = MOMUS_JOURNAL_VERSION, crc;

	memcpy(h + 8, &version, 4);
	crc = momus_crc32c(0, (struct momus_text){ h, 92 });
	memcpy(h + 92, &crc, 4);
	momus_buffer_add(out, (struct momus_text){ h, sizeof h });
}

/* The record of the LEN bytes at P, rounded to what a record may have. */
static void put_record(struct momus_buffer *out, const uint8_t *p, size_t len)
{
	size_t rows =
		sizeof(struct momus_node_row) + sizeof(struct momus_usage_row);
	size_t n = len < rows ? (rows + 7) / 8 * 8 : len / 8 * 8;
	uint32_t head[4] = { MOMUS_RECORD_MAGIC, (uint32_t)n, 0, 0 };
	char *payload = calloc(1, n);

	assert(payload);
	memcpy(payload, p, len < n ? len : n);
	head[2] = momus_crc32c(0, (struct momus_text){ (char *)&head[1], 4 });
	head[2] = momus_crc32c(head[2], (struct momus_text){ payload, n });
	momus_buffer_add(out, (struct momus_text){ (char *)head, 16 });
	momus_buffer_add(out, (struct momus_text){ payload, n });
	free(payload);
}

static void put_records(struct momus_buffer *out, const uint8_t *p, size_t left)
{
	put_header(out);
	while (left > 2) {
		size_t len = (size_t)p[0] << 8 | p[1];

		p += 2;
		left -= 2;
		if (len > left)
			len = left;
		put_record(out, p, len);
		p += len;
		left -= len;
	}
}

static void check(const struct momus_journal_entry *e)
{
	volatile char sum = 0;

	assert(e->row.kind <= MOMUS_NODE_REVISION &&
	       e->row.state <= MOMUS_NODE_SKIPPED &&
	       e->row.finish <= MOMUS_FINISH_FAILED);
	for (uint32_t i = 0; i < e->row.tests_n; i++)
		assert(e->tests[i].parity <= MOMUS_RUN_NOT_RUN);
	for (int i = 0; i < MOMUS_NODE_N_TEXTS; i++)
		for (size_t k = 0; k < e->text[i].len; k++)
			sum = (char)(sum + e->text[i].ptr[k]);
}

static void read_all(const char *path, size_t size)
{
	struct momus_journal_reader *r = NULL;
	struct momus_journal_damage damage;
	struct momus_journal_entry e;
	struct momus_error err = { "" };
	uint64_t last = 0;
	int rc = momus_journal_open(&r, path, momus_files_real(), &err);

	if (rc < 0) {
		assert(err.text[0] && !strchr(err.text, '\n'));
		return;
	}
	while ((rc = momus_journal_next(r, &e, &err)) == MOMUS_OK) {
		assert(e.at > last && e.at % 8 == 0);
		last = e.at;
		check(&e);
	}
	assert(rc == MOMUS_END);
	damage = momus_journal_found(r);
	assert(damage.end + damage.torn_bytes == size);
	if (last)
		assert(momus_journal_read(r, last, &e, &err) == MOMUS_OK);
	momus_journal_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct momus_buffer b;
	char path[MEMFILE_NAME];
	int fd;

	if (!size || size > 16384)
		return 0;
	momus_buffer_init(&b, 1 << 22);
	if (data[0] & 1)
		put_records(&b, data + 1, size - 1);
	else
		momus_buffer_add(&b,
				 (struct momus_text){ (const char *)data + 1,
						      size - 1 });
	assert(!b.failed);
	fd = memfile_open(momus_buffer_text(&b).ptr, b.len, path);
	read_all(path, b.len);
	close(fd);
	momus_buffer_release(&b);
	return 0;
}
