/* attributes.c - see attributes.h */
#include "config.h"

#include <string.h>

#include "store/attributes.h"

static const void *member(const void *base, size_t offset)
{
	return (const char *)base + offset;
}

static uint32_t list_length(const void *base, const struct momus_field *f)
{
	uint32_t n;

	memcpy(&n, member(base, f->count_offset), sizeof n);
	return n;
}

/* The type of a number, or of a text of SIZE bytes, its NUL included.  Not a
 * text of variable length: HDF5 keeps those in a heap without a checksum, and
 * its readers crash where one was damaged. */
static hid_t attribute_type(enum momus_field_type type, size_t size)
{
	hid_t text;

	if (type != MOMUS_FIELD_TEXT)
		return H5Tcopy(type == MOMUS_FIELD_U64 ? H5T_STD_U64LE
						       : H5T_STD_U32LE);
	text = H5Tcopy(H5T_C_S1);
	if (text >= 0 && (H5Tset_size(text, size) < 0 ||
			  H5Tset_cset(text, H5T_CSET_UTF8) < 0)) {
		H5Tclose(text);
		return -1;
	}
	return text;
}

static int write_one(hid_t file, const void *base, const struct momus_field *f)
{
	const void *bytes = member(base, f->offset);
	const hsize_t n =
		f->type == MOMUS_FIELD_U32S ? list_length(base, f) : 1;
	hid_t space = f->type == MOMUS_FIELD_U32S
			      ? H5Screate_simple(1, &n, NULL)
			      : H5Screate(H5S_SCALAR);
	hid_t type, attr = -1;
	herr_t rc = -1;

	if (f->type == MOMUS_FIELD_U32S || f->type == MOMUS_FIELD_TEXT)
		memcpy(&bytes, bytes, sizeof bytes);
	if (f->type == MOMUS_FIELD_TEXT && !bytes)
		bytes = "";
	type = attribute_type(
		f->type, f->type == MOMUS_FIELD_TEXT ? strlen(bytes) + 1 : 0);
	if (H5Aexists(file, f->name) > 0)
		H5Adelete(file, f->name);
	if (type >= 0 && space >= 0)
		attr = H5Acreate2(file, f->name, type, space, H5P_DEFAULT,
				  H5P_DEFAULT);
	if (attr >= 0) {
		rc = n ? H5Awrite(attr, type, bytes) : 0;
		H5Aclose(attr);
	}
	if (type >= 0)
		H5Tclose(type);
	if (space >= 0)
		H5Sclose(space);
	return rc < 0 ? -1 : 0;
}

int momus_attributes_write(hid_t object, const void *base,
			   const struct momus_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (write_one(object, base, &fields[i]))
			return -1;
	return 0;
}

int momus_attribute_text(hid_t object, const char *name, const char *value)
{
	const struct momus_field field = {
		name, MOMUS_FIELD_TEXT, 0, "", "", 0
	};

	return write_one(object, &value, &field);
}

static int read_text(hid_t attr, hid_t type, struct momus_arena *arena,
		     const char **out)
{
	size_t size = H5Tget_size(type);
	char *text;

	if (H5Tis_variable_str(type) != 0 || !size)
		return -1;
	text = momus_arena_alloc(arena, size + 1);
	if (!text || H5Aread(attr, type, text) < 0)
		return -1;
	*out = text;
	return 0;
}

static int read_list(hid_t attr, hid_t type, hssize_t n,
		     struct momus_arena *arena, void *base,
		     const struct momus_field *f)
{
	uint32_t count = (uint32_t)n;
	uint32_t *list;

	if (n < 0 || n > 1 << 20)
		return -1;
	list = momus_arena_alloc(arena, (count + 1) * sizeof *list);
	if (!list || (count && H5Aread(attr, type, list) < 0))
		return -1;
	memcpy((char *)base + f->offset, &list, sizeof list);
	memcpy((char *)base + f->count_offset, &count, sizeof count);
	return 0;
}

int momus_attribute_read(hid_t file, const struct momus_field *f,
			 struct momus_arena *arena, void *out)
{
	hid_t attr = H5Aopen(file, f->name, H5P_DEFAULT), space = -1, type = -1;
	hid_t stored = -1;
	hssize_t n = -1;
	int rc = -1;

	if (attr >= 0) {
		space = H5Aget_space(attr);
		stored = H5Aget_type(attr);
		type = attribute_type(f->type, 1);
	}
	if (space >= 0 && stored >= 0 && type >= 0 &&
	    H5Tget_class(stored) == H5Tget_class(type))
		n = H5Sget_simple_extent_npoints(space);
	if (n >= 0 && f->type == MOMUS_FIELD_U32S)
		rc = read_list(attr, type, n, arena, out, f);
	else if (n == 1 && f->type == MOMUS_FIELD_TEXT)
		rc = read_text(attr, stored, arena,
			       (const char **)((char *)out + f->offset));
	else if (n == 1 && H5Aread(attr, type, (char *)out + f->offset) >= 0)
		rc = 0;
	if (stored >= 0)
		H5Tclose(stored);
	if (type >= 0)
		H5Tclose(type);
	if (space >= 0)
		H5Sclose(space);
	if (attr >= 0)
		H5Aclose(attr);
	return rc;
}
