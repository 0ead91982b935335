/* root.c - see root.h */
#include "config.h"

#include <string.h>

#include "store/root.h"

enum { MOST = 16 }; /* turns a head has room for */

static const void *member(const struct momus_root *root, size_t offset)
{
	return (const char *)root + offset;
}

static uint32_t list_length(const struct momus_root *root,
			    const struct momus_field *f)
{
	uint32_t n;

	memcpy(&n, member(root, f->count_offset), sizeof n);
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

static int write_one(hid_t file, const struct momus_root *root,
		     const struct momus_field *f)
{
	const void *bytes = member(root, f->offset);
	const hsize_t n =
		f->type == MOMUS_FIELD_U32S ? list_length(root, f) : 1;
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

int momus_root_write(hid_t file, const struct momus_root *root)
{
	for (size_t i = 0; i < momus_layout_n_root; i++)
		if (write_one(file, root, &momus_layout_root[i]))
			return -1;
	return 0;
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
		     struct momus_arena *arena, struct momus_root *root,
		     const struct momus_field *f)
{
	uint32_t count = (uint32_t)n;
	uint32_t *list;

	if (n < 0 || n > 1 << 20)
		return -1;
	list = momus_arena_alloc(arena, (count + 1) * sizeof *list);
	if (!list || (count && H5Aread(attr, type, list) < 0))
		return -1;
	memcpy((char *)root + f->offset, &list, sizeof list);
	memcpy((char *)root + f->count_offset, &count, sizeof count);
	return 0;
}

/* Reads attribute F if it has the layout's class and shape. */
static int read_one(hid_t file, const struct momus_field *f,
		    struct momus_arena *arena, struct momus_root *out)
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

int momus_root_read(hid_t file, const char *path, struct momus_arena *arena,
		    struct momus_root *out, struct momus_error *err)
{
	const struct momus_field *f = momus_layout_root;

	*out = (struct momus_root){ .format = "" };
	if (read_one(file, &f[0], arena, out) ||
	    strcmp(out->format, MOMUS_LAYOUT_FORMAT) != 0)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: an HDF5 file, but not a run of Momus",
				  path);
	if (read_one(file, &f[1], arena, out) ||
	    out->version != MOMUS_LAYOUT_VERSION)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: layout version %u, this program reads "
				  "version %u",
				  path, out->version, MOMUS_LAYOUT_VERSION);
	for (size_t i = 2; i < momus_layout_n_root; i++)
		if (i >= momus_layout_n_root_required &&
		    H5Aexists(file, f[i].name) == 0)
			out->head.prompts = "";
		else if (read_one(file, &f[i], arena, out))
			return momus_fail(
				err, MOMUS_EPARSE,
				"%s: root attribute \"%s\" is missing "
				"or damaged",
				path, f[i].name);
	if (out->n_widths > MOST || out->head.turns >= MOST)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: %u turns, at most %d are possible", path,
				  out->head.turns, MOST - 1);
	memcpy(out->head.widths, out->widths, out->n_widths * sizeof(uint32_t));
	return MOMUS_OK;
}
