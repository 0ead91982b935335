/* label-file.c - see label-file.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/label-file.h"
#include "store/files.h"
#include "store/lock.h"

struct momus_label_file {
	const struct momus_files *files;
	char *path, *partial, *fresh, *lock_path; /* owned */
	struct momus_labels_head head;		  /* borrowed */
	struct momus_labels had;		  /* owned */
	struct momus_buffer line;
	int fd, lock;	   /* of .partial; -1: not open, not taken */
	bool dirty, empty; /* ..: nothing is in it yet */
};

static const size_t line_limit = (size_t)64 << 20;

static int no_memory(struct momus_error *err)
{
	return momus_fail(err, MOMUS_ENOMEM, "label: out of memory");
}

static int no_write(const char *path, struct momus_error *err)
{
	return momus_fail(err, MOMUS_EIO, "%s: cannot be written: %m", path);
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* What was begun must have been asked in the same way of the same run. */
static int check_head(const struct momus_label_file *f,
		      const struct momus_labels_head *h, const char *path,
		      struct momus_error *err)
{
	if (!momus_text_equal(h->run, f->head.run))
		return momus_fail(
			err, MOMUS_EINVAL,
			"%s: these are labels of run %.*s, and this "
			"is run %.*s; choose another name with -o",
			path, (int)(h->run.len > 64 ? 64 : h->run.len),
			h->run.ptr, (int)f->head.run.len, f->head.run.ptr);
	if (!momus_text_equal(h->key, f->head.key))
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: was begun with another judge, template, "
				  "sampling, seed or sample (key %.12s…, now "
				  "%.12s…); give the same again, or choose "
				  "another name with -o",
				  path, h->key.len >= 12 ? h->key.ptr : "-",
				  f->head.key.ptr);
	return MOMUS_OK;
}

/* Adds what PATH has to .had; of a critique that is in both, what is no
 * failure counts. */
static int take(struct momus_label_file *f, const char *path, bool partial,
		struct momus_buffer *lines, struct momus_error *err)
{
	struct momus_labels l;
	int rc = momus_labels_read(&l, path, partial, err);

	if (rc == MOMUS_OK)
		rc = check_head(f, &l.head, path, err);
	for (size_t i = 0; rc == MOMUS_OK && i < l.n; i++)
		momus_labels_put(&l.list[i], lines);
	momus_labels_release(&l);
	return rc;
}

static int write_fresh(struct momus_label_file *f, struct momus_text text,
		       const char *to, struct momus_error *err)
{
	const struct momus_files *s = f->files;
	int fd = s->open(s->self, f->fresh,
			 O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool good;

	if (fd < 0)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: cannot be written: %m", to);
	good = momus_files_write(s, fd, text.ptr, text.len) == 0 &&
	       s->fsync(s->self, fd) == 0;
	good = s->close(s->self, fd) == 0 && good;
	if (!good || s->rename(s->self, f->fresh, to) < 0 ||
	    momus_files_sync_folder(s, to) < 0) {
		int rc = no_write(to, err);

		s->unlink(s->self, f->fresh);
		return rc;
	}
	return MOMUS_OK;
}

/* Makes .partial anew, of what there was: so a torn last line is gone. */
static int begin(struct momus_label_file *f, bool resume,
		 struct momus_error *err)
{
	struct momus_buffer lines;
	int rc = MOMUS_OK;

	momus_buffer_init(&lines, (size_t)8 << 30);
	momus_labels_put_head(&f->head, &lines);
	if (resume && is_there(f->path))
		rc = take(f, f->path, false, &lines, err);
	if (rc == MOMUS_OK && resume && is_there(f->partial))
		rc = take(f, f->partial, true, &lines, err);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&lines, "the labels", err);
	if (rc == MOMUS_OK)
		rc = write_fresh(f, momus_buffer_text(&lines), f->partial, err);
	momus_buffer_release(&lines);
	if (rc == MOMUS_OK)
		rc = momus_labels_read(&f->had, f->partial, true, err);
	if (rc < 0)
		return rc;
	f->fd = f->files->open(f->files->self, f->partial,
			       O_WRONLY | O_APPEND | O_CLOEXEC, 0);
	f->empty = f->had.n == 0;
	return f->fd >= 0 ? MOMUS_OK : no_write(f->partial, err);
}

static int check_new(const struct momus_label_file *f, bool resume,
		     struct momus_error *err)
{
	const char *there = is_there(f->path)	   ? f->path
			    : is_there(f->partial) ? f->partial
						   : NULL;

	return resume || !there
		       ? MOMUS_OK
		       : momus_fail(err, MOMUS_EINVAL,
				    "%s: exists already; go on with --resume, "
				    "choose another name with -o, or remove it",
				    there);
}

int momus_label_file_open(struct momus_label_file **out, const char *path,
			  const struct momus_labels_head *head, bool resume,
			  const struct momus_labels **had,
			  struct momus_error *err)
{
	struct momus_label_file *f = calloc(1, sizeof *f);
	int rc = MOMUS_OK;

	*out = NULL;
	if (!f)
		return no_memory(err);
	f->files = momus_files_real();
	f->head = *head;
	f->fd = f->lock = -1;
	momus_buffer_init(&f->line, line_limit);
	f->path = strdup(path);
	if (asprintf(&f->partial, "%s.partial", path) < 0)
		f->partial = NULL;
	if (asprintf(&f->fresh, "%s.new", path) < 0)
		f->fresh = NULL;
	if (asprintf(&f->lock_path, "%s.lock", path) < 0)
		f->lock_path = NULL;
	if (!f->path || !f->partial || !f->fresh || !f->lock_path)
		rc = no_memory(err);
	if (rc == MOMUS_OK)
		rc = momus_lock_take(&f->lock, f->lock_path, path, f->files,
				     err);
	if (rc == MOMUS_OK)
		rc = check_new(f, resume, err);
	if (rc == MOMUS_OK)
		rc = begin(f, resume, err);
	if (rc < 0) {
		momus_label_file_close(f);
		return rc;
	}
	*had = &f->had;
	*out = f;
	return MOMUS_OK;
}

void momus_label_file_close(struct momus_label_file *f)
{
	if (!f)
		return;
	if (f->fd >= 0)
		f->files->close(f->files->self, f->fd);
	if (f->fd >= 0 && f->empty)
		f->files->unlink(f->files->self, f->partial);
	if (f->lock >= 0)
		momus_lock_release(f->lock, f->lock_path, f->files);
	momus_labels_release(&f->had);
	momus_buffer_release(&f->line);
	free(f->path);
	free(f->partial);
	free(f->fresh);
	free(f->lock_path);
	free(f);
}

int momus_label_file_put(struct momus_label_file *f,
			 const struct momus_label *label,
			 struct momus_error *err)
{
	int rc;

	momus_buffer_reset(&f->line);
	momus_labels_put(label, &f->line);
	rc = momus_buffer_check(&f->line, "a label", err);
	if (rc < 0)
		return rc;
	f->dirty = true;
	f->empty = false;
	return momus_files_write(f->files, f->fd, f->line.ptr, f->line.len) == 0
		       ? MOMUS_OK
		       : no_write(f->partial, err);
}

int momus_label_file_sync(struct momus_label_file *f, struct momus_error *err)
{
	if (f->dirty && f->files->fsync(f->files->self, f->fd) < 0)
		return no_write(f->partial, err);
	f->dirty = false;
	return MOMUS_OK;
}

int momus_label_file_finish(struct momus_label_file *f,
			    struct momus_labels *out, struct momus_error *err)
{
	struct momus_buffer lines;
	int rc = momus_label_file_sync(f, err);

	*out = (struct momus_labels){ .list = NULL };
	momus_buffer_init(&lines, (size_t)8 << 30);
	if (rc == MOMUS_OK)
		rc = momus_labels_read(out, f->partial, true, err);
	momus_labels_put_head(&f->head, &lines);
	for (size_t i = 0; rc == MOMUS_OK && i < out->n; i++)
		momus_labels_put(&out->list[i], &lines);
	momus_labels_put_end(out->n, &lines);
	if (rc == MOMUS_OK)
		rc = momus_buffer_check(&lines, "the labels", err);
	if (rc == MOMUS_OK)
		rc = write_fresh(f, momus_buffer_text(&lines), f->path, err);
	momus_buffer_release(&lines);
	if (rc == MOMUS_OK && f->files->unlink(f->files->self, f->partial) < 0)
		rc = momus_fail(err, MOMUS_EIO, "%s: cannot be removed: %m",
				f->partial);
	return rc;
}
