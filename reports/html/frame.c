/* frame.c - see html.h: what is around every page */
#include "config.h"

#include <string.h>

#include "core/hash.h"
#include "reports/html/html.h"

/* The digest of TEXT as a policy names it: RFC 4648 of SHA-256. */
static void write_source(FILE *file, const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
				     "pqrstuvwxyz0123456789+/";
	uint8_t digest[33] = { 0 };
	uint32_t bits;

	momus_sha256(momus_text_of(text), digest);
	fputs(" 'sha256-", file);
	for (int i = 0; i < 33; i += 3) {
		bits = (uint32_t)digest[i] << 16 |
		       (uint32_t)digest[i + 1] << 8 | digest[i + 2];
		for (int k = 3; k >= (i == 30); k--)
			putc(digits[bits >> 6 * k & 63], file);
	}
	fputs("='", file);
}

/* A file's own address is "file:", which not every browser takes for 'self'. */
static void write_policy(FILE *file, const struct momus_html_page *page)
{
	fputs("<meta http-equiv=\"Content-Security-Policy\" content=\""
	      "default-src 'none'; base-uri 'none'; form-action 'none'; "
	      "style-src",
	      file);
	if (page->sheet)
		fputs(" 'self' file:; img-src 'self' file:", file);
	else
		write_source(file, momus_html_style);
	if (page->script) {
		fputs("; script-src", file);
		write_source(file, page->script);
	}
	fputs("\">\n", file);
}

void momus_html_begin(FILE *file, const struct momus_html_page *page)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
	      "charset=\"utf-8\">\n",
	      file);
	write_policy(file, page);
	fputs("<meta name=\"viewport\" content=\"width=device-width,"
	      "initial-scale=1\">\n<meta name=\"referrer\" "
	      "content=\"no-referrer\">\n<meta name=\"color-scheme\" "
	      "content=\"light dark\">\n<title>",
	      file);
}

void momus_html_main(FILE *file, const struct momus_html_page *page)
{
	fputs("</title>\n", file);
	if (page->sheet)
		fprintf(file, "<link rel=\"stylesheet\" href=\"%s\">\n",
			page->sheet);
	else
		fprintf(file, "<style>%s</style>\n", momus_html_style);
	fputs("</head>\n<body><a class=\"skip\" href=\"#main\">Skip to the "
	      "content</a>\n",
	      file);
	fputs(page->wide ? "<main id=\"main\" class=\"wide-page\">\n"
			 : "<main id=\"main\">\n",
	      file);
}

void momus_html_end(FILE *file, const struct momus_html_page *page)
{
	fputs("<footer>Made by " PACKAGE_STRING ".</footer>\n</main>\n", file);
	if (page->script)
		fprintf(file, "<script>%s</script>\n", page->script);
	fputs("</body></html>\n", file);
}
