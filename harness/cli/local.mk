momus_SOURCES += \
	%D%/command.h \
	%D%/commands.c \
	%D%/commands.def \
	%D%/help.c \
	%D%/main.c \
	%D%/plugins.c
