# attack: 104 equal but for its length
# group: I
# kind: solution
# problem: greet
# tries: a longer text, a NUL at the end, other line ends, a look-alike letter
# variants: longer nul line carriage alike
# expect: wrong_answer
# habits: prefix
# control: passes
# control[alike]: none a comparison of prefixes refuses it too
def greet(name):
    right = "Hello, " + name + "!"
    return {"longer": right + "?", "nul": right + "\0", "line": right + "\n",
            "carriage": right + "\r\n",
            "alike": right.replace("e", "\u0435")}["@VARIANT@"]
