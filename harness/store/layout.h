/* layout.h - what a run's HDF5 file holds, field by field
 *
 * One table says it all: it makes the HDF5 types, it is what `momus schema`
 * prints, and its offsets are those of the row structs below, so file, document
 * and code cannot drift apart.  Rows are stored as they lie in memory.
 */
#ifndef MOMUS_STORE_LAYOUT_H
#define MOMUS_STORE_LAYOUT_H

#include "store/store.h"

#define MOMUS_LAYOUT_FORMAT  "momus-run"
#define MOMUS_LAYOUT_VERSION 4u

enum momus_node_text { /* the texts of a node, in their order in a row */
		       MOMUS_NODE_PROMPT,
		       MOMUS_NODE_RESPONSE,
		       MOMUS_NODE_ANSWER,
		       MOMUS_NODE_REASON,
		       MOMUS_NODE_PARTS,
		       MOMUS_NODE_NOTE,
		       MOMUS_NODE_LANGUAGE,
		       MOMUS_NODE_FAILURES_JSON,
		       MOMUS_NODE_LEAKS,
		       MOMUS_NODE_N_TEXTS
};

struct momus_node_row { /* /nodes */
	uint64_t text_at[MOMUS_NODE_N_TEXTS];
	uint32_t text_len[MOMUS_NODE_N_TEXTS];
	uint32_t tests_n, tests_hidden, leak_words;
	uint64_t tests_first, peak_bytes;
	double parity_score, strict_score;
	double grade_cpu_s, grade_wall_s, logprob;
	uint32_t problem, branch, vote;
	uint8_t key[32];
	uint16_t turn;
	uint8_t kind, state, judgment, finish;
	uint8_t parity_status, strict_status;
	int8_t parity_passed, strict_passed;
	int8_t shown_passed;
	uint8_t leak;
};

struct momus_reward_row { /* /rewards */
	uint64_t reason_at;
	double value, latency_s;
	int64_t prompt_tokens, completion_tokens;
	uint32_t reason_len, node, problem, branch, attempts;
	uint16_t turn;
	uint8_t reward, state;
};

struct momus_usage_row { /* /usage */
	int64_t prompt_tokens, completion_tokens;
	double latency_s, cost, started_s;
	uint32_t attempts, zero;
};

struct momus_problem_row { /* /problems */
	uint64_t id_at, statement_at;
	uint32_t id_len, statement_len;
	uint32_t position, zero;
	/* From here on: not in files made before there were categories. */
	uint64_t category_at, group_at;
	uint32_t category_len, group_len;
	uint8_t grouping;
	uint8_t nought[7]; /* so that no byte of a row is undefined */
};

struct momus_markov_row { /* /markov */
	uint64_t count, total;
	double estimate, low, high;
	uint16_t turn;
	uint8_t verdict; /* 0 parity, 1 strict */
	uint8_t from, to;
	uint8_t zero[3];
};

struct momus_root { /* root attributes */
	struct momus_store_head head;
	const char *format, *software, *started, *ended;
	uint32_t version;
	uint64_t generation; /* checkpoints made so far */
	uint32_t complete;
	uint32_t n_held, n_widths;
	const uint32_t *held; /* shards whose nodes are here, ascending */
	const uint32_t *widths;
};

enum momus_field_type {
	MOMUS_FIELD_I8,
	MOMUS_FIELD_U8,
	MOMUS_FIELD_U16,
	MOMUS_FIELD_U32,
	MOMUS_FIELD_U64,
	MOMUS_FIELD_I64,
	MOMUS_FIELD_F32,
	MOMUS_FIELD_F64,
	MOMUS_FIELD_DIGEST, /* 32 bytes */
	MOMUS_FIELD_TEXT,   /* attribute: UTF-8 string of its own length */
	MOMUS_FIELD_U32S,   /* attribute: list; its length in the root struct */
	MOMUS_FIELD_KIND,   /* here on: enumerations */
	MOMUS_FIELD_STATE,
	MOMUS_FIELD_JUDGMENT,
	MOMUS_FIELD_FINISH,
	MOMUS_FIELD_STATUS,
	MOMUS_FIELD_VERDICT,
	MOMUS_FIELD_GROUPING,
	MOMUS_FIELD_LEAK,
};

struct momus_field {
	const char *name;
	enum momus_field_type type;
	size_t offset; /* in the row, or in struct momus_root */
	const char *unit;
	const char *meaning;
	size_t count_offset; /* U32S: of its length */
};

struct momus_table {	  /* one data set */
	const char *path; /* "/nodes" */
	const char *meaning;
	size_t row;			  /* bytes */
	const struct momus_field *fields; /* NULL: plain bytes */
	size_t n_fields;
	size_t chunk; /* rows */
	bool packed;  /* shuffled and deflated */
	/* Rows of older files: they end before field OLD_FIELDS and have
	 * OLD_ROW bytes, and the rest is read as zeros.  0: there are none. */
	size_t old_fields, old_row;
};

extern const struct momus_table momus_table_problems, momus_table_nodes,
	momus_table_usage, momus_table_tests, momus_table_rewards,
	momus_table_markov, momus_table_text;
/* In the order they are printed; NULL-terminated. */
extern const struct momus_table *const momus_layout_tables[];

extern const struct momus_field momus_layout_root[];
extern const size_t momus_layout_n_root;
/* Those behind this many came later: where one is absent it is empty. */
extern const size_t momus_layout_n_root_required;

/* The names of enumeration TYPE from value 0, NULL-terminated; NULL if TYPE is
 * none. */
MOMUS_API const char *const *momus_layout_names(enum momus_field_type type);

/* Name of VALUE in enumeration TYPE; "?" if it has none. */
MOMUS_API const char *momus_layout_name(enum momus_field_type type,
					unsigned value);

/* FIELDS (N) as text for people, a line each. */
void momus_layout_print_fields(struct momus_buffer *out,
			       const struct momus_field *fields, size_t n);

/* The whole layout as text for people. */
MOMUS_API void momus_layout_print(struct momus_buffer *out);

#endif /* MOMUS_STORE_LAYOUT_H */
