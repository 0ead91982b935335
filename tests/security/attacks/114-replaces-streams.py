# attack: 114 answers into its own streams
# group: J
# tries: replaced sys.stdout and input, closed and duplicated descriptors
# variants: replaced closed duplicated
# limits: cpu=1 wall=5
# expect: wrong_answer
# answer: 42
# control: exits 0
import builtins
import io

if "@VARIANT@" == "replaced":
    sys.stdout = sys.__stdout__ = io.StringIO()
    sys.stdin = io.StringIO("42\n")
    builtins.input = lambda *_: "42"
    print(input())
elif "@VARIANT@" == "closed":
    for number in range(3):
        os.close(number)
    os.open("/dev/null", os.O_RDWR)
    os.open("answer", os.O_RDWR | os.O_CREAT)
    os.write(1, b"42\n")
else:
    os.dup2(0, 1)
    try:
        os.write(1, b"42\n")
    except OSError:
        pass
os._exit(0)
