/* labels.c - see labels.h: names, and the lines that are written */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "run/labels.h"
#include "stats/remarks.h"

const char *momus_label_state_name(enum momus_label_state state)
{
	static const char *const names[MOMUS_LABEL_STATES] = {
		[MOMUS_LABEL_DONE] = "labelled",
		[MOMUS_LABEL_UNPARSED] = "unparsed",
		[MOMUS_LABEL_CUT] = "cut",
		[MOMUS_LABEL_REFUSED] = "refused",
		[MOMUS_LABEL_FAILED] = "failed",
	};

	return names[state];
}

char *momus_labels_name(const char *run)
{
	size_t n = strlen(run);
	char *name;

	if (n > 3 && strcmp(run + n - 3, ".h5") == 0)
		n -= 3;
	return asprintf(&name, "%.*s.labels.jsonl", (int)n, run) < 0 ? NULL
								     : name;
}

void momus_label_of(struct momus_text text, char out[17])
{
	uint8_t digest[32];
	char hex[65];

	momus_sha256(text, digest);
	momus_hex(digest, hex);
	memcpy(out, hex, 16);
	out[16] = '\0';
}

static void put_text(struct momus_buffer *out, const char *before,
		     struct momus_text t)
{
	momus_buffer_puts(out, before);
	momus_buffer_json(out, t);
}

void momus_labels_put_head(const struct momus_labels_head *h,
			   struct momus_buffer *out)
{
	momus_buffer_printf(out, "{\"format\":\"momus-labels\",\"version\":%d",
			    MOMUS_LABELS_VERSION);
	put_text(out, ",\"run\":", h->run);
	put_text(out, ",\"judge\":{\"plugin\":", h->plugin);
	put_text(out, ",\"model\":", h->model);
	momus_buffer_puts(out, "},\"template\":");
	momus_buffer_add(out, h->template);
	momus_buffer_puts(out, ",\"strategies\":");
	for (int i = 0; i < MOMUS_STRATEGIES; i++)
		put_text(out, i ? "," : "[",
			 momus_text_of(momus_strategy_name(i)));
	put_text(out, "],\"key\":", h->key);
	put_text(out, ",\"momus\":", h->revision);
	momus_buffer_puts(out, "}\n");
}

static void put_strategies(unsigned strategies, struct momus_buffer *out)
{
	bool any = false;

	momus_buffer_puts(out, ",\"strategies\":[");
	for (int i = 0; i < MOMUS_STRATEGIES; i++) {
		if (!(strategies >> i & 1))
			continue;
		put_text(out, any ? "," : "",
			 momus_text_of(momus_strategy_name(i)));
		any = true;
	}
	momus_buffer_putc(out, ']');
}

void momus_labels_put(const struct momus_label *l, struct momus_buffer *out)
{
	put_text(out, "{\"problem\":", l->problem);
	momus_buffer_printf(out,
			    ",\"turn\":%u,\"branch\":%" PRIu32
			    ",\"vote\":%" PRIu32 ",\"critique\":\"%s\""
			    ",\"key\":\"%s\",\"state\":\"%s\"",
			    l->turn, l->branch, l->vote, l->critique, l->key,
			    momus_label_state_name(l->state));
	if (l->state == MOMUS_LABEL_DONE)
		put_strategies(l->strategies, out);
	if (l->state != MOMUS_LABEL_FAILED)
		put_text(out, ",\"answer\":", l->answer);
	if (l->reason.len)
		put_text(out, ",\"reason\":", l->reason);
	if (l->prompt_tokens >= 0)
		momus_buffer_printf(out, ",\"prompt_tokens\":%" PRId64,
				    l->prompt_tokens);
	if (l->completion_tokens >= 0)
		momus_buffer_printf(out, ",\"completion_tokens\":%" PRId64,
				    l->completion_tokens);
	momus_buffer_puts(out, "}\n");
}

void momus_labels_put_end(size_t n, struct momus_buffer *out)
{
	momus_buffer_printf(out, "{\"end\":%zu}\n", n);
}

int momus_label_order(const struct momus_label *a, const struct momus_label *b)
{
	int c = momus_text_order(a->problem, b->problem);

	if (!c)
		c = (a->turn > b->turn) - (a->turn < b->turn);
	if (!c)
		c = (a->branch > b->branch) - (a->branch < b->branch);
	return c ? c : (a->vote > b->vote) - (a->vote < b->vote);
}

static int find_order(const void *a, const void *b)
{
	return momus_label_order(a, b);
}

const struct momus_label *momus_labels_find(const struct momus_labels *l,
					    struct momus_text problem,
					    uint16_t turn, uint32_t branch,
					    uint32_t vote)
{
	const struct momus_label want = {
		.problem = problem, .turn = turn, .branch = branch, .vote = vote
	};

	return l->n ? bsearch(&want, l->list, l->n, sizeof want, find_order)
		    : NULL;
}

void momus_labels_release(struct momus_labels *l)
{
	momus_arena_free(l->arena);
	free(l->list);
	*l = (struct momus_labels){ .list = NULL };
}
