/* heap.c - see heap.h
 *
 * Chunks are deflated here and handed to HDF5 as they are (H5Dwrite_chunk):
 * libdeflate writes the zlib streams that HDF5's filter writes, at twice its
 * rate, and several threads can do it at once, which the library cannot.  While
 * they deflate one batch of chunks, the caller fills the next.
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

struct worker {
	struct momus_heap *heap;
	struct libdeflate_compressor *deflater; /* owned */
	pthread_t thread;
};

struct batch { /* .n chunks from byte .base on */
	uint64_t base;
	size_t n;
	char *raw; /* owned: BATCH chunks */
};

struct momus_heap {
	struct momus_rows rows; /* its data set; nothing waits in it */
	uint64_t len;		/* bytes in all */
	struct batch filling, working;
	char *packed;			/* owned: BATCH deflated chunks */
	size_t packed_room;		/* of each */
	size_t packed_len[BATCH];	/* 0: could not be deflated */
	struct worker workers[THREADS]; /* the first is the caller itself */
	size_t n_workers, n_started;
	atomic_size_t next; /* chunk of .working to take */
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

/* Takes chunks of the batch until none is left. */
static void *work(void *arg)
{
	const struct worker *w = arg;
	struct momus_heap *h = w->heap;
	size_t i;

	while ((i = atomic_fetch_add(&h->next, 1)) < h->working.n)
		h->packed_len[i] = libdeflate_zlib_compress(
			w->deflater, h->working.raw + i * CHUNK, CHUNK,
			h->packed + i * h->packed_room, h->packed_room);
	return NULL;
}

/* Waits for the threads, helping. */
static void join(struct momus_heap *h)
{
	if (h->working.n)
		work(&h->workers[0]);
	for (size_t i = 1; i < h->n_started; i++)
		pthread_join(h->workers[i].thread, NULL);
	h->n_started = 0;
}

void momus_heap_free(struct momus_heap *h)
{
	if (!h)
		return;
	join(h);
	momus_rows_release(&h->rows);
	for (size_t i = 0; i < h->n_workers; i++)
		if (h->workers[i].deflater)
			libdeflate_free_compressor(h->workers[i].deflater);
	free(h->filling.raw);
	free(h->working.raw);
	free(h->packed);
	free(h);
}

/* Brings a part-filled last chunk back to be gone on with. */
static int reload(struct momus_heap *h)
{
	char *scratch;
	int rc;

	h->len = h->rows.n;
	h->filling.base = h->len / CHUNK * CHUNK;
	if (h->filling.base == h->len)
		return 0;
	scratch = malloc(momus_heap_scratch());
	rc = scratch ? momus_heap_read_chunk(h->rows.set,
					     h->filling.base / CHUNK,
					     h->filling.raw, scratch)
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
	h->filling.raw = malloc((size_t)BATCH * CHUNK);
	h->working.raw = malloc((size_t)BATCH * CHUNK);
	h->packed = malloc(BATCH * h->packed_room);
	h->n_workers = cores();
	for (size_t i = 0; i < h->n_workers; i++) {
		h->workers[i].heap = h;
		h->workers[i].deflater = libdeflate_alloc_compressor(LEVEL);
		if (!h->workers[i].deflater)
			goto fail;
	}
	if (h->filling.raw && h->working.raw && h->packed &&
	    !momus_rows_open(&h->rows, file, &momus_table_text) && !reload(h))
		return h;
fail:
	momus_heap_free(h);
	return NULL;
}

/* Sets the threads to work on the full batch.  One that cannot be had is done
 * without; none gets the signals that are meant for the program's main
 * thread. */
static void set_to_work(struct momus_heap *h)
{
	struct batch full = h->filling;
	size_t n;
	sigset_t all, old;

	h->filling =
		(struct batch){ h->len / CHUNK * CHUNK, 0, h->working.raw };
	h->working = full;
	atomic_store(&h->next, 0);
	n = h->n_workers < full.n ? h->n_workers : full.n;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	for (h->n_started = 1; h->n_started < n; h->n_started++)
		if (pthread_create(&h->workers[h->n_started].thread, NULL, work,
				   &h->workers[h->n_started]))
			break;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* Writes the batch that was being deflated. */
static int take_work(struct momus_heap *h)
{
	const size_t n = h->working.n;
	hsize_t size = h->working.base + n * CHUNK, at;

	if (!n)
		return 0;
	join(h);
	h->working.n = 0;
	size = size < h->len ? size : h->len;
	if (H5Dset_extent(h->rows.set, &size) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		at = h->working.base + i * CHUNK;
		if (!h->packed_len[i] ||
		    H5Dwrite_chunk(h->rows.set, H5P_DEFAULT, 0, &at,
				   h->packed_len[i],
				   h->packed + i * h->packed_room) < 0)
			return -1;
	}
	return 0;
}

/* Hands over the bytes that were collected, the last chunk filled up with
 * zeros. */
static int flush(struct momus_heap *h)
{
	size_t used = (size_t)(h->len - h->filling.base);

	if (take_work(h))
		return -1;
	h->filling.n = (used + CHUNK - 1) / CHUNK;
	if (!h->filling.n)
		return 0;
	memset(h->filling.raw + used, 0, h->filling.n * CHUNK - used);
	set_to_work(h);
	return 0;
}

int momus_heap_add(struct momus_heap *h, struct momus_text t, uint64_t *at)
{
	size_t used, part;

	*at = h->len;
	while (t.len) {
		used = (size_t)(h->len - h->filling.base);
		part = (size_t)BATCH * CHUNK - used;
		part = part < t.len ? part : t.len;
		memcpy(h->filling.raw + used, t.ptr, part);
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
	return flush(h) || take_work(h) ? -1 : 0;
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
