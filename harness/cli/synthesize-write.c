/* synthesize-write.c - momus synthesize: rows, what was dropped, and counts */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/newfile.h"
#include "cli/synthesize.h"
#include "host/options.h"

char *momus_synthesize_beside(const char *rows, const char *ending)
{
	static const char own[] = ".jsonl";
	size_t n = strlen(rows), k = sizeof own - 1;
	char *name;

	if (n > k && strcmp(rows + n - k, own) == 0)
		n -= k;
	return asprintf(&name, "%.*s%s", (int)n, rows, ending) < 0 ? NULL
								   : name;
}

static size_t count(const struct momus_synthesis *s, uint8_t judgment)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->rows[i].end == MOMUS_SYNTHESIS_ROW &&
		     s->rows[i].judgment == judgment;
	return n;
}

static int write_rows(const struct momus_synthesis *s, const char *path,
		      struct momus_error *err)
{
	struct momus_new_file f;
	int rc = momus_new_file_open(&f, path, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < s->n; i++)
		if (s->rows[i].end == MOMUS_SYNTHESIS_ROW)
			fprintf(f.file, "%.*s}\n", (int)s->rows[i].line.len,
				s->rows[i].line.ptr);
	return momus_new_file_keep(&f, err);
}

static int write_dropped(const struct momus_synthesis *s, const char *path,
			 struct momus_error *err)
{
	struct momus_new_file f;
	struct momus_buffer b;
	int rc = momus_new_file_open(&f, path, err);

	if (rc < 0)
		return rc;
	momus_buffer_init(&b, 1 << 20);
	for (size_t i = 0; i < s->n; i++) {
		const struct momus_synthesis_row *row = &s->rows[i];

		if (row->end == MOMUS_SYNTHESIS_ROW)
			continue;
		momus_buffer_reset(&b);
		momus_buffer_printf(&b, ",\"dropped\":\"%s\"",
				    momus_synthesis_name(row->end));
		if (row->phrase) {
			momus_buffer_puts(&b, ",\"phrase\":");
			momus_buffer_json(&b, momus_text_of(row->phrase));
		}
		fprintf(f.file, "%.*s%s}\n", (int)row->line.len, row->line.ptr,
			b.ptr ? b.ptr : "");
	}
	momus_buffer_release(&b);
	return momus_new_file_keep(&f, err);
}

static void put_counts(const struct momus_synthesis *s,
		       const struct momus_synthesis_source *sources, size_t n,
		       struct momus_buffer *b)
{
	momus_buffer_printf(b, "{\n  \"critiques\": %zu,\n  \"rows\": %zu,\n",
			    s->n, s->counts[MOMUS_SYNTHESIS_ROW]);
	momus_buffer_printf(b,
			    "  \"correct\": %zu,\n  \"incorrect\": %zu,\n"
			    "  \"dropped\": {",
			    count(s, MOMUS_JUDGMENT_CORRECT),
			    count(s, MOMUS_JUDGMENT_INCORRECT));
	for (int i = MOMUS_SYNTHESIS_ROW + 1; i < MOMUS_SYNTHESIS_ENDS; i++)
		momus_buffer_printf(
			b, "%s\n    \"%s\": %zu",
			i > MOMUS_SYNTHESIS_ROW + 1 ? "," : "",
			momus_synthesis_name((enum momus_synthesis_end)i),
			s->counts[i]);
	momus_buffer_printf(b, "\n  },\n  \"seed\": %llu,\n  \"options\": ",
			    (unsigned long long)s->seed);
	momus_options_print(momus_synthesis_table(), s->options, b);
	momus_buffer_puts(b, ",\n  \"runs\": [");
	for (size_t i = 0; i < n; i++) {
		const struct momus_store_head *head =
			momus_run_head(sources[i].run);

		momus_buffer_puts(b, i ? ",\n    {" : "\n    {");
		momus_buffer_puts(b, "\"store\": ");
		momus_buffer_json(b, momus_text_of(sources[i].path));
		momus_buffer_puts(b, ", \"run\": ");
		momus_buffer_json(b, momus_text_of(head->run_id));
		momus_buffer_puts(b, ", \"feedback\": ");
		momus_buffer_json(b, momus_text_of(head->feedback));
		momus_buffer_printf(
			b, ", \"complete\": %s}",
			momus_run_complete(sources[i].run) ? "true" : "false");
	}
	momus_buffer_puts(b, "\n  ]\n}\n");
}

static int write_counts(const struct momus_synthesis *s, const char *rows,
			const struct momus_synthesis_source *sources, size_t n,
			struct momus_error *err)
{
	char *path = momus_synthesize_beside(rows, ".counts.json");
	struct momus_new_file f;
	struct momus_buffer b;
	int rc;

	momus_buffer_init(&b, 1 << 24);
	put_counts(s, sources, n, &b);
	rc = path ? momus_buffer_check(&b, "the counts", err)
		  : momus_fail(err, MOMUS_ENOMEM, "synthesize: out of memory");
	if (rc == MOMUS_OK)
		rc = momus_new_file_open(&f, path, err);
	if (rc == MOMUS_OK) {
		fwrite(b.ptr, 1, b.len, f.file);
		rc = momus_new_file_keep(&f, err);
	}
	momus_buffer_release(&b);
	free(path);
	return rc;
}

static void tell(const struct momus_synthesis *s, const char *rows)
{
	printf("%s: %zu rows of %zu critiques, %zu judge Correct, %zu "
	       "Incorrect\n",
	       rows, s->counts[MOMUS_SYNTHESIS_ROW], s->n,
	       count(s, MOMUS_JUDGMENT_CORRECT),
	       count(s, MOMUS_JUDGMENT_INCORRECT));
	for (int i = MOMUS_SYNTHESIS_ROW + 1; i < MOMUS_SYNTHESIS_ENDS; i++)
		if (s->counts[i])
			printf("dropped %8zu  %-16s  %s\n", s->counts[i],
			       momus_synthesis_name(
				       (enum momus_synthesis_end)i),
			       momus_synthesis_meaning(
				       (enum momus_synthesis_end)i));
	fflush(stdout);
}

int momus_synthesize_write(const struct momus_synthesis *s,
			   const struct synthesize_files *files,
			   const struct momus_synthesis_source *sources,
			   size_t n, struct momus_error *err)
{
	int rc = MOMUS_OK;

	tell(s, files->rows);
	if (files->dropped)
		rc = write_dropped(s, files->dropped, err);
	if (rc == MOMUS_OK && !s->counts[MOMUS_SYNTHESIS_ROW])
		return MOMUS_END;
	if (rc == MOMUS_OK)
		rc = write_counts(s, files->rows, sources, n, err);
	return rc < 0 ? rc : write_rows(s, files->rows, err);
}
