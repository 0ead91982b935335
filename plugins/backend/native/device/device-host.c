/* device-host.c - a device that is the processor, for tests; see device.h */
#include "device/device.h"

#include <stdlib.h>
#include <string.h>

#include "ops/total.h"

struct piece { /* of memory; the caller's follows at the next multiple of 256 */
	struct piece *next, *before;
	size_t bytes;
};

enum { ALIGN = 256, DEEP = 16 };

struct device {
	struct piece *pieces;
	size_t limit, used;
};

int device_find(int number, struct momus_error *err)
{
	if (number == 0)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_ENOTFOUND,
			  "native: there is no device shim:%d, only 1 "
			  "of them, counted from 0; set device to "
			  "shim:0 or cpu",
			  number);
}

int device_open(struct device **out, int number, size_t limit,
		struct momus_error *err)
{
	*out = NULL;
	if (device_find(number, err) < 0)
		return MOMUS_ENOTFOUND;
	*out = calloc(1, sizeof **out);
	if (!*out)
		return momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	(*out)->limit = limit ? limit : (size_t)-1;
	return MOMUS_OK;
}

void device_close(struct device *d)
{
	while (d && d->pieces)
		device_free(d, (char *)d->pieces + ALIGN);
	free(d);
}

const char *device_word(void)
{
	return "shim";
}

size_t device_list(struct momus_device *list, size_t room)
{
	if (room)
		*list = (struct momus_device){
			.name = "shim:0",
			.usable = true,
			.detail = "the processor, for tests"
		};
	return 1;
}

size_t device_memory(const struct device *d)
{
	return d->limit;
}

const char *device_name(const struct device *d)
{
	(void)d;
	return "the processor";
}

void *device_stream(const struct device *d)
{
	(void)d;
	return NULL;
}

int device_use(struct device *d, struct momus_error *err)
{
	(void)d;
	(void)err;
	return MOMUS_OK;
}

int device_alloc(struct device *d, const char *what, size_t bytes, void **out,
		 struct momus_error *err)
{
	struct piece *p = NULL;

	*out = NULL;
	if (bytes <= d->limit - d->used)
		p = aligned_alloc(ALIGN,
				  ALIGN + (bytes + ALIGN - 1) / ALIGN * ALIGN);
	if (!p)
		return momus_fail(
			err, MOMUS_ENOMEM,
			"native: out of device memory for %s: %zu "
			"bytes asked for, %zu left; a smaller chunk, batch or "
			"cache, recompute, or lora_rank may help",
			what, bytes, d->limit - d->used);
	*p = (struct piece){ .next = d->pieces, .bytes = bytes };
	if (d->pieces)
		d->pieces->before = p;
	d->pieces = p;
	d->used += bytes;
	*out = (char *)p + ALIGN;
	/* a device's memory is not zero */
	memset(*out, 0xff, bytes);
	return MOMUS_OK;
}

void device_free(struct device *d, void *p)
{
	struct piece *one;

	if (!p)
		return;
	one = (struct piece *)(void *)((char *)p - ALIGN);
	d->used -= one->bytes;
	if (one->before)
		one->before->next = one->next;
	else
		d->pieces = one->next;
	if (one->next)
		one->next->before = one->before;
	free(one);
}

int device_write(struct device *d, void *to, const void *from, size_t bytes,
		 struct momus_error *err)
{
	(void)d;
	(void)err;
	if (bytes)
		memcpy(to, from, bytes);
	return MOMUS_OK;
}

int device_read(struct device *d, void *to, const void *from, size_t bytes,
		struct momus_error *err)
{
	return device_write(d, to, from, bytes, err);
}

int device_send(struct device *d, void *to, const void *from, size_t bytes,
		struct momus_error *err)
{
	return device_write(d, to, from, bytes, err);
}

int device_copy(struct device *d, void *to, const void *from, size_t bytes,
		struct momus_error *err)
{
	return device_write(d, to, from, bytes, err);
}

int device_zero(struct device *d, void *p, size_t bytes,
		struct momus_error *err)
{
	(void)d;
	(void)err;
	memset(p, 0, bytes);
	return MOMUS_OK;
}

int device_wait(struct device *d, struct momus_error *err)
{
	(void)d;
	(void)err;
	return MOMUS_OK;
}

/* Nothing is remembered. */
int device_again(struct device *d, struct device_kept **kept,
		 int (*run)(void *arg, struct momus_error *err), void *arg,
		 struct momus_error *err)
{
	(void)d;
	(void)kept;
	return run(arg, err);
}

void device_kept_free(struct device_kept *kept)
{
	(void)kept;
}

static float number(const void *p, enum launch_type type, int64_t at)
{
	uint32_t bits;
	float x;

	if (type == LAUNCH_F32)
		return ((const float *)p)[at];
	bits = (uint32_t)((const uint16_t *)p)[at] << 16;
	memcpy(&x, &bits, sizeof x);
	return x;
}

static void put(void *p, enum launch_type type, int64_t at, float x)
{
	uint32_t bits;

	if (type == LAUNCH_F32) {
		((float *)p)[at] = x;
		return;
	}
	memcpy(&bits, &x, sizeof bits);
	bits += 0x7fff + (bits >> 16 & 1);
	((uint16_t *)p)[at] = (uint16_t)(bits >> 16);
}

/* ROW (n) += the products of A's numbers J to END of row I with B's rows. */
static void add_products(const struct device_product *p, const float *b,
			 int64_t i, int64_t j, int64_t end, float *row)
{
	for (; j < end; j++) {
		const float a =
			number(p->a, p->type,
			       p->turn_a ? j * p->lda + i : i * p->lda + j);

		for (int64_t c = 0; c < p->n; c++)
			row[c] += a * b[j * p->n + c];
	}
}

/* Row I of C, by way of ROW (2, n): sums of DEEP products are added to each other, as
 * libraries do, which rounds less than one long sum. */
static void multiply_row(const struct device_product *p, const float *b,
			 int64_t i, float *row)
{
	const void *add = p->add ? p->add : p->c;
	float *part = row + p->n;

	memset(row, 0, (size_t)p->n * sizeof *row);
	for (int64_t j = 0; j < p->k; j += DEEP) {
		memset(part, 0, (size_t)p->n * sizeof *part);
		add_products(p, b, i, j, j + DEEP < p->k ? j + DEEP : p->k,
			     part);
		for (int64_t c = 0; c < p->n; c++)
			row[c] += part[c];
	}
	for (int64_t c = 0; c < p->n; c++) {
		const int64_t at = i * p->ldc + c;

		put(p->c, p->result, at,
		    p->alpha * row[c] +
			    (p->beta != 0 ? p->beta * number(add, p->result, at)
					  : 0.0f) +
			    (p->bias ? number(p->bias, p->type, c) : 0.0f));
	}
}

int device_multiply(struct device *d, const struct device_product *p,
		    struct momus_error *err)
{
	float *b = malloc((size_t)(p->k * p->n + 1) * sizeof *b);
	float *row = malloc((size_t)(2 * p->n + 1) * sizeof *row);
	int rc = MOMUS_OK;

	(void)d;
	if (!b || !row)
		rc = momus_fail(err, MOMUS_ENOMEM, "native: out of memory");
	for (int64_t i = 0; rc == MOMUS_OK && i < p->k * p->n; i++)
		b[i] = number(p->b, p->type,
			      p->turn_b ? i % p->n * p->ldb + i / p->n
					: i / p->n * p->ldb + i % p->n);
	for (int64_t i = 0; rc == MOMUS_OK && i < p->m; i++)
		multiply_row(p, b, i, row);
	free(b);
	free(row);
	return rc;
}

static int host_exchange(void *self, uint32_t to, const void *out, size_t n_out,
			 uint32_t from, void *in, size_t n_in,
			 struct momus_error *err)
{
	const struct momus_ranks *host = self;

	return host->ops->exchange(host->self, to, out, n_out, from, in, n_in,
				   err);
}

static int host_add(void *self, float *own, size_t n, const float *room,
		    struct momus_error *err)
{
	const struct momus_ranks *host = self;
	const struct launch l = { .type = LAUNCH_F32 };

	return total_add_cuda(&l, own, room, (int64_t)n, (int)host->rank,
			      (int)host->size, err);
}

/* Its memory is the processor's. */
int device_ranks(struct device *d, const struct momus_ranks *host,
		 struct momus_ranks *out, struct momus_error *err)
{
	static const struct momus_ranks_ops ops = {
		.size = sizeof ops,
		.exchange = host_exchange,
		.add = host_add,
		.piece = 1000, /* several to a model of a test */
	};

	(void)d;
	(void)err;
	*out = *host;
	out->ops = &ops;
	out->self = (void *)host;
	return MOMUS_OK;
}
