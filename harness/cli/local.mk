momus_SOURCES += \
	%D%/command.h \
	%D%/commands.c \
	%D%/commands.def \
	%D%/export.c \
	%D%/help.c \
	%D%/inert.c \
	%D%/inert.h \
	%D%/init.c \
	%D%/main.c \
	%D%/merge.c \
	%D%/plugins.c \
	%D%/schema.c \
	%D%/show.c
