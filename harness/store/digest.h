/* digest.h - SHA-256 of files on the disk */
#ifndef MOMUS_STORE_DIGEST_H
#define MOMUS_STORE_DIGEST_H

#include <stdint.h>

#include "momus/error.h"

/* SHA-256 of the bytes of PATH, whose number is added to *BYTES.  MOMUS_EIO. */
int momus_digest_file(const char *path, uint8_t out[32], uint64_t *bytes,
		      struct momus_error *err);

/* SHA-256 of a line "HEX  NAME" for each file in FOLDER, which has no folders, in
 * the order of the names' bytes: what `LC_ALL=C sha256sum * | sha256sum` says
 * there. */
MOMUS_API int momus_digest_folder(const char *folder, uint8_t out[32],
				  uint64_t *bytes, struct momus_error *err);

#endif /* MOMUS_STORE_DIGEST_H */
