/* synthesis.c - the critiques of one run, and what is wrong with each by itself */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "momus/space.h"
#include "run/regraded.h"
#include "run/synthesis-parts.h"
#include "store/layout.h"

static const size_t text_limit = (size_t)1 << 30; /* bytes of one node */

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "synthesize: out of memory");
}

/* The prompt that rows begin with is the one that the run knew. */
static int check_prompts(struct momus_synthesis_reader *r)
{
	const struct momus_store_head *head = momus_run_head(r->source->run);
	struct momus_text all = momus_text_of(head->prompts);
	int rc = MOMUS_OK;

	momus_buffer_reset(&r->part);
	momus_prompts_describe_one(r->prompts, MOMUS_PROMPT_CRITIQUE, &r->part);
	if (all.len &&
	    momus_text_find(all, momus_buffer_text(&r->part), 0) == (size_t)-1)
		rc = momus_fail(r->err, MOMUS_EINVAL,
				"%s: its critic's prompt is another than the "
				"one at hand; name the run's with --set "
				"prompts.critique=FILE",
				r->source->path);
	return rc;
}

static int load_problems(struct momus_synthesis_reader *r)
{
	const struct momus_store_head *head = momus_run_head(r->source->run);
	struct momus_benchmark *b;
	int rc = momus_benchmark_open(&r->benchmark, r->source->recipe,
				      r->source->registry, r->err);

	b = r->benchmark;
	if (rc == MOMUS_OK)
		rc = momus_benchmark_load(b, r->source->data, 0, 0, 1, r->err);
	if (rc == MOMUS_OK && momus_regraded_knows_data(head) &&
	    strcmp(b->dataset->sha256, head->dataset_sha256) != 0)
		rc = momus_fail(r->err, MOMUS_EINVAL,
				"%s is not the data of %s: its SHA-256 is "
				"%.12s…, expected %.12s…; name the right file "
				"with --data",
				r->source->data, r->source->path,
				b->dataset->sha256, head->dataset_sha256);
	return rc;
}

static int find_problems(struct momus_synthesis_reader *r)
{
	struct momus_run *run = r->source->run;
	size_t n = momus_run_n_problems(run);

	r->place = calloc(n + 1, sizeof *r->place);
	if (!r->place)
		return no_memory(r->err);
	for (size_t i = 0; i < n; i++) {
		struct momus_text id = momus_run_problem(run, i).id;
		size_t at = momus_dataset_find(r->benchmark->dataset, id);

		if (at == (size_t)-1)
			return momus_fail(r->err, MOMUS_EINVAL,
					  "%s: problem \"%.*s\" is not in the "
					  "data as the task reads it now",
					  r->source->path, (int)id.len, id.ptr);
		r->place[i] = (uint32_t)at;
	}
	return MOMUS_OK;
}

/* Where the tree of first solutions and revisions has branch BRANCH of TURN. */
static void put_path(const struct momus_store_head *head, uint16_t turn,
		     uint32_t branch, struct momus_buffer *out)
{
	uint32_t path[MOMUS_RECIPE_TURNS + 1];

	for (int t = turn; t >= 0; t--) {
		uint32_t width = head->widths[t] ? head->widths[t] : 1;

		path[t] = branch % width;
		branch /= width;
	}
	momus_buffer_puts(out, ",\"path\":");
	for (int t = 0; t <= turn; t++)
		momus_buffer_printf(out, "%c%u", t ? ',' : '[', path[t]);
	momus_buffer_putc(out, ']');
}

static void put_node(const struct momus_synthesis_reader *r,
		     const struct momus_synthesis_critique *c,
		     struct momus_buffer *out)
{
	const struct momus_store_head *head = momus_run_head(r->source->run);
	const struct momus_node *n = &c->node;
	char key[65];

	momus_hex(n->key, key);
	momus_buffer_puts(out, ",\"node\":{\"store\":");
	momus_buffer_json(out, momus_text_of(r->source->path));
	momus_buffer_puts(out, ",\"run\":");
	momus_buffer_json(out, momus_text_of(head->run_id));
	momus_buffer_puts(out, ",\"problem\":");
	momus_buffer_json(out, c->problem->id);
	momus_buffer_printf(out, ",\"turn\":%u,\"branch\":%u,\"vote\":%u",
			    n->turn, n->branch, n->vote);
	put_path(head, n->turn, n->branch, out);
	momus_buffer_printf(out, ",\"key\":\"%s\"}", key);
}

/* The row of C as JSON, in the arena of S. */
static int write_line(struct momus_synthesis_reader *r,
		      const struct momus_synthesis_critique *c,
		      struct momus_synthesis_row *row)
{
	struct momus_buffer *out = &r->part;
	int passed = c->parent.parity.passed;
	int rc;

	momus_buffer_reset(out);
	momus_buffer_puts(out, "{\"id\":");
	momus_buffer_json(out, c->problem->id);
	if (c->text.ptr) {
		momus_buffer_puts(out, ",\"messages\":[{\"role\":\"user\","
				       "\"content\":");
		momus_buffer_json(out, momus_buffer_text(&r->prompt));
		momus_buffer_puts(out, "}],\"completion\":");
		momus_buffer_json(out, c->text);
		momus_buffer_printf(
			out, ",\"judgment\":\"%s\",\"passed\":%s",
			momus_layout_name(MOMUS_FIELD_JUDGMENT, row->judgment),
			passed < 0 ? "null"
			: passed   ? "true"
				   : "false");
	}
	put_node(r, c, out);
	rc = momus_buffer_check(out, "a row", r->err);
	row->line = momus_arena_copy(r->s->arena, momus_buffer_text(out));
	return rc == MOMUS_OK && !row->line.ptr ? no_memory(r->err) : rc;
}

static int add_row(struct momus_synthesis *s,
		   const struct momus_synthesis_row *row,
		   struct momus_error *err)
{
	size_t room = s->room ? 2 * s->room : 256;
	struct momus_synthesis_row *grown;

	if (s->n == s->room) {
		grown = realloc(s->rows, room * sizeof *grown);
		if (!grown)
			return no_memory(err);
		s->rows = grown;
		s->room = room;
	}
	s->rows[s->n++] = *row;
	return MOMUS_OK;
}

/* Names the problem, and the critique of it, by what they say. */
static void digest(struct momus_synthesis_reader *r,
		   const struct momus_synthesis_critique *c,
		   struct momus_synthesis_row *row)
{
	uint8_t id[32];

	momus_sha256(c->problem->id, id);
	memcpy(&row->problem, id, sizeof row->problem);
	momus_buffer_reset(&r->part);
	momus_buffer_add(&r->part, (struct momus_text){ (char *)id, 32 });
	momus_buffer_add(&r->part, c->text);
	momus_sha256(momus_buffer_text(&r->part), row->digest);
}

static int read_critique(struct momus_synthesis_reader *r, size_t i)
{
	struct momus_run *run = r->source->run;
	const struct momus_node *n = &momus_run_nodes(run)[i];
	uint32_t width = momus_run_head(run)->widths[n->turn];
	size_t parent =
		momus_synthesis_node(run, n->problem, (uint16_t)(n->turn - 1),
				     n->branch / (width ? width : 1));
	struct momus_synthesis_row row = { .judgment = n->judgment };
	struct momus_synthesis_critique c = { .problem = NULL };
	int rc;

	momus_arena_reset(r->arena);
	rc = momus_run_node(run, i, r->arena, &c.node, r->err);
	if (rc == MOMUS_OK && parent != (size_t)-1)
		rc = momus_run_node(run, parent, r->arena, &c.parent, r->err);
	if (rc < 0)
		return rc;
	c.problem = &r->benchmark->dataset->problems[r->place[n->problem]];
	row.end = MOMUS_SYNTHESIS_FAILED;
	if (n->state == MOMUS_NODE_DONE && parent != (size_t)-1) {
		c.text = momus_space_strip(c.node.response);
		rc = momus_synthesis_view(r, &c);
		if (rc == MOMUS_OK)
			rc = momus_synthesis_judge(r, &c, &row);
	}
	digest(r, &c, &row);
	if (rc == MOMUS_OK)
		rc = write_line(r, &c, &row);
	return rc < 0 ? rc : add_row(r->s, &row, r->err);
}

static int read_critiques(struct momus_synthesis_reader *r)
{
	struct momus_run *run = r->source->run;
	const struct momus_node *nodes = momus_run_nodes(run);
	int rc = MOMUS_OK;

	for (size_t i = 0; rc == MOMUS_OK && i < momus_run_n_nodes(run); i++)
		if (nodes[i].kind == MOMUS_NODE_CRITIQUE && nodes[i].turn &&
		    !momus_run_stopped(run, i))
			rc = read_critique(r, i);
	return rc;
}

/* How the run's critics were asked. */
static int read_feedback(struct momus_synthesis_reader *r)
{
	const char *feedback = momus_run_head(r->source->run)->feedback;

	r->hint = strcmp(feedback, "critic+hint") == 0;
	if (r->hint || strcmp(feedback, "critic") == 0 ||
	    strcmp(feedback, "self") == 0)
		return MOMUS_OK;
	return momus_fail(r->err, MOMUS_EINVAL,
			  "%s: its feedback is \"%s\", which has no critiques; "
			  "expected critic+hint, critic or self",
			  r->source->path, feedback);
}

int momus_synthesis_read(struct momus_synthesis *s,
			 const struct momus_synthesis_source *source,
			 struct momus_error *err)
{
	struct momus_synthesis_reader r = { .s = s,
					    .source = source,
					    .err = err };
	int rc = read_feedback(&r);

	momus_buffer_init(&r.part, text_limit);
	momus_buffer_init(&r.prompt, text_limit);
	r.arena = momus_arena_create(text_limit);
	if (rc == MOMUS_OK && !r.arena)
		rc = no_memory(err);
	if (rc == MOMUS_OK)
		rc = momus_prompts_read(&r.prompts, source->recipe, err);
	if (rc == MOMUS_OK)
		rc = check_prompts(&r);
	if (rc == MOMUS_OK)
		rc = load_problems(&r);
	if (rc == MOMUS_OK)
		rc = find_problems(&r);
	if (rc == MOMUS_OK)
		rc = read_critiques(&r);
	momus_benchmark_close(r.benchmark);
	momus_prompts_free(r.prompts);
	free(r.place);
	momus_arena_free(r.arena);
	momus_buffer_release(&r.part);
	momus_buffer_release(&r.prompt);
	return rc;
}
