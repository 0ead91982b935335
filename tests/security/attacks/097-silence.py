# attack: 97 exit status 0 without an answer
# group: I
# tries: to be accepted for ending well
# variants: silent half
# limits: cpu=1 wall=5
# expect: wrong_answer
# answer: 42
# control: exits 0
if "@VARIANT@" == "half":
    os.write(1, b"4")
os._exit(0)
