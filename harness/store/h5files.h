/* h5files.h - HDF5 whose every file call goes through struct momus_files
 *
 * A virtual file driver of the HDF5 library.  A failed write is remembered here
 * and hidden from the library, which cannot close a file it failed to write:
 * the caller looks at .error after closing, and throws the file away.
 * The library is called from one thread at a time.
 */
#ifndef MOMUS_STORE_H5FILES_H
#define MOMUS_STORE_H5FILES_H

#include <hdf5.h>
#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

#include "momus/error.h"
#include "store/files.h"

struct momus_h5_io {
	const struct momus_files *files; /* borrowed */
	int error;    /* errno of the first failed read or write; 0: none */
	hid_t driver; /* of momus_h5_open(), for momus_h5_close() */
};

/* Opens (CREATE: makes anew) the file at PATH, WRITABLE or not.  IO must live
 * until the file is closed.  A negative id: *IO and errno may say why. */
hid_t momus_h5_open(const char *path, bool create, bool writable,
		    struct momus_h5_io *io);
herr_t momus_h5_close(hid_t file, struct momus_h5_io *io);

/* Says in words of ours why the WHAT at PATH, which should be such as NAME, could
 * not be opened; always fails. */
int momus_h5_explain(const char *path, const char *what, const char *name,
		     const struct momus_h5_io *io, struct momus_error *err);

/* Makes the closed file FROM durable, then gives it the name TO. */
int momus_h5_publish(const char *from, const char *to,
		     const struct momus_files *files, struct momus_error *err);

#endif /* MOMUS_STORE_H5FILES_H */
