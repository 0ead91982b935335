momus_SOURCES += \
	%D%/command.h \
	%D%/commands.c \
	%D%/commands.def \
	%D%/help.c \
	%D%/init.c \
	%D%/main.c \
	%D%/plugins.c
