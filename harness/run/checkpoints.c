/* checkpoints.c - see checkpoints.h */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/loop.h"
#include "momus/json.h"
#include "run/checkpoints.h"
#include "run/drawings.h"
#include "store/files.h"
#include "run/trainlog.h"
#include "run/trainrow.h"
#include "store/digest.h"

enum { PATH_ROOM = 4096, TRAIN_BYTES = 1 << 24 };

/* OUTPUT/step-00000100 and END in PATH. */
static int path_of(const struct momus_train_plan *p, int64_t step,
		   const char *end, char path[PATH_ROOM],
		   struct momus_error *err)
{
	int n = snprintf(path, PATH_ROOM, "%s/step-%08lld%s",
			 p->options->output, (long long)step, end);

	return n < PATH_ROOM ? MOMUS_OK
			     : momus_fail(err, MOMUS_EINVAL,
					  "train: output: the folder's name is "
					  "too long");
}

/* Removes the folder PATH and the files in it; it holds no folders. */
static void remove_folder(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char file[PATH_ROOM];

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    snprintf(file, sizeof file, "%s/%s", path, entry->d_name) <
			    (int)sizeof file)
			unlink(file);
	closedir(dir);
	rmdir(path);
}

/* Removes the checkpoint PATH of STEP.  It loses its name first: killed here, no
 * half of it is left that looks whole. */
static void remove_whole(const struct momus_train_plan *p, int64_t step,
			 const char *path)
{
	char part[PATH_ROOM];

	if (path_of(p, step, ".part", part, NULL) == MOMUS_OK &&
	    rename(path, part) == 0)
		remove_folder(part);
	else
		remove_folder(path);
}

/* The step of a folder's NAME, and what stands behind it. */
static int64_t step_of(const char *name, const char **end)
{
	char *behind;
	long long step;

	if (strncmp(name, "step-", 5) != 0)
		return -1;
	step = strtoll(name + 5, &behind, 10);
	*end = behind;
	return behind > name + 5 && step >= 0 ? step : -1;
}

/* Walks over P's output: *NEWEST of those below LIMIT; removes what is half
 * written, and with OLDER the whole ones below it. */
static int walk(const struct momus_train_plan *p, int64_t limit, int64_t older,
		int64_t *newest, struct momus_error *err)
{
	DIR *dir = opendir(p->options->output);
	char path[PATH_ROOM];
	struct dirent *entry;
	const char *end;

	*newest = -1;
	if (!dir && errno == ENOENT)
		return MOMUS_OK;
	if (!dir)
		return momus_fail(err, MOMUS_EIO, "%s: %s", p->options->output,
				  strerror(errno));
	while ((entry = readdir(dir))) {
		int64_t step = step_of(entry->d_name, &end);

		if (step < 0 || path_of(p, step, end, path, err) < 0)
			continue;
		if (strcmp(end, ".part") == 0)
			remove_folder(path);
		else if (!*end && step < older)
			remove_whole(p, step, path);
		else if (!*end && step < limit && step > *newest)
			*newest = step;
	}
	closedir(dir);
	return MOMUS_OK;
}

int momus_checkpoints_newest(const struct momus_train_plan *p, int64_t *step,
			     struct momus_error *err)
{
	return walk(p, INT64_MAX, -1, step, err);
}

static int cannot(const char *path, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EIO, "%s: %s", path, strerror(errno));
}

static int write_train(const struct momus_train_plan *p, const char *folder,
		       const struct momus_checkpoint *place,
		       struct momus_error *err)
{
	const struct momus_files *files = momus_files_real();
	char path[PATH_ROOM + 16];
	struct momus_buffer b;
	int fd, rc;

	snprintf(path, sizeof path, "%s/train.json", folder);
	momus_buffer_init(&b, TRAIN_BYTES);
	momus_buffer_printf(&b,
			    "{\"step\":%llu,\"updates\":%llu,\"cursor\":"
			    "%llu",
			    (unsigned long long)place->step,
			    (unsigned long long)place->updates,
			    (unsigned long long)place->cursor);
	if (p->training.staleness)
		momus_buffer_printf(
			&b, ",\"drawn\":%zu",
			place->ahead ? momus_drawings_count(place->ahead) : 0);
	momus_buffer_printf(&b, ",\"identity\":%s}\n", p->identity.ptr);
	rc = momus_buffer_check(&b, path, err);
	fd = rc < 0 ? -1
		    : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			   0666);
	if (rc == MOMUS_OK &&
	    (fd < 0 || momus_files_write(files, fd, b.ptr, b.len) != 0 ||
	     fsync(fd) != 0))
		rc = cannot(path, err);
	if (fd >= 0 && close(fd) != 0 && rc == MOMUS_OK)
		rc = cannot(path, err);
	momus_buffer_release(&b);
	return rc;
}

/* What the next step learns from was drawn by weights that nobody has any more. */
static int write_drawn(const char *folder, const struct momus_drawings *ahead,
		       struct momus_error *err)
{
	char path[PATH_ROOM + 16];

	snprintf(path, sizeof path, "%s/drawn.jsonl", folder);
	return ahead ? momus_drawings_save(ahead, path, err) : MOMUS_OK;
}

/* Makes the names in FOLDER last. */
static int sync_folder(const char *folder, struct momus_error *err)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 || fsync(fd) != 0 ? cannot(folder, err) : MOMUS_OK;

	if (fd >= 0)
		close(fd);
	return rc;
}

/* Removes all but the newest .keep. */
static int forget_old(const struct momus_train_plan *p, struct momus_error *err)
{
	int64_t at = INT64_MAX, none;
	int rc = MOMUS_OK;

	for (int64_t i = 0; rc == MOMUS_OK && i < p->options->keep && at >= 0;
	     i++)
		rc = walk(p, at, -1, &at, err);
	return rc < 0 || at < 0 ? rc : walk(p, INT64_MAX, at, &none, err);
}

static int make_folder(const char *path, struct momus_error *err)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return MOMUS_OK;
	return momus_fail(err, errno == ENOENT ? MOMUS_EINVAL : MOMUS_EIO,
			  "%s: %s", path, strerror(errno));
}

/* Tells LOG of the checkpoint in FOLDER, begun at BEGIN. */
static int tell(struct momus_train_log *log, const char *folder,
		const struct momus_checkpoint *place, double begin,
		struct momus_error *err)
{
	struct momus_ledger_checkpoint row = {
		.step = place->step,
		.updates = place->updates,
		.cursor = place->cursor,
	};
	int rc = momus_digest_folder(folder, row.sha256, &row.bytes, err);

	row.seconds = momus_loop_now() - begin;
	row.ended_s = momus_train_row_now();
	return rc < 0 ? rc : momus_train_log_kept(log, &row, err);
}

/* The folder PART, with all that is in it, becomes WHOLE: nothing that has this
 * name is ever less than that, whenever the power fails. */
static int write_whole(const struct momus_train_plan *p,
		       const struct momus_checkpoint *place,
		       struct momus_train_log *log, const char *part,
		       const char *whole, struct momus_error *err)
{
	double begin = momus_loop_now();
	int rc = make_folder(part, err);

	if (rc == MOMUS_OK)
		rc = p->engine->save(p->model, part, true, err);
	if (rc == MOMUS_OK)
		rc = write_train(p, part, place, err);
	if (rc == MOMUS_OK)
		rc = write_drawn(part, place->ahead, err);
	if (rc == MOMUS_OK)
		rc = sync_folder(part, err);
	if (rc == MOMUS_OK && log)
		rc = tell(log, part, place, begin, err);
	if (rc == MOMUS_OK && rename(part, whole) != 0)
		rc = cannot(whole, err);
	if (rc < 0) /* what it takes of a full disk may be wanted */
		remove_folder(part);
	return rc;
}

int momus_checkpoints_write(const struct momus_train_plan *p,
			    const struct momus_checkpoint *place,
			    struct momus_train_log *log,
			    struct momus_error *err)
{
	char part[PATH_ROOM], whole[PATH_ROOM];
	int64_t step = (int64_t)place->step;
	int rc = make_folder(p->options->output, err);

	if (rc == MOMUS_OK)
		rc = path_of(p, step, ".part", part, err);
	if (rc == MOMUS_OK)
		rc = path_of(p, step, "", whole, err);
	/* One that is there is this one: to write it anew would leave nothing in
	 * between. */
	if (rc == MOMUS_OK && access(whole, F_OK) != 0)
		rc = write_whole(p, place, log, part, whole, err);
	/* The older ones go only once this one cannot any more. */
	if (rc == MOMUS_OK)
		rc = sync_folder(p->options->output, err);
	return rc < 0 ? rc : forget_old(p, err);
}

/* The file PATH in BUFFER. */
static int read_file(const char *path, struct momus_buffer *out,
		     struct momus_error *err)
{
	FILE *file = fopen(path, "r");
	char part[4096];
	size_t n;

	if (!file)
		return momus_fail(err, MOMUS_EINVAL, "%s: %s", path,
				  strerror(errno));
	while ((n = fread(part, 1, sizeof part, file)) > 0 && !out->failed)
		momus_buffer_add(out, (struct momus_text){ part, n });
	fclose(file);
	return momus_buffer_check(out, path, err);
}

/* The number NAME of the checkpoint TEXT, read from PATH. */
static int read_number(struct momus_text text, const char *name,
		       const char *path, uint64_t *out, struct momus_error *err)
{
	double x = momus_json_number(momus_json_member(text, name));

	if (!(x >= 0 && x < 9007199254740992.0 && x == floor(x)))
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: %s is no whole number; remove the "
				  "folder, and the checkpoint before it is "
				  "taken",
				  path, name);
	*out = (uint64_t)x;
	return MOMUS_OK;
}

int momus_checkpoints_load(const struct momus_train_plan *p, int64_t step,
			   struct momus_checkpoint *place,
			   struct momus_error *err)
{
	char folder[PATH_ROOM], path[PATH_ROOM + 16];
	struct momus_buffer b;
	size_t at = 0;
	int rc = path_of(p, step, "", folder, err);

	if (rc < 0)
		return rc;
	snprintf(path, sizeof path, "%s/train.json", folder);
	momus_buffer_init(&b, TRAIN_BYTES);
	rc = read_file(path, &b, err);
	if (rc == MOMUS_OK && !momus_json_valid(momus_buffer_text(&b), &at))
		rc = momus_fail(
			err, MOMUS_EPARSE,
			"%s: is no JSON at byte %zu; remove the folder, "
			"and the checkpoint before it is taken",
			path, at);
	if (rc == MOMUS_OK &&
	    !momus_text_equal(
		    momus_json_member(momus_buffer_text(&b), "identity"),
		    momus_buffer_text(&p->identity)))
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: is of another recipe, or another model; "
				"name another output, or remove the folder",
				path);
	if (rc == MOMUS_OK)
		rc = read_number(momus_buffer_text(&b), "step", path,
				 &place->step, err);
	if (rc == MOMUS_OK)
		rc = read_number(momus_buffer_text(&b), "updates", path,
				 &place->updates, err);
	if (rc == MOMUS_OK)
		rc = read_number(momus_buffer_text(&b), "cursor", path,
				 &place->cursor, err);
	if (rc == MOMUS_OK && p->training.staleness)
		rc = read_number(momus_buffer_text(&b), "drawn", path,
				 &place->drawn, err);
	momus_buffer_release(&b);
	return rc < 0 ? rc : p->engine->load(p->model, folder, err);
}

/* What the log says was written at STEP: *ROW, if it says so, which it does not
 * where it was removed, or written by a version that did not keep it. */
static bool find_written(const struct momus_train_plan *p, uint64_t step,
			 struct momus_ledger_checkpoint *row)
{
	struct momus_ledger ledger = { .n_steps = 0 };
	char path[PATH_ROOM];
	bool there = false;

	if (snprintf(path, sizeof path, "%s/training.h5", p->options->output) <
		    (int)sizeof path &&
	    momus_ledger_read(&ledger, path, momus_files_real(), NULL) ==
		    MOMUS_OK)
		for (size_t i = 0; i < ledger.n_checkpoints; i++)
			if (ledger.checkpoints[i].step == step) {
				*row = ledger.checkpoints[i];
				there = true;
			}
	momus_ledger_release(&ledger);
	return there;
}

int momus_checkpoints_check(const struct momus_train_plan *p,
			    const struct momus_checkpoint *place,
			    struct momus_error *err)
{
	char folder[PATH_ROOM];
	struct momus_ledger_checkpoint row;
	uint8_t sha256[32];
	uint64_t bytes = 0;
	int rc = path_of(p, (int64_t)place->step, "", folder, err);

	if (rc < 0 || !place->step || !find_written(p, place->step, &row))
		return rc;
	rc = momus_digest_folder(folder, sha256, &bytes, err);
	if (rc < 0 || memcmp(sha256, row.sha256, sizeof sha256) == 0)
		return rc;
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: is not what was written there: files of it were "
			  "changed, added or removed since (%llu bytes, "
			  "expected %llu with the SHA-256 that training.h5 "
			  "has); mend it, or remove the folder, and the "
			  "checkpoint before it is taken",
			  folder, (unsigned long long)bytes,
			  (unsigned long long)row.bytes);
}

int momus_checkpoints_drawn(const struct momus_train_plan *p,
			    const struct momus_checkpoint *place,
			    struct momus_drawings *out, struct momus_error *err)
{
	char path[PATH_ROOM];
	int rc = path_of(p, (int64_t)place->step, "/drawn.jsonl", path, err);

	return rc < 0 ? rc
		      : momus_drawings_load(out, path, (size_t)place->drawn,
					    err);
}

int momus_checkpoints_final(const struct momus_train_plan *p,
			    struct momus_error *err)
{
	char path[PATH_ROOM];
	int rc;

	if (snprintf(path, sizeof path, "%s/model", p->options->output) >=
	    (int)sizeof path)
		return momus_fail(err, MOMUS_EINVAL,
				  "train: output: the folder's name is too "
				  "long");
	rc = make_folder(p->options->output, err);
	if (rc == MOMUS_OK)
		rc = p->engine->save(p->model, path, false, err);
	if (rc == MOMUS_OK)
		rc = sync_folder(path, err);
	return rc < 0 ? rc : sync_folder(p->options->output, err);
}
