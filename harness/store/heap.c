/* heap.c - see heap.h
 *
 * Chunks are deflated here and handed to HDF5 as they are (H5Dwrite_chunk):
 * libdeflate writes the zlib streams that HDF5's filter writes, at twice its
 * rate, and several threads can do it at once, which the library cannot.
 */
#include "config.h"

#include <libdeflate.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "store/h5rows.h"
#include "store/heap.h"

enum {
	CHUNK = 256 << 10,
	BATCH = 16, /* chunks collected before the cores set to work */
	THREADS = 8,
	LEVEL = 1, /* the next level halves the rate for 3 % less */
};

struct momus_heap {
	struct momus_rows rows;	  /* its data set; nothing waits in it */
	uint64_t base, len;	  /* bytes before .raw; bytes in all */
	char *raw;		  /* owned: BATCH chunks */
	char *packed;		  /* owned: BATCH deflated chunks */
	size_t packed_room;	  /* of each */
	size_t packed_len[BATCH]; /* 0: could not be deflated */
	size_t n_threads;
	struct libdeflate_compressor *deflaters[THREADS]; /* owned */
	size_t n_batch;					  /* chunks to do */
	atomic_size_t next;				  /* chunk to take */
};

struct worker {
	struct momus_heap *heap;
	struct libdeflate_compressor *deflater;
	pthread_t thread;
};

size_t momus_heap_scratch(void)
{
	return libdeflate_zlib_compress_bound(NULL, CHUNK);
}

static size_t cores(void)
{
	cpu_set_t set;
	int n = 1;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		n = CPU_COUNT(&set);
	return n < 1 ? 1 : n > THREADS ? THREADS : (size_t)n;
}

void momus_heap_free(struct momus_heap *h)
{
	if (!h)
		return;
	momus_rows_release(&h->rows);
	for (size_t i = 0; i < THREADS; i++)
		if (h->deflaters[i])
			libdeflate_free_compressor(h->deflaters[i]);
	free(h->raw);
	free(h->packed);
	free(h);
}

/* Brings a part-filled last chunk back to be gone on with. */
static int reload(struct momus_heap *h)
{
	char *scratch;
	int rc;

	h->len = h->rows.n;
	h->base = h->len / CHUNK * CHUNK;
	if (h->base == h->len)
		return 0;
	scratch = malloc(momus_heap_scratch());
	rc = scratch ? momus_heap_read_chunk(h->rows.set, h->base / CHUNK,
					     h->raw, scratch)
		     : -1;
	free(scratch);
	return rc;
}

struct momus_heap *momus_heap_open(hid_t file)
{
	struct momus_heap *h = calloc(1, sizeof *h);

	if (!h)
		return NULL;
	h->packed_room = momus_heap_scratch();
	h->raw = malloc((size_t)BATCH * CHUNK);
	h->packed = malloc(BATCH * h->packed_room);
	h->n_threads = cores();
	for (size_t i = 0; i < h->n_threads; i++)
		if (!(h->deflaters[i] = libdeflate_alloc_compressor(LEVEL)))
			goto fail;
	if (h->raw && h->packed &&
	    !momus_rows_open(&h->rows, file, &momus_table_text) && !reload(h))
		return h;
fail:
	momus_heap_free(h);
	return NULL;
}

/* Takes chunks of the batch until none is left. */
static void *work(void *arg)
{
	const struct worker *w = arg;
	struct momus_heap *h = w->heap;
	size_t i;

	while ((i = atomic_fetch_add(&h->next, 1)) < h->n_batch)
		h->packed_len[i] = libdeflate_zlib_compress(
			w->deflater, h->raw + i * CHUNK, CHUNK,
			h->packed + i * h->packed_room, h->packed_room);
	return NULL;
}

/* Deflates the batch.  A thread that cannot be had is done without; none gets
 * the signals that are meant for the program's main thread. */
static void deflate_batch(struct momus_heap *h)
{
	struct worker workers[THREADS];
	size_t n = h->n_threads < h->n_batch ? h->n_threads : h->n_batch;
	size_t started = 1;
	sigset_t all, old;

	atomic_store(&h->next, 0);
	for (size_t i = 0; i < n; i++)
		workers[i] = (struct worker){ h, h->deflaters[i], 0 };
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	for (; started < n; started++)
		if (pthread_create(&workers[started].thread, NULL, work,
				   &workers[started]))
			break;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	work(&workers[0]);
	for (size_t i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}

/* Writes the bytes in .raw, the last chunk filled up with zeros. */
static int flush(struct momus_heap *h)
{
	size_t used = (size_t)(h->len - h->base);
	hsize_t size = h->len, at;

	h->n_batch = (used + CHUNK - 1) / CHUNK;
	if (!h->n_batch)
		return 0;
	memset(h->raw + used, 0, h->n_batch * CHUNK - used);
	deflate_batch(h);
	if (H5Dset_extent(h->rows.set, &size) < 0)
		return -1;
	for (size_t i = 0; i < h->n_batch; i++) {
		at = h->base + i * CHUNK;
		if (!h->packed_len[i] ||
		    H5Dwrite_chunk(h->rows.set, H5P_DEFAULT, 0, &at,
				   h->packed_len[i],
				   h->packed + i * h->packed_room) < 0)
			return -1;
	}
	h->base = h->len / CHUNK * CHUNK;
	return 0;
}

int momus_heap_add(struct momus_heap *h, struct momus_text t, uint64_t *at)
{
	size_t used, part;

	*at = h->len;
	while (t.len) {
		used = (size_t)(h->len - h->base);
		part = (size_t)BATCH * CHUNK - used;
		part = part < t.len ? part : t.len;
		memcpy(h->raw + used, t.ptr, part);
		h->len += part;
		t.ptr += part;
		t.len -= part;
		if (used + part == (size_t)BATCH * CHUNK && flush(h))
			return -1;
	}
	return 0;
}

int momus_heap_finish(struct momus_heap *h)
{
	return flush(h);
}

int momus_heap_read_chunk(hid_t set, uint64_t i, char *out, char *scratch)
{
	const hsize_t at = i * CHUNK;
	struct libdeflate_decompressor *inflater;
	hsize_t len = 0;
	uint32_t skipped = 0;
	size_t got = 0;
	int rc = -1;

	if (H5Dget_chunk_storage_size(set, &at, &len) < 0 || !len ||
	    len > momus_heap_scratch() ||
	    H5Dread_chunk(set, H5P_DEFAULT, &at, &skipped, scratch) < 0 ||
	    skipped)
		return -1;
	inflater = libdeflate_alloc_decompressor();
	if (inflater) {
		if (!libdeflate_zlib_decompress(inflater, scratch, (size_t)len,
						out, CHUNK, &got) &&
		    got == CHUNK)
			rc = 0;
		libdeflate_free_decompressor(inflater);
	}
	return rc;
}
