/* revision.c - see revision.h */
#include "config.h"

#include "core/revision-now.h"
#include "core/revision.h"

const char *momus_revision(void)
{
	return PACKAGE_VERSION " (" MOMUS_REVISION ")";
}
