momus_SOURCES += \
	%D%/command.h \
	%D%/commands.c \
	%D%/commands.def \
	%D%/export.c \
	%D%/grade.c \
	%D%/gradeline.c \
	%D%/gradeline.h \
	%D%/help.c \
	%D%/inert.c \
	%D%/inert.h \
	%D%/init.c \
	%D%/interrupt.c \
	%D%/interrupt.h \
	%D%/launch.c \
	%D%/launch.h \
	%D%/main.c \
	%D%/merge.c \
	%D%/newfile.c \
	%D%/newfile.h \
	%D%/plugins.c \
	%D%/progress.c \
	%D%/progress.h \
	%D%/run.c \
	%D%/schema.c \
	%D%/shards.c \
	%D%/shards.h \
	%D%/show.c
