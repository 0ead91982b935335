/* index.h - which nodes a store holds, and where each one lies */
#ifndef MOMUS_STORE_INDEX_H
#define MOMUS_STORE_INDEX_H

#include "store/node.h"

#define MOMUS_INDEX_NO_ROW  UINT32_MAX
#define MOMUS_INDEX_IN_FILE UINT64_MAX

struct momus_index_entry {
	uint32_t problem, branch, vote;
	uint16_t turn;
	uint8_t kind, state;
	uint64_t at;  /* of its newest record in the journal, or IN_FILE */
	uint32_t row; /* of /nodes, or NO_ROW */
	uint8_t parity_status, strict_status;
	bool again; /* FAILED, or SKIPPED_PARENT: not there for good */
	bool used;  /* the slot holds an entry */
};

struct momus_index {
	struct momus_index_entry *slots; /* owned; open addressing */
	size_t n, room;			 /* .room is 0 or a power of two */
};

/* Frees all entries; the index is empty again. */
void momus_index_release(struct momus_index *index);

/* The entry of that name, or NULL. */
struct momus_index_entry *momus_index_find(const struct momus_index *index,
					   uint32_t problem, uint16_t turn,
					   uint8_t kind, uint32_t branch,
					   uint32_t vote);

/* The entry of NODE's name, new (.used false before, row NO_ROW) or not; NULL
 * when out of memory.  Only the name is set in a new one. */
struct momus_index_entry *momus_index_place(struct momus_index *index,
					    const struct momus_node *node,
					    bool *is_new);

#endif /* MOMUS_STORE_INDEX_H */
