## quickstart/ - a whole run that needs no server; `make quickstart` does it.
nobase_dist_pkgdata_DATA += \
	%D%/README.md \
	%D%/finch.json \
	%D%/finch.jsonl \
	%D%/owl-on-finch.jsonl \
	%D%/owl-on-wren.jsonl \
	%D%/problems.jsonl \
	%D%/wren.json \
	%D%/wren.jsonl
