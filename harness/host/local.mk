libmomus_la_SOURCES += \
	%D%/dataset.c \
	%D%/dataset.h \
	%D%/endpoint.c \
	%D%/exclude.c \
	%D%/exclude.h \
	%D%/lines.c \
	%D%/lines.h \
	%D%/loader.c \
	%D%/loader.h \
	%D%/nearest.c \
	%D%/options.c \
	%D%/options.h \
	%D%/optionvalue.c \
	%D%/optionvalue.h \
	%D%/paths.c \
	%D%/paths.h \
	%D%/resource.c \
	%D%/recipe.c \
	%D%/recipe.h \
	%D%/recipe-set.c \
	%D%/recipe-text.c \
	%D%/registry.c \
	%D%/rewardpart.c \
	%D%/rewardpart.h \
	%D%/rewardtext.c \
	%D%/rowfile.c
