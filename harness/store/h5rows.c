/* h5rows.c - see h5rows.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "store/h5rows.h"

/* Chunks written at once: each call compares the types field by field. */
enum { BLOCK = 8 };

static hid_t enumeration(const char *const *names)
{
	hid_t type = H5Tenum_create(H5T_STD_U8LE);
	uint8_t value = 0;

	for (; type >= 0 && names[value]; value++)
		if (H5Tenum_insert(type, names[value], &value) < 0) {
			H5Tclose(type);
			return -1;
		}
	return type;
}

static hid_t field_type(enum momus_field_type type)
{
	const hsize_t digest = 32;

	switch (type) {
	case MOMUS_FIELD_I8:
		return H5Tcopy(H5T_STD_I8LE);
	case MOMUS_FIELD_U8:
		return H5Tcopy(H5T_STD_U8LE);
	case MOMUS_FIELD_U16:
		return H5Tcopy(H5T_STD_U16LE);
	case MOMUS_FIELD_U32:
		return H5Tcopy(H5T_STD_U32LE);
	case MOMUS_FIELD_U64:
		return H5Tcopy(H5T_STD_U64LE);
	case MOMUS_FIELD_I64:
		return H5Tcopy(H5T_STD_I64LE);
	case MOMUS_FIELD_F32:
		return H5Tcopy(H5T_IEEE_F32LE);
	case MOMUS_FIELD_F64:
		return H5Tcopy(H5T_IEEE_F64LE);
	case MOMUS_FIELD_DIGEST:
		return H5Tarray_create2(H5T_STD_U8LE, 1, &digest);
	default:
		return enumeration(momus_layout_names(type));
	}
}

/* The first N of the fields F, in rows of ROW bytes. */
static hid_t compound(const struct momus_field *f, size_t n, size_t row)
{
	hid_t type = H5Tcreate(H5T_COMPOUND, row), field;
	herr_t bad = 0;

	for (size_t i = 0; type >= 0 && !bad && i < n; i++) {
		field = field_type(f[i].type);
		bad = field < 0 ||
		      H5Tinsert(type, f[i].name, f[i].offset, field) < 0;
		if (field >= 0)
			H5Tclose(field);
	}
	if (bad) {
		H5Tclose(type);
		return -1;
	}
	return type;
}

hid_t momus_rows_type(const struct momus_table *table)
{
	return table->fields
		       ? compound(table->fields, table->n_fields, table->row)
		       : H5Tcopy(H5T_STD_U8LE);
}

/* Whether TYPE is that of the TABLE's rows, or was. */
static bool is_rows(const struct momus_table *table, hid_t ours, hid_t type)
{
	bool good = H5Tequal(type, ours) > 0;
	hid_t old;

	if (good || !table->old_fields)
		return good;
	old = compound(table->fields, table->old_fields, table->old_row);
	good = old >= 0 && H5Tequal(type, old) > 0;
	if (old >= 0)
		H5Tclose(old);
	return good;
}

/* Chunked, growing, zeroed; packed, or else with a checksum a chunk. */
static hid_t creation(const struct momus_table *table)
{
	const hsize_t chunk = table->chunk;
	hid_t plist = H5Pcreate(H5P_DATASET_CREATE);
	bool good = plist >= 0 && H5Pset_chunk(plist, 1, &chunk) >= 0 &&
		    H5Pset_fill_time(plist, H5D_FILL_TIME_ALLOC) >= 0;

	if (good && table->packed && table->row > 1)
		good = H5Pset_shuffle(plist) >= 0;
	if (good)
		good = table->packed ? H5Pset_deflate(plist, 1) >= 0
				     : H5Pset_fletcher32(plist) >= 0;
	if (!good && plist >= 0) {
		H5Pclose(plist);
		plist = -1;
	}
	return plist;
}

int momus_rows_create(hid_t file, const struct momus_table *table)
{
	const hsize_t none = 0, most = H5S_UNLIMITED;
	hid_t type = momus_rows_type(table), plist = creation(table);
	hid_t space = H5Screate_simple(1, &none, &most), set = -1;

	if (type >= 0 && plist >= 0 && space >= 0)
		set = H5Dcreate2(file, table->path, type, space, H5P_DEFAULT,
				 plist, H5P_DEFAULT);
	if (type >= 0)
		H5Tclose(type);
	if (plist >= 0)
		H5Pclose(plist);
	if (space >= 0)
		H5Sclose(space);
	return set >= 0 && H5Dclose(set) >= 0 ? 0 : -1;
}

/* Whether the data set has rows of TABLE, which are of type OURS, in one
 * dimension; their number. */
static bool fits(hid_t set, const struct momus_table *table, hid_t ours,
		 uint64_t *n)
{
	hid_t stored = H5Dget_type(set), space = H5Dget_space(set);
	hsize_t size = 0;
	bool good = stored >= 0 && space >= 0 && is_rows(table, ours, stored) &&
		    H5Sget_simple_extent_ndims(space) == 1 &&
		    H5Sget_simple_extent_dims(space, &size, NULL) == 1;

	if (stored >= 0)
		H5Tclose(stored);
	if (space >= 0)
		H5Sclose(space);
	*n = size;
	return good;
}

int momus_rows_open(struct momus_rows *rows, hid_t file,
		    const struct momus_table *table)
{
	*rows = (struct momus_rows){ .table = table, .set = -1 };
	rows->type = momus_rows_type(table);
	if (rows->type >= 0)
		rows->set = H5Dopen2(file, table->path, H5P_DEFAULT);
	if (rows->set >= 0 && fits(rows->set, table, rows->type, &rows->n))
		return 0;
	momus_rows_release(rows);
	return -1;
}

void momus_rows_release(struct momus_rows *rows)
{
	if (rows->set > 0)
		H5Dclose(rows->set);
	if (rows->type > 0)
		H5Tclose(rows->type);
	free(rows->wait);
	rows->set = rows->type = -1;
	rows->wait = NULL;
	rows->n_wait = 0;
}

/* A pair of spaces, memory's and the file's, for N rows from AT. */
static int transfer(const struct momus_rows *rows, uint64_t at, size_t n,
		    const void *from, void *to)
{
	const hsize_t start = at, count = n;
	hid_t file = H5Dget_space(rows->set);
	hid_t memory = H5Screate_simple(1, &count, NULL);
	herr_t rc = -1;

	if (file >= 0 && memory >= 0 &&
	    H5Sselect_hyperslab(file, H5S_SELECT_SET, &start, NULL, &count,
				NULL) >= 0)
		rc = from ? H5Dwrite(rows->set, rows->type, memory, file,
				     H5P_DEFAULT, from)
			  : H5Dread(rows->set, rows->type, memory, file,
				    H5P_DEFAULT, to);
	if (file >= 0)
		H5Sclose(file);
	if (memory >= 0)
		H5Sclose(memory);
	return rc < 0 ? -1 : 0;
}

int momus_rows_flush(struct momus_rows *rows)
{
	const hsize_t size = rows->n;

	if (!rows->n_wait)
		return 0;
	if (H5Dset_extent(rows->set, &size) < 0 ||
	    transfer(rows, rows->n - rows->n_wait, rows->n_wait, rows->wait,
		     NULL))
		return -1;
	rows->n_wait = 0;
	return 0;
}

int momus_rows_append(struct momus_rows *rows, const void *bytes, size_t n)
{
	const size_t row = rows->table->row, block = rows->table->chunk * BLOCK;
	const char *p = bytes;
	size_t part;

	if (!rows->wait && !(rows->wait = malloc(block * row)))
		return -1;
	while (n) {
		part = block - (size_t)(rows->n % block);
		part = part < n ? part : n;
		memcpy(rows->wait + rows->n_wait * row, p, part * row);
		rows->n_wait += part;
		rows->n += part;
		p += part * row;
		n -= part;
		if (rows->n % block == 0 && momus_rows_flush(rows))
			return -1;
	}
	return 0;
}

int momus_rows_replace(struct momus_rows *rows, uint64_t at, const void *row)
{
	return transfer(rows, at, 1, row, NULL);
}

int momus_rows_read(const struct momus_rows *rows, uint64_t at, size_t n,
		    void *out)
{
	if (at > rows->n || n > rows->n - at)
		return -1;
	if (rows->table->old_fields) /* what the file lacks stays as it is */
		memset(out, 0, n * rows->table->row);
	return n ? transfer(rows, at, n, NULL, out) : 0;
}

int momus_rows_clear(struct momus_rows *rows)
{
	const hsize_t none = 0;

	rows->n = rows->n_wait = 0;
	return H5Dset_extent(rows->set, &none) < 0 ? -1 : 0;
}
