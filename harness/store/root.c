/* root.c - see root.h */
#include "config.h"

#include <string.h>

#include "store/attributes.h"
#include "store/ledger.h"
#include "store/root.h"

enum { MOST = 16 }; /* turns a head has room for */

int momus_root_write(hid_t file, const struct momus_root *root)
{
	return momus_attributes_write(file, root, momus_layout_root,
				      momus_layout_n_root);
}

int momus_root_read(hid_t file, const char *path, struct momus_arena *arena,
		    struct momus_root *out, struct momus_error *err)
{
	const struct momus_field *f = momus_layout_root;

	*out = (struct momus_root){ .format = "" };
	if (!momus_attribute_read(file, &f[0], arena, out) &&
	    strcmp(out->format, MOMUS_LEDGER_FORMAT) == 0)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: is a training; momus report reads it",
				  path);
	if (momus_attribute_read(file, &f[0], arena, out) ||
	    strcmp(out->format, MOMUS_LAYOUT_FORMAT) != 0)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: an HDF5 file, but not a run of Momus",
				  path);
	if (momus_attribute_read(file, &f[1], arena, out) ||
	    out->version != MOMUS_LAYOUT_VERSION)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: layout version %u, this program reads "
				  "version %u; %s",
				  path, out->version, MOMUS_LAYOUT_VERSION,
				  out->version > MOMUS_LAYOUT_VERSION
					  ? "read it with a newer Momus"
					  : "read it with the Momus that made "
					    "it, or run it once more");
	for (size_t i = 2; i < momus_layout_n_root; i++)
		if (i >= momus_layout_n_root_required &&
		    H5Aexists(file, f[i].name) == 0)
			out->head.prompts = "";
		else if (momus_attribute_read(file, &f[i], arena, out))
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
