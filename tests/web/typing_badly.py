"""Values that no field accepts, and the sentence that each one gets (contract 6.1)."""

BLANK = ["", "   ", "\u200b\u2060", "\u3164", "\u00a0\u2003", "\u2800", "\ufeff", "...", "\U0001f600"]
UNUSABLE = ["Da\0na", "Da\u202ena", "Da\u2066na", "Da\x07na", "Da\nna", "D" + "\u0301" * 9, "Da\x7fna", "Da\u2028na"]
LONG = ["D" * 101, "\u00e9" * 101, "D" * 40_000]
# Broken UTF-8 and lone surrogates, percent-encoded as in the body of a form.
UNUSABLE_BYTES = ["%ED%A0%80", "Da%FFna", "%C0%80", "%ED%BF%BFDana"]

NAMES = [(name, "Enter a name") for name in BLANK]
NAMES += [(name, "contains a character that cannot be used") for name in UNUSABLE]
NAMES += [(name, "must be 100 characters or fewer") for name in LONG]

EMAILS = ["dana", "@example.com", "dana@", "dana@@example.com", "dana@exa mple.com", "a" * 65 + "@example.com"]
EMAILS += ["dana@" + "a." * 130 + "com", "dana@-x.com", "<<dana@example.com>>", "dana@example.com,eve@example.com"]
EMAILS += ["dana@[127.0.0.1]", "dana@localhost", "a@" + "\u00e9" * 300 + ".com", "x@xn--a.com"]

WHOLE, ONE_OR_MORE = "must be a whole number, like 10", "must be 1 or more"
NUMBERS = [("1_000", WHOLE), ("\u0663", WHOLE), ("1e3", WHOLE), ("+5", WHOLE), ("1.5", WHOLE), ("ten", WHOLE)]
NUMBERS += [("0x10", WHOLE), ("1 000", WHOLE), ("\uff11", WHOLE), ("\0", WHOLE), ("\u00b2", WHOLE), ("NaN", WHOLE)]
NUMBERS += [("0", ONE_OR_MORE), ("-1", ONE_OR_MORE), ("00", ONE_OR_MORE), ("-" + "9" * 30, ONE_OR_MORE)]
TOO_MANY = ["1" + "0" * 30, "9" * 5000]
