/* study.c - see study.h */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/launch.h"
#include "cli/progress.h"
#include "cli/study.h"
#include "host/options.h"
#include "host/study.h"
#include "reports/text/lines.h"
#include "run/cells.h"

struct plan {
	const struct momus_study_wish *wish;
	struct momus_study study;
	struct momus_registry *registry;
	char *folder;	 /* owned; as the user wrote it */
	char suffix[32]; /* of a shard's stores */
	/* Of the cells that are wanted; owned, (n). */
	size_t *chosen;
	struct momus_pipeline_order *orders;
	struct momus_cell *cells;
	size_t n;
	/* Stores that are there and not worked at; owned, (n_aside). */
	struct momus_pipeline_order *aside;
	size_t n_aside;
};

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "out of memory");
}

static const struct momus_study_cell *cell_at(const struct plan *p, size_t i)
{
	return &p->study.cells[p->chosen[i]];
}

/* Where the stores go, from the root: a cell may read another's. */
static char *absolute(const char *folder)
{
	char *here = *folder == '/' ? NULL : getcwd(NULL, 0), *whole = NULL;

	if (*folder == '/')
		return strdup(folder);
	if (here && asprintf(&whole, "%s/%s", here, folder) < 0)
		whole = NULL;
	free(here);
	return whole;
}

static int expand(struct plan *p, struct momus_error *err)
{
	const struct momus_study_wish *w = p->wish;
	const cJSON *name =
		cJSON_GetObjectItemCaseSensitive(w->file->root, "study");
	char *stores;
	int rc;

	if (!w->folder && cJSON_IsString(name) &&
	    strchr(name->valuestring, '/'))
		return momus_recipe_fail(w->file, "study", err,
					 "\"%s\" makes no folder's name; name "
					 "the folder with -o",
					 name->valuestring);
	p->folder = strdup(w->folder		  ? w->folder
			   : cJSON_IsString(name) ? name->valuestring
						  : ".");
	stores = p->folder ? absolute(p->folder) : NULL;
	if (w->shards > 1)
		snprintf(p->suffix, sizeof p->suffix, "-%u-of-%u", w->shard,
			 w->shards);
	rc = stores ? momus_study_expand(&p->study, w->file, stores, err)
		    : no_memory(err);
	free(stores);
	return rc;
}

/* Whether one of PATTERNS, "a*,b", takes NAME; *USED counts the bits of those
 * that took any. */
static bool is_wanted(const char *patterns, const char *name, uint64_t *used)
{
	bool wanted = false;
	char one[256];

	for (int k = 0; *patterns; k++) {
		size_t n = strcspn(patterns, ",");

		snprintf(one, sizeof one, "%.*s", (int)n, patterns);
		if (fnmatch(one, name, 0) == 0) {
			wanted = true;
			*used |= UINT64_C(1) << (k & 63);
		}
		patterns += n + (patterns[n] == ',');
	}
	return wanted;
}

/* A pattern that takes no cell was meant for one. */
static int check_patterns(const struct plan *p, uint64_t used,
			  struct momus_error *err)
{
	const char *at = p->wish->cells, *near;
	const char **names = calloc(p->study.n + 1, sizeof *names);
	char one[256];
	int rc = names ? MOMUS_OK : no_memory(err);

	for (int k = 0; rc == MOMUS_OK && *at; k++) {
		size_t n = strcspn(at, ",");

		snprintf(one, sizeof one, "%.*s", (int)n, at);
		at += n + (at[n] == ',');
		if (used >> (k & 63) & 1)
			continue;
		for (size_t i = 0; i < p->study.n; i++)
			names[i] = p->study.cells[i].name;
		near = momus_nearest(one, names, p->study.n);
		rc = momus_fail(err, MOMUS_EINVAL,
				"--cells: no cell is called \"%s\"; %s%s%s",
				one, near ? "did you mean \"" : "",
				near ? near : "--dry-run lists them",
				near ? "\"?" : "");
	}
	free(names);
	return rc;
}

static int choose(struct plan *p, struct momus_error *err)
{
	uint64_t used = 0;

	p->chosen = calloc(p->study.n + 1, sizeof *p->chosen);
	p->orders = calloc(p->study.n + 1, sizeof *p->orders);
	p->cells = calloc(p->study.n + 1, sizeof *p->cells);
	if (!p->chosen || !p->orders || !p->cells)
		return no_memory(err);
	for (size_t i = 0; i < p->study.n; i++)
		if (!p->wish->cells ||
		    is_wanted(p->wish->cells, p->study.cells[i].name, &used))
			p->chosen[p->n++] = i;
	if (p->wish->cells)
		return check_patterns(p, used, err);
	return p->n ? MOMUS_OK
		    : momus_recipe_fail(p->wish->file, "rows", err,
					"no row is of any generator and "
					"benchmark");
}

/* The place of cell WHICH of the study among those chosen, or -1. */
static int place_of(const struct plan *p, int which)
{
	for (size_t i = 0; which >= 0 && i < p->n; i++)
		if (p->chosen[i] == (size_t)which)
			return (int)i;
	return -1;
}

static int make_orders(struct plan *p, struct momus_error *err)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct momus_study_cell *c = cell_at(p, i);
		char *path;

		if (asprintf(&path, "%s/%s%s.h5", p->folder, c->name,
			     p->suffix) < 0)
			return no_memory(err);
		p->orders[i] = (struct momus_pipeline_order){
			.recipe = c->recipe,
			.registry = p->registry,
			.path = path,
			.resume = p->wish->resume && access(path, F_OK) == 0,
			.shard = p->wish->shard,
			.shards = p->wish->shards,
		};
		p->cells[i] = (struct momus_cell){ &p->orders[i],
						   place_of(p, c->after) };
	}
	return MOMUS_OK;
}

static bool is_ordered(const struct plan *p, const char *path)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->orders[i].path, path) == 0)
			return true;
	return false;
}

/* Puts PATH, a store of cell C's, aside, if it is there. */
static int put_aside(struct plan *p, const struct momus_study_cell *c,
		     const char *path, uint32_t shard, uint32_t shards,
		     struct momus_error *err)
{
	struct momus_pipeline_order *more;
	char *own;

	if (is_ordered(p, path) || access(path, F_OK) != 0)
		return MOMUS_OK;
	more = realloc(p->aside, (p->n_aside + 1) * sizeof *more);
	if (!more)
		return no_memory(err);
	p->aside = more;
	own = strdup(path);
	if (!own)
		return no_memory(err);
	more[p->n_aside++] = (struct momus_pipeline_order){
		.recipe = c->recipe,
		.registry = p->registry,
		.path = own,
		.shard = shard,
		.shards = shards,
	};
	return MOMUS_OK;
}

/* The shard in the end of a store's name, "-I-of-N.h5". */
static bool shard_of(const char *end, uint32_t *shard, uint32_t *shards)
{
	int n = 0;

	return sscanf(end, "-%9u-of-%9u.h5%n", shard, shards, &n) == 2 && n &&
	       !end[n] && *shard < *shards;
}

/* The stores of C in shards other than the one at work. */
static int put_shards_aside(struct plan *p, const struct momus_study_cell *c,
			    struct momus_error *err)
{
	size_t length = strlen(c->name);
	DIR *folder = opendir(p->folder);
	const struct dirent *entry;
	int rc = MOMUS_OK;
	uint32_t shard, shards;
	char *path;

	while (folder && rc == MOMUS_OK && (entry = readdir(folder))) {
		if (strncmp(entry->d_name, c->name, length) != 0 ||
		    !shard_of(entry->d_name + length, &shard, &shards) ||
		    (shards == p->wish->shards && shard != p->wish->shard))
			continue;
		if (asprintf(&path, "%s/%s", p->folder, entry->d_name) < 0) {
			rc = no_memory(err);
			break;
		}
		rc = put_aside(p, c, path, shard, shards, err);
		free(path);
	}
	if (folder)
		closedir(folder);
	return rc;
}

/* What else is there of the study: cells that are left out, and other shards.
 * First solutions are taken from there, of this very shard first. */
static int look_aside(struct plan *p, struct momus_error *err)
{
	int rc = MOMUS_OK;
	char *path;

	for (size_t pass = 0; pass < 3; pass++) {
		if (pass == 1 && !p->suffix[0])
			continue; /* that was the first */
		for (size_t i = 0; rc == MOMUS_OK && i < p->study.n; i++) {
			const struct momus_study_cell *c = &p->study.cells[i];

			if (pass == 2) {
				rc = put_shards_aside(p, c, err);
				continue;
			}
			if (asprintf(&path, "%s/%s%s.h5", p->folder, c->name,
				     pass ? "" : p->suffix) < 0)
				return no_memory(err);
			rc = put_aside(p, c, path, pass ? 0 : p->wish->shard,
				       pass ? 1 : p->wish->shards, err);
			free(path);
		}
	}
	return rc;
}

static void release(struct plan *p)
{
	for (size_t i = 0; i < p->n_aside; i++)
		free((char *)p->aside[i].path);
	free(p->aside);
	for (size_t i = 0; p->orders && i < p->n; i++)
		free((char *)p->orders[i].path);
	free(p->orders);
	free(p->cells);
	free(p->chosen);
	free(p->folder);
	momus_study_release(&p->study);
	momus_registry_free(p->registry);
}

static int name_width(const struct plan *p)
{
	size_t width = 5;

	for (size_t i = 0; i < p->n; i++)
		if (strlen(cell_at(p, i)->name) > width)
			width = strlen(cell_at(p, i)->name);
	return (int)width;
}

/* What would be asked for. */

static void say_row(int width, const char *name,
		    const struct momus_pipeline_forecast *f)
{
	char prompt[16], completion[16];

	momus_progress_count(f->prompt_tokens, prompt);
	momus_progress_count(f->completion_tokens, completion);
	printf("%-*s %9llu %9llu %9llu %9llu %8s %8s", width, name,
	       (unsigned long long)f->solutions,
	       (unsigned long long)f->critiques,
	       (unsigned long long)f->revisions,
	       (unsigned long long)f->requests, prompt, completion);
	if (!isnan(f->cost))
		printf(" %9.2f", f->cost);
	else
		printf(" %9s", f->requests ? "?" : "-");
	putchar('\n');
}

static int foretell(struct plan *p, struct momus_error *err)
{
	const struct momus_cells_order order = { .cells = p->cells,
						 .n = p->n,
						 .aside = p->aside,
						 .n_aside = p->n_aside };
	struct momus_pipeline_forecast *each = calloc(p->n, sizeof *each), sum;
	int width = name_width(p), rc;

	rc = each ? momus_cells_forecast(&order, each, &sum, err)
		  : no_memory(err);
	if (rc == MOMUS_OK) {
		printf("%s: %zu cells%s\n", p->study.name, p->n,
		       p->wish->resume ? "; what is left to do" : "");
		printf("%-*s %9s %9s %9s %9s %8s %8s %9s\n", width, "cell",
		       "solutions", "critiques", "revisions", "requests",
		       "to send", "receive", "dollars");
		for (size_t i = 0; i < p->n; i++)
			say_row(width, cell_at(p, i)->name, &each[i]);
		say_row(width, "all", &sum);
		rc = momus_lines_say(
			stdout, err,
			"First solutions that cells share are counted in the "
			"first of them, and in none where a store has them; "
			"tokens: about so many to send, at most so many to "
			"receive; retries are not counted. Nothing was sent or "
			"written.");
	}
	free(each);
	return rc;
}

/* What was done. */

static const char *state_of(const struct momus_cell_result *r)
{
	if (r->was_complete)
		return "was complete";
	if (r->end == MOMUS_PIPELINE_COMPLETE)
		return "complete";
	if (r->end == MOMUS_PIPELINE_PARTIAL)
		return "requests failed";
	return r->begun ? "stopped" : "not begun";
}

static uint64_t nodes_of(const struct momus_pipeline_progress *t)
{
	return t->nodes_done + t->nodes_failed + t->nodes_skipped;
}

static int say_end(const struct plan *p,
		   const struct momus_cell_result *results,
		   const struct momus_pipeline_progress *t,
		   const struct momus_budget *budget)
{
	size_t complete = 0, before = 0;
	bool stopped = false;
	char time[32];

	for (size_t i = 0; i < p->n; i++) {
		complete += results[i].end == MOMUS_PIPELINE_COMPLETE;
		before += results[i].was_complete;
		stopped |= results[i].end == MOMUS_PIPELINE_STOPPED;
	}
	if (before == p->n) {
		printf("%s: nothing to do, all %zu cells are complete\n",
		       p->folder, p->n);
		return 0;
	}
	for (size_t i = 0; i < p->n; i++)
		printf("%-*s  %-15s  %llu nodes\n", name_width(p),
		       cell_at(p, i)->name, state_of(&results[i]),
		       (unsigned long long)(nodes_of(&results[i].totals) +
					    results[i].totals.nodes_before));
	momus_progress_time(t->seconds, time);
	printf("%s: %zu of %zu cells complete, %zu were; %llu nodes in %s\n",
	       p->folder, complete, p->n, before,
	       (unsigned long long)nodes_of(t), time);
	if (t->nodes_shared)
		printf("shared       %llu first solutions taken over, not "
		       "asked for again\n",
		       (unsigned long long)t->nodes_shared);
	momus_launch_totals(t);
	printf("next: momus report %s\n", p->folder);
	fflush(stdout);
	if (stopped)
		momus_launch_stopped(t, budget, p->folder);
	else if (complete < p->n)
		momus_launch_failed(t, p->folder);
	return complete == p->n ? 0 : 1;
}

static int carry_out(struct plan *p, struct momus_error *err)
{
	const struct momus_recipe *first = cell_at(p, 0)->recipe;
	struct momus_cell_result *results = calloc(p->n, sizeof *results);
	struct momus_cells_order order = { .cells = p->cells,
					   .n = p->n,
					   .aside = p->aside,
					   .n_aside = p->n_aside };
	struct momus_pipeline_progress totals;
	struct momus_progress progress;
	struct momus_live *live = NULL;
	int rc = results ? momus_launch_enter(&live, first, p->wish->file->root,
					      err)
			 : no_memory(err);

	if (rc == MOMUS_OK) {
		momus_interrupt_catch();
		momus_progress_init(&progress);
		order.world = momus_live_world(live);
		order.stop = momus_interrupts();
		order.budget = momus_launch_budget(first);
		order.progress = momus_progress_show;
		order.arg = &progress;
		for (size_t i = 0; i < p->n; i++)
			p->orders[i].world = order.world;
		rc = momus_cells_run(&order, results, &totals, err);
		momus_progress_release(&progress);
		momus_interrupt_leave();
	}
	momus_live_free(live);
	if (rc == MOMUS_OK)
		rc = say_end(p, results, &totals, &order.budget);
	free(results);
	return rc;
}

static int make_folder(const char *folder, struct momus_error *err)
{
	struct stat st;

	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: %m; name another folder with -o",
				  folder);
	if (stat(folder, &st) == 0 && !S_ISDIR(st.st_mode))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: is no folder; a study has a store for "
				  "each cell: name a folder with -o",
				  folder);
	return MOMUS_OK;
}

int momus_study_launch(const struct momus_study_wish *wish,
		       struct momus_error *err)
{
	struct plan p = { .wish = wish };
	int rc = expand(&p, err);

	if (rc == MOMUS_OK)
		rc = choose(&p, err);
	if (rc == MOMUS_OK)
		rc = momus_registry_open(&p.registry, err);
	if (rc == MOMUS_OK)
		rc = make_orders(&p, err);
	if (rc == MOMUS_OK)
		rc = look_aside(&p, err);
	if (rc == MOMUS_OK && !wish->dry_run)
		rc = make_folder(p.folder, err);
	if (rc == MOMUS_OK)
		rc = wish->dry_run ? foretell(&p, err) : carry_out(&p, err);
	release(&p);
	return rc;
}
