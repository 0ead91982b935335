#!/bin/sh
# words.t - every option of every command, in both of its forms
. "$top_srcdir/tests/tap.sh"
cd "$tmp" || exit 99
"$PYTHON" - >told <<'END'
import os, re, subprocess

def momus(*words):
    done = subprocess.run([os.environ["MOMUS"], *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout

listed = momus("help")[1]
commands = re.findall(r"^  ([a-z]+) ", listed, re.M)
tried = 0
for command in commands:
    text = momus("help", command)[1]
    valued = set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)[ =][A-Z]", text)) - {"--grade"}
    for option in sorted(valued):
        apart, joined = (momus(command, *words) for words in (
            (option, "nosuch"), (option + "=nosuch",)))
        tried += 1
        if apart != joined or "understood" in joined[1] or "no option" in joined[1]:
            print("%s %s: %r, and with =: %r" % (command, option, apart, joined))
print(len(commands) >= 20, tried >= 90)
END
is "$(cat told)" "True True" "--option value and --option=value are the same for every command"
says() { # says TEXT NAME WORD...
	text=$1 name=$2
	shift 2
	out=$("$MOMUS" "$@" 2>&1)
	is "$?" 2 "$name"
	like "$out" "$text" "and the message says so"
}
says 'train: --resume takes no value, and was given "3"' "a flag takes no value" train --resume=3 x
says 'compare: --json takes no value' "of a comparison, either" compare --json=yes a b
says 'did you mean --limit?' "a misspelt option is named without its value" run --limt=5
says 'run: --limit needs a value' "another option is no value" run --limit --resume
says '--grade=x: expected beside or instead' "an optional value stands in the same word" \
	import --grade=x
echo 'print(6 * 7)' >--a=b.py
is "$("$MOMUS" exec -- --a=b.py 2>&1 | sed 1q)" 42 "behind -- a word is taken as it is"
finish
