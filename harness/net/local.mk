libmomus_la_SOURCES += \
	%D%/bucket.c \
	%D%/bucket.h \
	%D%/client.c \
	%D%/client.h \
	%D%/descriptors.c \
	%D%/descriptors.h \
	%D%/http.c \
	%D%/http.h \
	%D%/httperror.c \
	%D%/httperror.h \
	%D%/live.c \
	%D%/requests.c \
	%D%/requests.h \
	%D%/retryafter.c \
	%D%/retryafter.h \
	%D%/secret.c \
	%D%/secret.h \
	%D%/servers.c \
	%D%/servers.h
