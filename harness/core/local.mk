libmomus_la_SOURCES += \
	%D%/arena.c \
	%D%/braces.c \
	%D%/braces.h \
	%D%/buffer.c \
	%D%/checker.c \
	%D%/checkjson.c \
	%D%/crc32c.c \
	%D%/diff.c \
	%D%/diff.h \
	%D%/error.c \
	%D%/extract.c \
	%D%/fold.c \
	%D%/fold.h \
	%D%/hash.c \
	%D%/hash.h \
	%D%/inert.c \
	%D%/inert.h \
	%D%/jsonspan.c \
	%D%/jsonspan.h \
	%D%/jsonvalid.c \
	%D%/log.c \
	%D%/log.h \
	%D%/loop.c \
	%D%/loop.h \
	%D%/lower.c \
	%D%/lower.h \
	%D%/packed.c \
	%D%/philox.h \
	%D%/pyfloat.c \
	%D%/random.c \
	%D%/ranks.c \
	%D%/row.c \
	%D%/revision.c \
	%D%/revision.h \
	%D%/row.h \
	%D%/space.c \
	%D%/statement.c \
	%D%/status.c \
	%D%/text.c

## Which commit this is: of the checkout, or what the tarball says.  Written anew
## only when it changes.
REVISION_NOW = { test -e $(top_srcdir)/.git && \
	git -C $(top_srcdir) describe --always --dirty 2>/dev/null; } || \
	cat $(top_srcdir)/revision 2>/dev/null || echo unknown
%D%/revision-now.h: FORCE
	@$(MKDIR_P) %D%; now="#define MOMUS_REVISION \"`$(REVISION_NOW)`\""; \
	test "`sed 1d $@ 2>/dev/null`" = "$$now" || printf '%s\n' \
		'/* revision-now.h - made by make: the commit */' "$$now" >$@
FORCE:
.PHONY: FORCE
BUILT_SOURCES += %D%/revision-now.h
CLEANFILES += %D%/revision-now.h
nodist_libmomus_la_SOURCES = %D%/revision-now.h
dist-hook:
	($(REVISION_NOW)) >$(distdir)/revision
