## doc/ - the manual page, what shells know of the command line, and pages.
dist_man_MANS += %D%/momus.1
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = %D%/completions/bash/momus
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = %D%/completions/zsh/_momus
dist_doc_DATA += %D%/ci.md
