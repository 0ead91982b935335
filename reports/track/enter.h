/* enter.h - a finished run enters a history */
#ifndef MOMUS_REPORTS_ENTER_H
#define MOMUS_REPORTS_ENTER_H

#include "momus/error.h"

/* Copies the run at PATH into FOLDER, which is made if it is not there, and
 * appends it to its history as VERSION.  MOMUS_EINVAL: the run is not complete,
 * or was added already. */
int momus_history_enter(const char *folder, const char *path,
			const char *version, struct momus_error *err);

/* Fills OUT with the series of the run at PATH (hex). */
int momus_history_series(const char *path, char out[65],
			 struct momus_error *err);

#endif /* MOMUS_REPORTS_ENTER_H */
