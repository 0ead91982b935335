/* journal.h - RUN.h5.journal: what was put since the last checkpoint
 *
 * A header of 96 bytes, then records, each at a multiple of 8:
 *
 *   header  "MOMUSJNL", version u32, salt u32, generation u64, run id char[64],
 *           zero u32, CRC-32C u32 of all before
 *   record  magic u32, length u32, CRC-32C u32 of length and payload, starting
 *           from the salt; zero u32; payload of `length` bytes: node row, usage
 *           row, tests, texts, zeros up to a multiple of 8
 *
 * Numbers are little-endian, rows those of layout.h.  The salt is random: text
 * of a model that imitates a record is never taken for one.  A reader that
 * meets a damaged record looks for the next whole one and counts what it
 * stepped over; damage with nothing whole behind it is a torn tail.
 */
#ifndef MOMUS_STORE_JOURNAL_H
#define MOMUS_STORE_JOURNAL_H

#include "store/layout.h"

#define MOMUS_JOURNAL_VERSION 2u
#define MOMUS_JOURNAL_HEADER  96
#define MOMUS_JOURNAL_RECORD  ((size_t)1 << 30) /* bytes of one, at most */

struct momus_journal; /* the writing end */

/* A new, empty, durable journal under PATH, replacing one that is there. */
int momus_journal_create(struct momus_journal **out, const char *path,
			 const char *run_id, uint64_t generation,
			 const struct momus_files *files,
			 struct momus_error *err);

/* Goes on with the journal at PATH behind its first END bytes; what follows
 * them is cut off. */
int momus_journal_resume(struct momus_journal **out, const char *path,
			 uint32_t salt, uint64_t end,
			 const struct momus_files *files,
			 struct momus_error *err);

/* Closes without writing what is buffered.  NULL allowed. */
void momus_journal_free(struct momus_journal *journal);

/* Appends NODE; *AT receives the offset of its record.  Not durable, perhaps
 * not even written, until sync.  After a failed write every call fails. */
int momus_journal_append(struct momus_journal *journal,
			 const struct momus_node *node, uint64_t *at,
			 struct momus_error *err);

/* Hands what is buffered to the system. */
int momus_journal_flush(struct momus_journal *journal, struct momus_error *err);

/* Flushes and waits until it is on the disk. */
int momus_journal_sync(struct momus_journal *journal, struct momus_error *err);

/* Bytes of the journal, buffered ones included. */
uint64_t momus_journal_size(const struct momus_journal *journal);

struct momus_journal_entry { /* one record; borrowed until the next read */
	uint64_t at;
	struct momus_node_row row; /* text_at and tests_first are 0 */
	struct momus_usage_row usage;
	struct momus_text text[MOMUS_NODE_N_TEXTS];
	const struct momus_node_test *tests; /* row.tests_n of them */
};

struct momus_journal_damage {
	uint64_t gaps, gap_bytes, first_gap; /* between whole records */
	uint64_t torn_bytes, end; /* .end: behind the last whole record */
};

struct momus_journal_reader;

/* MOMUS_ENOTFOUND: no such file.  MOMUS_EPARSE: no journal, or another
 * version. */
MOMUS_API int momus_journal_open(struct momus_journal_reader **out,
				 const char *path,
				 const struct momus_files *files,
				 struct momus_error *err);
/* NULL allowed. */
MOMUS_API void momus_journal_close(struct momus_journal_reader *reader);

MOMUS_API uint64_t
momus_journal_generation(const struct momus_journal_reader *reader);
MOMUS_API uint32_t
momus_journal_salt(const struct momus_journal_reader *reader);
MOMUS_API const char *momus_journal_run_id(
	const struct momus_journal_reader *reader);

/* The next whole record; MOMUS_END behind the last one. */
MOMUS_API int momus_journal_next(struct momus_journal_reader *reader,
				 struct momus_journal_entry *out,
				 struct momus_error *err);

/* The record at AT, which a former next() or append() gave. */
MOMUS_API int momus_journal_read(struct momus_journal_reader *reader,
				 uint64_t at, struct momus_journal_entry *out,
				 struct momus_error *err);

/* What next() met; complete once it returned MOMUS_END. */
MOMUS_API struct momus_journal_damage momus_journal_found(
	const struct momus_journal_reader *reader);

#endif /* MOMUS_STORE_JOURNAL_H */
