/* site.c - see site.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "reports/html/site.h"

struct place { /* one problem of one run */
	struct momus_text id;
	uint32_t run, problem;
	size_t group; /* its first place in the order of runs */
};

static int by_id(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	size_t n = a->id.len < b->id.len ? a->id.len : b->id.len;
	int order = n ? memcmp(a->id.ptr, b->id.ptr, n) : 0;

	if (order)
		return order;
	if (a->id.len != b->id.len)
		return a->id.len < b->id.len ? -1 : 1;
	if (a->run != b->run)
		return a->run < b->run ? -1 : 1;
	return a->problem < b->problem ? -1 : a->problem > b->problem;
}

static int by_group(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return a->run < b->run ? -1 : a->run > b->run;
}

/* A problem of the same run is another one, whatever its id. */
static bool joins(const struct place *a, const struct place *b)
{
	return momus_text_equal(a->id, b->id) && a->run != b->run;
}

void momus_site_file(struct momus_text id, size_t again, char file[80])
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	char word[41], hex[65];
	uint8_t digest[32];
	size_t n = 0;

	for (size_t i = 0; i < id.len && n < sizeof word - 1; i++) {
		char c = id.ptr[i];

		if (c && strchr(safe, c))
			word[n++] = c;
		else if (n && word[n - 1] != '-')
			word[n++] = '-';
	}
	word[n] = '\0';
	momus_sha256(id, digest);
	momus_hex(digest, hex);
	if (again)
		snprintf(file, 80, "%s-%.8s-%zu.html", n ? word : "problem",
			 hex, again);
	else
		snprintf(file, 80, "%s-%.8s.html", n ? word : "problem", hex);
}

static int by_file(const void *x, const void *y)
{
	const struct momus_site_problem *const *a = x, *const *b = y;
	int order = strcasecmp((*a)->file, (*b)->file);

	return order ? order : *a < *b ? -1 : *a > *b;
}

/* Tells files apart that have one name after all. */
static int name_files(struct momus_site *site, struct momus_error *err)
{
	struct momus_site_problem **sorted =
		calloc(site->n + 1, sizeof *sorted);
	size_t again = 0;

	if (!sorted)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t i = 0; i < site->n; i++) {
		momus_site_file(site->problems[i].id, 0,
				site->problems[i].file);
		sorted[i] = &site->problems[i];
	}
	qsort(sorted, site->n, sizeof *sorted, by_file);
	for (size_t i = site->n; i-- > 1;) /* the first keeps its name */
		if (strcasecmp(sorted[i]->file, sorted[i - 1]->file) == 0)
			momus_site_file(sorted[i]->id, 1 + ++again,
					sorted[i]->file);
	free(sorted);
	return MOMUS_OK;
}

static void fill_problems(struct momus_site *site, struct place *places,
			  size_t n)
{
	const struct momus_report *r = site->report;

	qsort(places, n, sizeof *places, by_id);
	for (size_t i = 0, from = 0; i < n; i++) {
		if (i && !joins(&places[i - 1], &places[i]))
			from = i;
		places[i].group = i == from ? (size_t)places[i].run << 32 |
						      places[i].problem
					    : places[from].group;
	}
	qsort(places, n, sizeof *places, by_group);
	for (size_t i = 0; i < n; i++) {
		struct momus_site_problem *p;

		if (!i || places[i].group != places[i - 1].group) {
			p = &site->problems[site->n++];
			p->id = places[i].id;
			p->at = &site->places[(site->n - 1) * r->n];
			for (size_t k = 0; k < r->n; k++)
				p->at[k] = MOMUS_SITE_NOT_THERE;
		}
		p = &site->problems[site->n - 1];
		p->at[places[i].run] = places[i].problem;
	}
}

static int join(struct momus_site *site, struct momus_error *err)
{
	const struct momus_report *r = site->report;
	struct place *places;
	size_t n = 0, at = 0;

	for (size_t k = 0; k < r->n; k++)
		n += momus_run_n_problems(r->runs[k].run);
	places = calloc(n + 1, sizeof *places);
	site->problems = calloc(n + 1, sizeof *site->problems);
	site->places = calloc(n * r->n + 1, sizeof *site->places);
	if (!places || !site->problems || !site->places) {
		free(places);
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	}
	for (size_t k = 0; k < r->n; k++)
		for (size_t p = 0; p < momus_run_n_problems(r->runs[k].run);
		     p++)
			places[at++] = (struct place){
				momus_run_problem(r->runs[k].run, p).id,
				(uint32_t)k, (uint32_t)p, 0
			};
	fill_problems(site, places, n);
	free(places);
	return name_files(site, err);
}

static int count_fates(struct momus_site_run *run,
		       const struct momus_report_run *of,
		       struct momus_error *err)
{
	size_t n = momus_run_n_problems(of->run), at = 0;
	int rc = momus_grid_init(&run->grid, of->run, of->path, err);

	if (rc < 0)
		return rc;
	run->strict = of->gathered.strict;
	run->first = calloc(n + 1, sizeof *run->first);
	run->fates = calloc(n + 1, sizeof *run->fates);
	if (!run->first || !run->fates)
		return momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t p = 0; p < n; p++) {
		run->first[p] = at;
		momus_grid_fill(&run->grid, of->run, p, &at);
		momus_fate_count(&run->grid, run->strict, &run->fates[p]);
	}
	return MOMUS_OK;
}

int momus_site_init(struct momus_site *site, const struct momus_report *report,
		    struct momus_error *err)
{
	int rc;

	*site = (struct momus_site){ .report = report };
	site->runs = calloc(report->n + 1, sizeof *site->runs);
	rc = site->runs ? join(site, err)
			: momus_fail(err, MOMUS_ENOMEM, "out of memory");
	for (size_t k = 0; rc == MOMUS_OK && k < report->n; k++)
		rc = count_fates(&site->runs[k], &report->runs[k], err);
	if (rc < 0)
		momus_site_release(site);
	return rc;
}

void momus_site_release(struct momus_site *site)
{
	for (size_t k = 0; site->runs && k < site->report->n; k++) {
		momus_grid_release(&site->runs[k].grid);
		free(site->runs[k].first);
		free(site->runs[k].fates);
	}
	free(site->runs);
	free(site->problems);
	free(site->places);
	*site = (struct momus_site){ .n = 0 };
}

const struct momus_grid *momus_site_fill(struct momus_site *site, size_t r,
					 size_t p)
{
	size_t at = site->runs[r].first[p];

	momus_grid_fill(&site->runs[r].grid, site->report->runs[r].run, p, &at);
	return &site->runs[r].grid;
}
