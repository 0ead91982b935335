# attack: 62 answers where nobody looks
# group: E
# tries: to be accepted for its exit status alone
# variants: closed redirected
# limits: cpu=1 wall=5
# expect: wrong_answer
# answer: 42
# control: exits 0
if "@VARIANT@" == "closed":
    os.close(1)
else:
    os.dup2(os.open("output.txt", os.O_CREAT | os.O_WRONLY), 1)
try:
    os.write(1, b"42\n")
except OSError:
    pass
os._exit(0)
