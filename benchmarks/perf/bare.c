/* bare.c - see bare.h
 *
 * Nothing is looked up here: which texts are new is known beforehand, each is
 * written once, answers are pointed at inside their responses.
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hdf5.h>
#include <libdeflate.h>

#include "bare.h"
#include "store/layout.h"

enum { TABLES = 4, CHUNK_MAX = 256 << 10 };

struct table { /* a data set, and the chunk of it that fills up */
	hid_t set, type;
	hsize_t n, chunk; /* rows */
	size_t row, waiting;
	char *rows;
};

struct sink { /* where the rows go: flush() is what differs */
	struct table tables[TABLES]; /* nodes, usage, tests, text */
	bool (*flush)(struct sink *sink, struct table *table);
	int fd;
	struct libdeflate_compressor *deflater;
	char *packed;
	size_t packed_room;
};

enum { NODES, USAGE, TESTS, TEXT };
static const char *const names[TABLES] = { "/nodes", "/usage", "/tests",
					   "/text" };

static bool flush_hdf5(struct sink *sink, struct table *t)
{
	const hsize_t start = t->n - t->waiting, count = t->waiting;
	hid_t file, memory;
	bool good;

	(void)sink;
	good = H5Dset_extent(t->set, &t->n) >= 0;
	file = H5Dget_space(t->set);
	memory = H5Screate_simple(1, &count, NULL);
	good = good &&
	       H5Sselect_hyperslab(file, H5S_SELECT_SET, &start, NULL, &count,
				   NULL) >= 0 &&
	       H5Dwrite(t->set, t->type, memory, file, H5P_DEFAULT, t->rows) >=
		       0;
	H5Sclose(file);
	H5Sclose(memory);
	t->waiting = 0;
	return good;
}

static bool flush_floor(struct sink *sink, struct table *t)
{
	size_t len = t->waiting * t->row;
	const char *bytes = t->rows;

	if (t == &sink->tables[TEXT] || t == &sink->tables[TESTS]) {
		len = libdeflate_zlib_compress(sink->deflater, t->rows, len,
					       sink->packed, sink->packed_room);
		bytes = sink->packed;
	}
	t->waiting = 0;
	return len && write(sink->fd, bytes, len) == (ssize_t)len;
}

static bool append(struct sink *sink, int which, const void *bytes, size_t n)
{
	struct table *t = &sink->tables[which];
	const char *p = bytes;
	size_t part;

	while (n) {
		part = (size_t)t->chunk - t->waiting;
		part = part < n ? part : n;
		memcpy(t->rows + t->waiting * t->row, p, part * t->row);
		t->waiting += part;
		t->n += part;
		p += part * t->row;
		n -= part;
		if (t->waiting == t->chunk && !sink->flush(sink, t))
			return false;
	}
	return true;
}

static bool add_text(struct sink *sink, struct momus_text t, uint64_t *at,
		     uint32_t *len)
{
	*at = sink->tables[TEXT].n;
	*len = (uint32_t)t.len;
	return append(sink, TEXT, t.ptr, t.len);
}

struct known { /* where what repeats was put, told apart by its address */
	const void *what;
	uint64_t at;
};

/* A constant text, once. */
static bool add_constant(struct sink *sink, struct momus_text t,
			 struct known known[8], uint64_t *at, uint32_t *len)
{
	int i = 0;

	*len = (uint32_t)t.len;
	if (!t.len)
		return true;
	while (known[i].what && known[i].what != t.ptr)
		i++;
	if (!known[i].what) {
		known[i].what = t.ptr;
		if (!add_text(sink, t, &known[i].at, len))
			return false;
	}
	*at = known[i].at;
	return true;
}

static bool add_tests(struct sink *sink, const struct momus_node *n,
		      struct known *accepted, uint64_t *first)
{
	if (!n->n_tests)
		return true;
	if (n->parity.passed && accepted->what == n->tests) {
		*first = accepted->at;
		return true;
	}
	*first = sink->tables[TESTS].n;
	if (n->parity.passed)
		*accepted = (struct known){ n->tests, *first };
	return append(sink, TESTS, n->tests, n->n_tests);
}

static bool add_node(struct sink *sink, const struct momus_node *n,
		     struct known known[9])
{
	struct momus_usage_row usage = { n->prompt_tokens,
					 n->completion_tokens,
					 n->latency_s,
					 n->cost,
					 n->started_s,
					 n->attempts,
					 0 };
	struct momus_node_row row = {
		.peak_bytes = n->peak_bytes,
		.parity_score = n->parity.score,
		.strict_score = n->strict.score,
		.grade_cpu_s = n->grade_cpu_s,
		.grade_wall_s = n->grade_wall_s,
		.logprob = n->logprob,
		.tests_n = (uint32_t)n->n_tests,
		.problem = n->problem,
		.branch = n->branch,
		.turn = n->turn,
		.kind = n->kind,
		.judgment = n->judgment,
		.parity_status = n->parity.status,
		.strict_status = n->strict.status,
		.parity_passed = n->parity.passed,
		.strict_passed = n->strict.passed,
	};
	uint64_t *at = row.text_at;
	uint32_t *len = row.text_len;
	size_t inside = (size_t)(n->answer.ptr - n->response.ptr);

	memcpy(row.key, n->key, sizeof row.key);
	if (!add_text(sink, n->prompt, &at[0], &len[0]) ||
	    !add_text(sink, n->response, &at[1], &len[1]) ||
	    !add_constant(sink, n->parts, known, &at[4], &len[4]) ||
	    !add_constant(sink, n->note, known, &at[5], &len[5]) ||
	    !add_tests(sink, n, &known[8], &row.tests_first))
		return false;
	if (n->answer.len) {
		len[2] = (uint32_t)n->answer.len;
		at[2] = at[1] + inside;
	}
	return append(sink, NODES, &row, 1) && append(sink, USAGE, &usage, 1);
}

/* The loop; what makes the nodes is not timed. */
static bool write_all(const struct bare_job *job, struct sink *sink,
		      struct apart *span)
{
	struct momus_arena *arena = momus_arena_create(64 << 20);
	struct momus_node nodes[MADE_EACH];
	struct known known[9] = { 0 };
	bool good = arena != NULL;

	for (uint32_t p = 0; good && p < job->n_problems; p++) {
		momus_arena_reset(arena);
		made_nodes(job->made, p, arena, nodes);
		apart_start(span);
		for (int i = 0; good && i < MADE_EACH; i++)
			good = add_node(sink, &nodes[i], known);
		apart_stop(span);
	}
	momus_arena_free(arena);
	for (int i = 0; good && i < TABLES; i++)
		if (sink->tables[i].waiting)
			good = sink->flush(sink, &sink->tables[i]);
	return good;
}

/* Opens data set I of the model run, for its type, filters and chunks. */
static bool like(hid_t model, hid_t file, int i, struct table *t)
{
	const hsize_t none = 0, most = H5S_UNLIMITED;
	hid_t set = H5Dopen2(model, names[i], H5P_DEFAULT);
	hid_t plist = H5Dget_create_plist(set);
	hid_t space = H5Screate_simple(1, &none, &most);

	t->type = H5Dget_type(set);
	t->row = H5Tget_size(t->type);
	if (H5Pget_chunk(plist, 1, &t->chunk) == 1)
		t->rows = malloc(t->chunk * t->row);
	t->set = file < 0 ? -1
			  : H5Dcreate2(file, names[i], t->type, space,
				       H5P_DEFAULT, plist, H5P_DEFAULT);
	H5Sclose(space);
	H5Pclose(plist);
	H5Dclose(set);
	return t->rows && (file < 0 || t->set >= 0);
}

static bool open_tables(struct sink *sink, const char *model_path, hid_t file)
{
	hid_t model = H5Fopen(model_path, H5F_ACC_RDONLY, H5P_DEFAULT);
	bool good = model >= 0;

	for (int i = 0; good && i < TABLES; i++)
		good = like(model, file, i, &sink->tables[i]);
	H5Fclose(model);
	return good;
}

static bool durable(const char *path)
{
	int fd = open(path, O_RDONLY);
	bool good = fd >= 0 && fsync(fd) == 0;

	close(fd);
	return good;
}

bool bare_hdf5(const void *arg, struct apart *span)
{
	const struct bare_job *job = arg;
	struct sink sink = { .flush = flush_hdf5 };
	hid_t fapl = H5Pcreate(H5P_FILE_ACCESS), file;
	bool good;

	H5Pset_libver_bounds(fapl, H5F_LIBVER_V110, H5F_LIBVER_V110);
	apart_start(span);
	file = H5Fcreate(job->path, H5F_ACC_TRUNC, H5P_DEFAULT, fapl);
	good = file >= 0 && open_tables(&sink, job->model, file);
	apart_stop(span);
	good = good && write_all(job, &sink, span);
	apart_start(span);
	for (int i = 0; i < TABLES; i++)
		H5Dclose(sink.tables[i].set);
	good = H5Fclose(file) >= 0 && good && durable(job->path);
	apart_stop(span);
	span->bytes = apart_size(job->path);
	return good;
}

bool bare_floor(const void *arg, struct apart *span)
{
	const struct bare_job *job = arg;
	struct sink sink = { .flush = flush_floor };
	bool good;

	sink.packed_room = libdeflate_zlib_compress_bound(NULL, CHUNK_MAX);
	sink.packed = malloc(sink.packed_room);
	sink.deflater = libdeflate_alloc_compressor(1);
	sink.fd = open(job->path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	good = sink.fd >= 0 && sink.packed && sink.deflater &&
	       open_tables(&sink, job->model, -1) &&
	       write_all(job, &sink, span);
	apart_start(span);
	good = good && fsync(sink.fd) == 0;
	apart_stop(span);
	span->bytes = apart_size(job->path);
	return good;
}
