# attack: 2 fork chain
# group: A
# tries: each process starts itself afresh in a child and waits for it
# limits: cpu=4 wall=20
# expect: runtime_error
# says: DENIED fork chain*
# host: processes
# control: escapes
import base64

CHAIN = """
import os, sys
depth, tally, text = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
os.write(tally, b".")
if depth:
    child = os.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", text,
                                  str(depth - 1), str(tally), text])
    os.waitpid(child, 0)
"""
counter, tally = os.pipe()
os.set_inheritable(tally, True)
child = os.fork()
if child == 0:
    try:
        os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", CHAIN,
                                  "200", str(tally), CHAIN])
    except OSError:
        pass  # no second program here: the same chain without exec
    os.write(tally, b".")
    for depth in range(200):
        try:
            child = os.fork()
        except OSError:
            break
        if child:
            os.waitpid(child, 0)
            break
        os.write(tally, b".")
    os._exit(0)
os.waitpid(child, 0)
born = len(os.read(counter, 65536))
say("ESCAPED" if born >= 200 else "DENIED", "fork chain", f"{born} deep")
sys.exit(1)
