/* record.c - see record.h */
#include "config.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/hash.h"
#include "store/record.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	      "journal records are little-endian and copied as they lie");

enum { ROWS = sizeof(struct momus_node_row) + sizeof(struct momus_usage_row) };

struct momus_text *momus_record_text(struct momus_node *node,
				     enum momus_node_text i)
{
	struct momus_text *texts[MOMUS_NODE_N_TEXTS] = {
		&node->prompt,	 &node->response, &node->answer,
		&node->reason,	 &node->parts,	  &node->note,
		&node->language, &node->failures, &node->leaks,
	};

	return texts[i];
}

static struct momus_text text_of(const struct momus_node *node, int i)
{
	return *momus_record_text((struct momus_node *)node,
				  (enum momus_node_text)i);
}

size_t momus_record_size(const struct momus_node *node)
{
	size_t n = MOMUS_RECORD_HEAD + ROWS +
		   node->n_tests * sizeof(struct momus_node_test);

	for (int i = 0; i < MOMUS_NODE_N_TEXTS; i++)
		n += text_of(node, i).len;
	return (n + 7) / 8 * 8;
}

void momus_record_rows(const struct momus_node *node,
		       struct momus_node_row *row,
		       struct momus_usage_row *usage)
{
	*row = (struct momus_node_row){
		.peak_bytes = node->peak_bytes,
		/* of a reward, which has no verdict, its value */
		.parity_score = node->kind == MOMUS_NODE_REWARD
					? node->reward
					: node->parity.score,
		.strict_score = node->strict.score,
		.grade_cpu_s = node->grade_cpu_s,
		.grade_wall_s = node->grade_wall_s,
		.logprob = node->logprob,
		.tests_n = (uint32_t)node->n_tests,
		.problem = node->problem,
		.branch = node->branch,
		.vote = node->vote,
		.turn = node->turn,
		.kind = node->kind,
		.state = node->state,
		.judgment = node->judgment,
		.finish = node->finish,
		.parity_status = node->parity.status,
		.strict_status = node->strict.status,
		.parity_passed = node->parity.passed,
		.strict_passed = node->strict.passed,
		.shown_passed = node->shown_passed,
		.tests_hidden = node->tests_hidden,
		.leak = node->leak,
		.leak_words = node->leak_words,
	};
	memcpy(row->key, node->key, sizeof row->key);
	for (int i = 0; i < MOMUS_NODE_N_TEXTS; i++)
		row->text_len[i] = (uint32_t)text_of(node, i).len;
	*usage = (struct momus_usage_row){
		.prompt_tokens = node->prompt_tokens,
		.completion_tokens = node->completion_tokens,
		.latency_s = node->latency_s,
		.cost = node->cost,
		.started_s = node->started_s,
		.attempts = node->attempts,
	};
}

void momus_record_node(const struct momus_node_row *row,
		       const struct momus_usage_row *usage,
		       struct momus_node *out)
{
	*out = (struct momus_node){
		.problem = row->problem,
		.turn = row->turn,
		.kind = row->kind,
		.state = row->state,
		.branch = row->branch,
		.vote = row->vote,
		.judgment = row->judgment,
		.finish = row->finish,
		.attempts = (uint16_t)usage->attempts,
		.prompt_tokens = usage->prompt_tokens,
		.completion_tokens = usage->completion_tokens,
		.latency_s = usage->latency_s,
		.logprob = row->logprob,
		.cost = usage->cost,
		.started_s = usage->started_s,
		.reward = row->kind == MOMUS_NODE_REWARD ? row->parity_score
							 : NAN,
		.parity = { row->parity_status, row->parity_passed,
			    row->kind == MOMUS_NODE_REWARD
				    ? NAN
				    : row->parity_score },
		.strict = { row->strict_status, row->strict_passed,
			    row->strict_score },
		.shown_passed = row->shown_passed,
		.tests_hidden = row->tests_hidden,
		.leak = row->leak,
		.leak_words = row->leak_words,
		.grade_cpu_s = row->grade_cpu_s,
		.grade_wall_s = row->grade_wall_s,
		.peak_bytes = row->peak_bytes,
		.n_tests = row->tests_n,
	};
	memcpy(out->key, row->key, sizeof out->key);
}

struct momus_node momus_node_reward(void)
{
	return (struct momus_node){
		.kind = MOMUS_NODE_REWARD,
		.prompt_tokens = -1,
		.completion_tokens = -1,
		.latency_s = NAN,
		.logprob = NAN,
		.cost = NAN,
		.reward = NAN,
		.parity = { MOMUS_RUN_NOT_RUN, -1, NAN },
		.strict = { MOMUS_RUN_NOT_RUN, -1, NAN },
		.shown_passed = -1,
		.grade_cpu_s = NAN,
		.grade_wall_s = NAN,
	};
}

static uint32_t checksum(const char *record, uint32_t length, uint32_t salt)
{
	uint32_t crc = momus_crc32c(
		salt, (struct momus_text){ (const char *)&length, 4 });

	return momus_crc32c(
		crc, (struct momus_text){ record + MOMUS_RECORD_HEAD, length });
}

void momus_record_encode(const struct momus_node *node, uint32_t salt,
			 char *out, size_t len)
{
	uint32_t head[4] = { MOMUS_RECORD_MAGIC,
			     (uint32_t)(len - MOMUS_RECORD_HEAD), 0, 0 };
	struct momus_node_row row;
	struct momus_usage_row usage;
	struct momus_text t;
	char *p = out + MOMUS_RECORD_HEAD;
	size_t n = node->n_tests * sizeof *node->tests;

	momus_record_rows(node, &row, &usage);
	p = (char *)memcpy(p, &row, sizeof row) + sizeof row;
	p = (char *)memcpy(p, &usage, sizeof usage) + sizeof usage;
	if (n)
		p = (char *)memcpy(p, node->tests, n) + n;
	for (int i = 0; i < MOMUS_NODE_N_TEXTS; i++) {
		t = text_of(node, i);
		if (t.len)
			p = (char *)memcpy(p, t.ptr, t.len) + t.len;
	}
	memset(p, 0, (size_t)(out + len - p));
	head[2] = checksum(out, head[1], salt);
	memcpy(out, head, sizeof head);
}

size_t momus_record_length(const char *head)
{
	uint32_t h[4];

	memcpy(h, head, sizeof h);
	if (h[0] != MOMUS_RECORD_MAGIC || h[3] != 0 || h[1] < ROWS ||
	    h[1] % 8 || h[1] > MOMUS_JOURNAL_RECORD - MOMUS_RECORD_HEAD)
		return 0;
	return h[1];
}

bool momus_record_sane(const struct momus_node_row *row)
{
	return row->kind <= MOMUS_NODE_REWARD &&
	       row->state <= MOMUS_NODE_SKIPPED &&
	       row->judgment <= MOMUS_JUDGMENT_UNPARSED &&
	       row->finish <= MOMUS_FINISH_FAILED &&
	       row->parity_status <= MOMUS_RUN_NOT_RUN &&
	       row->strict_status <= MOMUS_RUN_NOT_RUN &&
	       row->parity_passed >= -1 && row->parity_passed <= 1 &&
	       row->strict_passed >= -1 && row->strict_passed <= 1 &&
	       row->shown_passed >= -1 && row->shown_passed <= 1 &&
	       row->leak <= MOMUS_NODE_LEAK_BOTH &&
	       (row->kind != MOMUS_NODE_REWARD ||
		(row->turn && row->vote < MOMUS_NODE_REWARDS));
}

/* Cuts tests and texts out of the payload; false if they overrun it. */
static bool cut(struct momus_journal_entry *e, const char *p, size_t left)
{
	size_t n = (size_t)e->row.tests_n * sizeof *e->tests;

	if (n > left)
		return false;
	e->tests = (const struct momus_node_test *)(const void *)p;
	for (uint32_t i = 0; i < e->row.tests_n; i++)
		if (e->tests[i].parity > MOMUS_RUN_NOT_RUN ||
		    e->tests[i].strict > MOMUS_RUN_NOT_RUN)
			return false;
	p += n;
	left -= n;
	for (int i = 0; i < MOMUS_NODE_N_TEXTS; i++) {
		n = e->row.text_len[i];
		if (n > left)
			return false;
		e->text[i] = (struct momus_text){ p, n };
		p += n;
		left -= n;
	}
	return left < 8;
}

bool momus_record_decode(const char *bytes, size_t len, uint32_t salt,
			 struct momus_journal_entry *out)
{
	const char *p = bytes + MOMUS_RECORD_HEAD;
	size_t length = len - MOMUS_RECORD_HEAD;
	uint32_t crc;

	memcpy(&crc, bytes + 8, sizeof crc);
	if (crc != checksum(bytes, (uint32_t)length, salt))
		return false;
	memcpy(&out->row, p, sizeof out->row);
	memcpy(&out->usage, p + sizeof out->row, sizeof out->usage);
	return momus_record_sane(&out->row) &&
	       cut(out, p + ROWS, length - ROWS);
}
