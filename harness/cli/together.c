/* together.c - see together.h */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/together.h"
#include "core/hash.h"

enum { FILES = 3, DIGEST = 32 };

static int hash_file(const char *path, uint8_t out[DIGEST],
		     struct momus_error *err)
{
	FILE *file = fopen(path, "re");
	struct momus_sha256 s;
	char part[1 << 16];
	size_t n;

	if (!file)
		return momus_fail(err, MOMUS_EIO, "%s: %s", path,
				  strerror(errno));
	momus_sha256_init(&s);
	while ((n = fread(part, 1, sizeof part, file)) > 0)
		momus_sha256_add(&s, (struct momus_text){ part, n });
	fclose(file);
	momus_sha256_finish(&s, out);
	return MOMUS_OK;
}

/* The shared object that has WHAT. */
static int hash_object(const void *what, uint8_t out[DIGEST],
		       struct momus_error *err)
{
	Dl_info info;

	if (!dladdr(what, &info) || !info.dli_fname)
		return momus_fail(err, MOMUS_EIO,
				  "ranks: a part of the program lies in no "
				  "file");
	return hash_file(info.dli_fname, out, err);
}

/* Ranks exchange structs as they are: they are of one build. */
static int same_program(const struct momus_ranks *r,
			const struct momus_train_plan *p,
			struct momus_error *err)
{
	uint8_t files[FILES][DIGEST] = { { 0 } };
	int rc = hash_file("/proc/self/exe", files[0], err);

	if (rc == MOMUS_OK)
		rc = hash_object((const void *)momus_ranks_agree, files[1],
				 err);
	if (rc == MOMUS_OK && p)
		rc = hash_object(p->engine, files[2], err);
	rc = momus_ranks_agree(r, rc, err);
	return rc < 0 ? rc
		      : momus_ranks_same(
				r,
				(struct momus_text){ (const char *)files,
						     sizeof files },
				"the program's files",
				"start the same Momus on all hosts", err);
}

int momus_together_begin(const struct momus_rankset *set,
			 const struct momus_train_plan *p, int rc,
			 struct momus_error *err)
{
	const struct momus_ranks *r = momus_rankset_ranks(set);
	struct momus_text recipe = { NULL, 0 };

	if (r->size == 1)
		return rc;
	if (p && rc == MOMUS_OK)
		recipe = momus_buffer_text(&p->identity);
	rc = momus_ranks_agree(r, rc, err);
	if (rc == MOMUS_OK)
		rc = same_program(r, rc == MOMUS_OK ? p : NULL, err);
	return rc < 0 ? rc
		      : momus_ranks_same(r, recipe, "the recipe's values",
					 "give all ranks the same recipe and "
					 "options",
					 err);
}

int momus_together_train(const struct momus_rankset *set,
			 const struct momus_train_plan *p,
			 struct momus_error *err)
{
	const struct momus_ranks *r = momus_rankset_ranks(set);

	if (r->size == 1)
		return MOMUS_OK;
	if (!MOMUS_HAS(p->engine, together) || !p->engine->together)
		return momus_fail(err, MOMUS_ENOTSUP,
				  "train: backend %s does not train with "
				  "several processes; start one",
				  p->plugin->name);
	return p->engine->together(p->model, r, err);
}

int momus_together_end(struct momus_rankset *set, int rc,
		       struct momus_error *err)
{
	const struct momus_ranks *r = set ? momus_rankset_ranks(set) : NULL;
	char all = 0;
	bool parted;

	if (!r || r->size == 1) {
		momus_rankset_close(set, true, err);
		return rc;
	}
	rc = momus_ranks_agree(r, rc, err);
	if (rc < 0 && momus_rankset_speaks(set))
		fprintf(stderr, "momus: %s\n",
			err->text[0] ? err->text : momus_status_name(rc));
	fflush(stdout);
	/* A launcher kills the others when the first ends in failure: nobody
	 * ends before all is said. */
	parted = momus_ranks_spread(r, &all, sizeof all, NULL) == MOMUS_OK;
	momus_rankset_close(set, parted, err);
	return momus_command_status(rc);
}
