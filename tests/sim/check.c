/* check.c - see check.h */
#include <dirent.h>
#include <hdf5.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/answers.h"
#include "sim/check.h"
#include "store/export.h"

static const size_t text_limit = (size_t)1 << 30;

static void *sure(void *p)
{
	if (!p)
		abort();
	return p;
}

/* The number behind NAME in LINE; 0 if it is null. */
static uint64_t number(struct momus_text line, const char *name)
{
	size_t at = momus_text_find(line, momus_text_of(name), 0);

	if (at == (size_t)-1)
		abort();
	return strtoull(line.ptr + at + strlen(name), NULL, 10);
}

static int add_line(void *arg, struct momus_text line, struct momus_error *err)
{
	static const char prompt[] = ",\"prompt_tokens\":";
	struct sim_nodes *n = arg;

	n->used.prompt += number(line, prompt);
	n->used.completion += number(line, ",\"completion_tokens\":");
	if (n->no_usage) {
		line.len = momus_text_find(line, momus_text_of(prompt), 0);
		momus_buffer_add(&n->text, line);
		line = MOMUS_TEXT("}\n");
	}
	momus_buffer_add(&n->text, line);
	return momus_buffer_check(&n->text, "an export", err);
}

static void know_nodes(struct sim_nodes *n, const struct momus_run *run)
{
	size_t count = momus_run_n_nodes(run);

	n->nodes = sure(calloc(count + 1, sizeof *n->nodes));
	for (size_t i = 0; i < count; i++) {
		const struct momus_node *from = &momus_run_nodes(run)[i];

		n->nodes[i] = (struct sim_node){
			.problem = from->problem,
			.branch = from->branch,
			.vote = from->vote,
			.turn = from->turn,
			.kind = from->kind,
			.cost = isnan(from->cost) ? 0 : from->cost,
		};
		if (from->prompt_tokens > 0)
			n->nodes[i].tokens += (double)from->prompt_tokens;
		if (from->completion_tokens > 0)
			n->nodes[i].tokens += (double)from->completion_tokens;
	}
}

static void cut_lines(struct sim_nodes *n)
{
	const struct momus_text attempt = MOMUS_TEXT("\"kind\":\"attempt\"");
	struct momus_text rest = momus_buffer_text(&n->text), line;

	while (momus_text_line(&rest, &line)) {
		if (n->n == n->room) {
			n->room = n->room ? 2 * n->room : 64;
			n->lines = sure(
				realloc(n->lines, n->room * sizeof *n->lines));
		}
		n->lines[n->n++] = line;
		n->attempts += momus_text_find(line, attempt, 0) != (size_t)-1;
	}
}

void sim_nodes_read(struct sim_nodes *out, const char *path,
		    struct sim_world *w)
{
	struct momus_error err = { "" };
	struct momus_run *run;
	int rc;

	memset(out, 0, sizeof *out);
	out->no_usage = w->shares;
	momus_buffer_init(&out->text, text_limit);
	rc = momus_run_open(&run, path, &err);
	if (rc == MOMUS_ENOTFOUND)
		return;
	if (rc == MOMUS_OK) {
		out->there = true;
		out->complete = momus_run_complete(run);
		know_nodes(out, run);
		rc = momus_export_run(run, false, add_line, out, &err);
		momus_run_close(run);
	}
	if (rc < 0)
		sim_world_blame(w, "the run cannot be read: %s", err.text);
	cut_lines(out);
}

void sim_nodes_release(struct sim_nodes *n)
{
	momus_buffer_release(&n->text);
	free(n->lines);
	free(n->nodes);
	memset(n, 0, sizeof *n);
}

bool sim_node_is_done(struct momus_text line)
{
	return momus_text_find(line, MOMUS_TEXT("\"state\":\"done\""), 0) !=
	       (size_t)-1;
}

uint64_t sim_node_number(struct momus_text line)
{
	size_t at = momus_text_find(line, MOMUS_TEXT("\"response\":"), 0);

	if (at == (size_t)-1)
		return 0;
	return sim_answer_number_in(
		(struct momus_text){ line.ptr + at, line.len - at });
}

/* The set. */

static uint64_t *slot(const struct sim_numbers *s, uint64_t number)
{
	size_t i = (size_t)(number * UINT64_C(0x9e3779b97f4a7c15) >> 32) &
		   (s->room - 1);

	while (s->slots[i] && s->slots[i] != number)
		i = (i + 1) & (s->room - 1);
	return &s->slots[i];
}

bool sim_numbers_has(const struct sim_numbers *s, uint64_t number)
{
	return s->n && *slot(s, number);
}

bool sim_numbers_add(struct sim_numbers *s, uint64_t number)
{
	struct sim_numbers old = *s;
	uint64_t *at;

	if (2 * s->n >= s->room) {
		s->room = s->room ? 2 * s->room : 256;
		s->slots = sure(calloc(s->room, sizeof *s->slots));
		for (size_t i = 0; i < old.room; i++)
			if (old.slots[i])
				*slot(s, old.slots[i]) = old.slots[i];
		free(old.slots);
	}
	at = slot(s, number);
	if (*at)
		return false;
	*at = number;
	s->n++;
	return true;
}

void sim_numbers_release(struct sim_numbers *s)
{
	free(s->slots);
	memset(s, 0, sizeof *s);
}

/* The properties. */

enum { SHOWN = 150 }; /* bytes of a line in messages */

static int shown(struct momus_text line)
{
	return line.len < SHOWN ? (int)line.len : SHOWN;
}

void sim_check_equal(struct sim_world *w, const struct sim_nodes *got,
		     const struct sim_nodes *want, const char *what)
{
	size_t n = got->n < want->n ? got->n : want->n, at = 0;

	for (size_t i = 0; i < n; i++) {
		struct momus_text a = got->lines[i], b = want->lines[i];

		if (momus_text_equal(a, b))
			continue;
		while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at])
			at++;
		sim_world_blame(w,
				"%s: node %zu differs at byte %zu: "
				"%.100s… where the undisturbed run has "
				"%.100s…: %.*s",
				what, i, at, a.ptr + (at < 10 ? 0 : at - 10),
				b.ptr + (at < 10 ? 0 : at - 10), shown(b),
				b.ptr);
		return;
	}
	if (got->n != want->n)
		sim_world_blame(w,
				"%s: %zu nodes where the undisturbed run has "
				"%zu",
				what, got->n, want->n);
}

void sim_check_kept(struct sim_world *w, const struct sim_nodes *before,
		    const struct sim_nodes *after)
{
	size_t k = 0;

	for (size_t i = 0; i < before->n; i++) {
		struct momus_text line = before->lines[i];

		if (!sim_node_is_done(line))
			continue;
		while (k < after->n && !momus_text_equal(after->lines[k], line))
			k++;
		if (k == after->n) {
			sim_world_blame(w, "a node that was safe is lost: %.*s",
					shown(line), line.ptr);
			return;
		}
	}
}

void sim_check_unique(struct sim_world *w, const struct sim_nodes *run)
{
	struct sim_numbers seen = { 0 };

	for (size_t i = 0; i < run->n; i++) {
		uint64_t n = sim_node_number(run->lines[i]);

		if (n && !sim_numbers_add(&seen, n))
			sim_world_blame(
				w, "one answer stands for two nodes: %.*s",
				shown(run->lines[i]), run->lines[i].ptr);
	}
	sim_numbers_release(&seen);
}

/* By HDF5 itself: our reader would pass over a row that is there twice. */
void sim_check_rows(struct sim_world *w, const char *path, size_t n)
{
	hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), set, space;
	hssize_t rows;

	set = H5Dopen2(file, "/nodes", H5P_DEFAULT);
	space = H5Dget_space(set);
	rows = H5Sget_simple_extent_npoints(space);
	if (rows < 0 || (size_t)rows != n)
		sim_world_blame(w, "%lld rows hold %zu nodes", (long long)rows,
				n);
	H5Sclose(space);
	H5Dclose(set);
	H5Fclose(file);
}

void sim_check_tidy(struct sim_world *w, const char *path)
{
	const char *base = strrchr(path, '/') + 1;
	DIR *dir = sure(opendir(w->disk.folder));
	size_t len = strlen(base);
	struct dirent *e;

	while ((e = readdir(dir)))
		if (strncmp(e->d_name, base, len) == 0 && e->d_name[len])
			sim_world_blame(w, "the file %s was left behind",
					e->d_name);
	closedir(dir);
}
