/* record.h - one node as bytes of a journal, and back */
#ifndef MOMUS_STORE_RECORD_H
#define MOMUS_STORE_RECORD_H

#include "store/journal.h"

#define MOMUS_RECORD_FILE_MAGIC "MOMUSJNL"
#define MOMUS_RECORD_MAGIC	0x45444f4eu /* "NODE" */
#define MOMUS_RECORD_HEAD	((size_t)16)

/* Bytes of NODE's record, its head included: a multiple of 8. */
size_t momus_record_size(const struct momus_node *node);

/* Writes the LEN bytes that momus_record_size() gave to OUT. */
void momus_record_encode(const struct momus_node *node, uint32_t salt,
			 char *out, size_t len);

/* The rows of NODE; text_at and tests_first are left 0. */
void momus_record_rows(const struct momus_node *node,
		       struct momus_node_row *row,
		       struct momus_usage_row *usage);

/* The node of ROW and USAGE; texts and tests empty. */
void momus_record_node(const struct momus_node_row *row,
		       const struct momus_usage_row *usage,
		       struct momus_node *out);

/* A reward without a value: nothing is known of it. */
struct momus_node momus_node_reward(void);

/* NODE's text I, to read or to set. */
struct momus_text *momus_record_text(struct momus_node *node,
				     enum momus_node_text i);

/* Length of the payload behind the record head HEAD (16 bytes); 0 if it is
 * none. */
size_t momus_record_length(const char *head);

/* Reads the whole record BYTES (LEN, aligned to 8): true if its checksum and
 * its contents are right. */
bool momus_record_decode(const char *bytes, size_t len, uint32_t salt,
			 struct momus_journal_entry *out);

/* Whether the enumerations of ROW hold known values. */
bool momus_record_sane(const struct momus_node_row *row);

#endif /* MOMUS_STORE_RECORD_H */
