#!/bin/sh
# tokenize.t - text to a model's token ids, and back
. "$top_srcdir/tests/tap.sh"
model=$tmp/model
"$PYTHON" "$top_srcdir/tests/run/tiny-model.py" "$model" || exit 99

is "$("$MOMUS" tokenize "$model" 'Hi é')" "72 105 32 195 169" \
	"a text's ids stand on one line"
is "$(printf 'Hi\n' | "$MOMUS" tokenize "$model")" "72 105 10" \
	"without a text standard input is read"
is "$("$MOMUS" tokenize "$model" 'a<|im_end|>')" "97 258" \
	"special tokens in a text are found"
is "$("$MOMUS" tokenize "$model" --plain '<|' )" "60 124" \
	"--plain takes them as words"
is "$("$MOMUS" tokenize "$model" --pieces 'é ' )" "195	\\xc3
169	\\xa9
32	 " "--pieces shows the bytes of each"
is "$("$MOMUS" tokenize "$model" --decode '72, 105 258')" "Hi<|im_end|>" \
	"--decode gives the text of ids"

echo '[{"role":"user","content":"Hi"}]' >"$tmp/chat.json"
is "$("$MOMUS" tokenize "$model" --chat "$tmp/chat.json" --ask)" \
	"257 117 115 101 114 10 72 105 258 10 257 97 115 115 105 115 116 97 110 116 10" \
	"--chat renders a dialogue by the model's own template"
like "$("$MOMUS" tokenize "$model" --chat "$tmp/chat.json" --template llama3 --pieces |
	cut -f2 | tr -d '\n')" '<|start_header_id|>user<|end_header_id|>' \
	"--template names another"
rm "$model/tokenizer_config.json"
like "$("$MOMUS" tokenize "$model" --chat "$tmp/chat.json" 2>&1)" \
	"does not say how a dialogue is written; set template to qwen" "without any a dialogue is refused"

refused() { # refused ARGUMENTS WORDS NAME
	out=$("$MOMUS" tokenize $1 2>&1 >"$tmp/out" </dev/null)
	is "$?" 2 "$3 is refused"
	like "$out" "$2" "and said why"
}
refused "" "which model?" "no model"
refused "$model a b" '"b" is a second text' "a second text"
refused "$model --wrong" '"--wrong" is not understood' "an unknown option"
refused "$model --decode 1,x" 'has "x" where an id' "an id that is none"
refused "$model --decode 999" "id 999 is no token" "a token that is none"
refused "$tmp/nowhere a" "tokenizer.json: No such file" "a folder that is not there"
like "$("$MOMUS" tokenize "$model" --backend openai a 2>&1)" \
	"has no tokenizer of its own" "a backend without one says so"
printf '{"a":' >"$model/tokenizer.json"
refused "$model a" "tokenizer.json: is no JSON at byte" "a broken tokenizer.json"
finish
