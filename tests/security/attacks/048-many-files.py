# attack: 48 a million files
# group: D
# tries: very many empty files with names of 255 bytes, line ends, quotes and
#     bytes that are no text
# limits: cpu=4 wall=20
# expect: runtime_error
# says: DENIED many files*
# host: files
# control: litters
made = 0
for odd in (b"line\nend", b"quote\"'`$(id)", b"\xff\xfe", b"-rf", b"n" * 255):
    try:
        open(odd, "w").close()
        made += 1
    except OSError:
        pass
try:
    for made in range(100000):
        os.close(os.open(b"%0255d" % made, os.O_CREAT | os.O_WRONLY, 0o600))
    say("ESCAPED", "many files", str(made))
except OSError as e:
    say("DENIED", "many files", f"{e.strerror} after {made}")
sys.exit(1)
