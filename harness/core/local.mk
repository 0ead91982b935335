libmomus_la_SOURCES += \
	%D%/arena.c \
	%D%/buffer.c \
	%D%/crc32c.c \
	%D%/error.c \
	%D%/extract.c \
	%D%/hash.c \
	%D%/hash.h \
	%D%/jsonspan.c \
	%D%/jsonspan.h \
	%D%/jsonvalid.c \
	%D%/log.c \
	%D%/log.h \
	%D%/loop.c \
	%D%/loop.h \
	%D%/random.c \
	%D%/row.c \
	%D%/row.h \
	%D%/space.c \
	%D%/space.h \
	%D%/status.c \
	%D%/text.c
