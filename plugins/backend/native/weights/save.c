/* save.c - see save.h */
#include "save.h"

#include <errno.h>
#include <fcntl.h>
#include <momus/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mapped.h"
#include "ops/halves.h"

enum { HEADER_BYTES = 100 << 20 };

struct file {
	const char *path;
	char *part; /* owned: its name while it is written */
	int fd, rc;
	struct momus_error *err;
};

static void failed(struct file *f)
{
	if (f->rc == MOMUS_OK)
		f->rc = momus_fail(f->err, MOMUS_EIO, "%s: %s", f->part,
				   strerror(errno));
}

static int begin(struct file *f, const char *path, struct momus_error *err)
{
	size_t n = strlen(path);

	*f = (struct file){ .path = path, .fd = -1, .err = err };
	f->part = malloc(n + sizeof ".part");
	if (!f->part)
		return f->rc = momus_fail(err, MOMUS_ENOMEM,
					  "native: out of memory");
	memcpy(f->part, path, n);
	memcpy(f->part + n, ".part", sizeof ".part");
	f->fd = open(f->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (f->fd < 0)
		failed(f);
	return f->rc;
}

static void put(struct file *f, const void *bytes, size_t n)
{
	const char *at = bytes;
	ssize_t wrote;

	while (f->rc == MOMUS_OK && n > 0) {
		wrote = write(f->fd, at, n < (1u << 30) ? n : 1u << 30);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0) {
			failed(f);
			return;
		}
		at += wrote;
		n -= (size_t)wrote;
	}
}

static int finish(struct file *f)
{
	if (f->rc == MOMUS_OK && fsync(f->fd) != 0)
		failed(f);
	if (f->fd >= 0 && close(f->fd) != 0)
		failed(f);
	if (f->rc == MOMUS_OK && rename(f->part, f->path) != 0)
		failed(f);
	if (f->rc < 0 && f->fd >= 0)
		unlink(f->part);
	free(f->part);
	return f->rc;
}

/* The JSON header, padded so that the data begin at a multiple of 8. */
static void header(struct momus_buffer *b, const struct save_tensor *t,
		   size_t n, bool half)
{
	uint64_t at = 0, bytes;

	momus_buffer_puts(b, "{\"__metadata__\":{\"format\":\"pt\"}");
	for (size_t i = 0; i < n; i++) {
		bytes = (uint64_t)(t[i].rows * t[i].cols) * (half ? 2 : 4);
		momus_buffer_puts(b, ",");
		momus_buffer_json(b, momus_text_of(t[i].name));
		momus_buffer_printf(b, ":{\"dtype\":\"%s\",\"shape\":[",
				    half ? "BF16" : "F32");
		if (!t[i].vector)
			momus_buffer_printf(b, "%lld,", (long long)t[i].rows);
		momus_buffer_printf(b, "%lld],\"data_offsets\":[%llu,%llu]}",
				    (long long)t[i].cols,
				    (unsigned long long)at,
				    (unsigned long long)(at + bytes));
		at += bytes;
	}
	momus_buffer_puts(b, "}");
	while (b->len % 8 && !b->failed)
		momus_buffer_putc(b, ' ');
}

static void put_halves(struct file *f, const float *w, size_t n)
{
	uint16_t part[1024];

	for (size_t at = 0; at < n;) {
		size_t some = n - at < 1024 ? n - at : 1024;

		for (size_t i = 0; i < some; i++)
			part[i] = halves_round(w[at + i]);
		put(f, part, some * sizeof *part);
		at += some;
	}
}

int save_tensors(const char *path, const struct save_tensor *tensors, size_t n,
		 bool half, struct momus_error *err)
{
	struct momus_buffer b;
	struct file f;
	uint64_t len;
	int rc;

	momus_buffer_init(&b, HEADER_BYTES);
	header(&b, tensors, n, half);
	len = b.len;
	rc = momus_buffer_check(&b, "a header of safetensors", err);
	if (rc == MOMUS_OK) {
		begin(&f, path, err);
		put(&f, &len, sizeof len);
		put(&f, b.ptr, b.len);
		for (size_t i = 0; i < n; i++) {
			size_t many =
				(size_t)(tensors[i].rows * tensors[i].cols);

			if (half)
				put_halves(&f, tensors[i].data, many);
			else
				put(&f, tensors[i].data, many * sizeof(float));
		}
		rc = finish(&f);
	}
	momus_buffer_release(&b);
	return rc;
}

int save_bytes(const char *path, struct momus_text bytes,
	       struct momus_error *err)
{
	struct file f;

	begin(&f, path, err);
	put(&f, bytes.ptr, bytes.len);
	return finish(&f);
}

int save_copy(const char *to, const char *from, struct momus_error *err)
{
	struct mapped source;
	int rc = mapped_open(&source, from, err);

	if (rc < 0)
		return rc;
	rc = save_bytes(to, mapped_text(&source), err);
	mapped_close(&source);
	return rc;
}
