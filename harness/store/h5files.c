/* h5files.c - see h5files.h */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/h5files.h"

struct file {
	H5FD_t base; /* first: the library's view of it */
	struct momus_h5_io *io;
	int fd;
	haddr_t eoa, eof; /* bytes in use as the library sees it; on disk */
};

struct config { /* what a property list carries */
	struct momus_h5_io *io;
};

static H5FD_t *file_open(const char *name, unsigned flags, hid_t fapl,
			 haddr_t maxaddr)
{
	const struct config *config = H5Pget_driver_info(fapl);
	struct file *f = calloc(1, sizeof *f);
	int mode = flags & H5F_ACC_RDWR ? O_RDWR : O_RDONLY;
	struct stat st;

	(void)maxaddr;
	if (!f || !config) {
		if (config)
			config->io->error = ENOMEM;
		free(f);
		return NULL;
	}
	if (flags & H5F_ACC_TRUNC)
		mode |= O_TRUNC;
	if (flags & H5F_ACC_CREAT)
		mode |= O_CREAT;
	f->io = config->io;
	f->fd = f->io->files->open(f->io->files->self, name, mode, 0666);
	if (f->fd < 0 || fstat(f->fd, &st) != 0) {
		f->io->error = errno;
		if (f->fd >= 0)
			f->io->files->close(f->io->files->self, f->fd);
		free(f);
		return NULL;
	}
	f->eof = (haddr_t)st.st_size;
	return &f->base;
}

static herr_t file_close(H5FD_t *base)
{
	struct file *f = (struct file *)base;

	if (f->io->files->close(f->io->files->self, f->fd) && !f->io->error)
		f->io->error = errno;
	free(f);
	return 0;
}

static herr_t file_query(const H5FD_t *base, unsigned long *flags)
{
	(void)base;
	*flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA |
		 H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA |
		 H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
	return 0;
}

static haddr_t file_get_eoa(const H5FD_t *base, H5FD_mem_t type)
{
	(void)type;
	return ((const struct file *)base)->eoa;
}

static herr_t file_set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t addr)
{
	(void)type;
	((struct file *)base)->eoa = addr;
	return 0;
}

static haddr_t file_get_eof(const H5FD_t *base, H5FD_mem_t type)
{
	(void)type;
	return ((const struct file *)base)->eof;
}

static herr_t file_read(H5FD_t *base, H5FD_mem_t type, hid_t dxpl, haddr_t at,
			size_t len, void *bytes)
{
	struct file *f = (struct file *)base;
	ssize_t n =
		momus_files_read(f->io->files, f->fd, bytes, len, (off_t)at);

	(void)type;
	(void)dxpl;
	if (n < 0) {
		if (!f->io->error)
			f->io->error = errno;
		return -1;
	}
	memset((char *)bytes + n, 0, len - (size_t)n);
	return 0;
}

/* Keeps the first error and drops what comes after it. */
static herr_t file_write(H5FD_t *base, H5FD_mem_t type, hid_t dxpl, haddr_t at,
			 size_t len, const void *bytes)
{
	struct file *f = (struct file *)base;
	const struct momus_files *files = f->io->files;
	const char *p = bytes;
	ssize_t n;

	(void)type;
	(void)dxpl;
	while (len && !f->io->error) {
		n = files->pwrite(files->self, f->fd, p, len, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			f->io->error = n < 0 ? errno : ENOSPC;
			break;
		}
		p += n;
		at += (haddr_t)n;
		len -= (size_t)n;
	}
	if (at + len > f->eof)
		f->eof = at + len;
	return 0;
}

static herr_t file_truncate(H5FD_t *base, hid_t dxpl, hbool_t closing)
{
	struct file *f = (struct file *)base;
	const struct momus_files *files = f->io->files;

	(void)dxpl;
	(void)closing;
	if (f->eoa == f->eof)
		return 0;
	if (!f->io->error &&
	    files->ftruncate(files->self, f->fd, (off_t)f->eoa))
		f->io->error = errno;
	f->eof = f->eoa;
	return 0;
}

static const H5FD_class_t driver = {
#ifdef H5FD_CLASS_VERSION /* from HDF5 1.13 on */
	.version = H5FD_CLASS_VERSION,
	.value = (H5FD_class_value_t)613, /* of the range for private use */
#endif
	.name = "momus",
	.maxaddr = (haddr_t)1 << 62,
	.fc_degree = H5F_CLOSE_STRONG,
	.fapl_size = sizeof(struct config),
	.open = file_open,
	.close = file_close,
	.query = file_query,
	.get_eoa = file_get_eoa,
	.set_eoa = file_set_eoa,
	.get_eof = file_get_eof,
	.read = file_read,
	.write = file_write,
	.truncate = file_truncate,
	.fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t momus_h5_open(const char *path, bool create, bool writable,
		    struct momus_h5_io *io)
{
	struct config config = { io };
	hid_t id, fapl, file = -1;

	/* One sentence of ours instead of the library's pages. */
	H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
	id = H5FDregister(&driver);
	fapl = H5Pcreate(H5P_FILE_ACCESS);
	if (id >= 0 && fapl >= 0 && H5Pset_driver(fapl, id, &config) >= 0 &&
	    H5Pset_fclose_degree(fapl, H5F_CLOSE_STRONG) >= 0 &&
	    H5Pset_libver_bounds(fapl, H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0)
		file = create ? H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT,
					  fapl)
			      : H5Fopen(path,
					writable ? H5F_ACC_RDWR
						 : H5F_ACC_RDONLY,
					fapl);
	if (fapl >= 0)
		H5Pclose(fapl);
	/* The library reads the driver's class once more after it has closed
	 * the file: it must be there that long. */
	io->driver = id;
	if (file < 0 && id >= 0)
		H5FDunregister(id);
	return file;
}

herr_t momus_h5_close(hid_t file, struct momus_h5_io *io)
{
	herr_t rc = H5Fclose(file);

	H5FDunregister(io->driver);
	return rc;
}

int momus_h5_explain(const char *path, const char *what, const char *name,
		     const struct momus_h5_io *io, struct momus_error *err)
{
	static const char magic[8] = "\211HDF\r\n\032\n";
	const struct momus_files *files = io->files;
	char head[8];
	int why, fd;
	ssize_t n;

	if (io->error == ENOMEM)
		return momus_fail(err, MOMUS_ENOMEM, "%s: out of memory", path);
	fd = files->open(files->self, path, O_RDONLY, 0);
	if (fd < 0)
		return momus_fail(err,
				  errno == ENOENT ? MOMUS_ENOTFOUND : MOMUS_EIO,
				  "%s: %s; name a %s, %s", path,
				  strerror(errno), what, name);
	n = momus_files_read(files, fd, head, sizeof head, 0);
	why = errno;
	files->close(files->self, fd);
	if (n < 0 && why == EISDIR)
		return momus_fail(err, MOMUS_EINVAL,
				  "%s: is a folder; name a %s, %s", path, what,
				  name);
	if (n < 0)
		return momus_fail(err, MOMUS_EIO, "%s: cannot read: %s", path,
				  strerror(why));
	if (n > 2 && memcmp(head, "\037\213", 2) == 0)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: not a %s of Momus: compressed by gzip; "
				  "unpack it first",
				  path, what);
	if (n < (ssize_t)sizeof head || memcmp(head, magic, sizeof head) != 0)
		return momus_fail(err, MOMUS_EPARSE,
				  "%s: not a %s of Momus: not an HDF5 file",
				  path, what);
	return momus_fail(err, MOMUS_EPARSE,
			  "%s: the HDF5 file is truncated or damaged", path);
}

int momus_h5_publish(const char *from, const char *to,
		     const struct momus_files *files, struct momus_error *err)
{
	int fd = files->open(files->self, from, O_RDONLY, 0), bad;

	bad = fd < 0 || files->fsync(files->self, fd);
	if (fd >= 0 && files->close(files->self, fd))
		bad = 1;
	if (bad || files->rename(files->self, from, to) ||
	    momus_files_sync_folder(files, to))
		return momus_fail(err, MOMUS_EIO,
				  "%s: cannot make it durable: %s", to,
				  strerror(errno));
	return MOMUS_OK;
}
