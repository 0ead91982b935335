/* sources.h - a driver's Python modules, as one message */
#ifndef MOMUS_SANDBOX_SOURCES_H
#define MOMUS_SANDBOX_SOURCES_H

#include <stddef.h>

#include "momus/error.h"

/* Reads every .py file beside the resource ENTRY, and those in modules/, which all
 * drivers share: {"entry": name, "modules": {name: text}}, which the caller frees. */
int momus_sources_read(const char *entry, char **out, size_t *len,
		       struct momus_error *err);

/* An anonymous file of the N bytes at TEXT, at its start; -1 on failure. */
int momus_sources_file(const char *text, size_t n);

#endif /* MOMUS_SANDBOX_SOURCES_H */
