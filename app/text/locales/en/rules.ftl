# The checklist of a new password.

heading = What { organisation } asks for
# Before a rule, for whoever cannot see its mark.
met = Met:
not-met = Not met:
not-yet = Not yet:
later = Checked later:

min-length = At least { NUMBER($min) } characters
max-length = At most { NUMBER($max) } characters
# The characters of an English keyboard, and no space at the beginning or the end.
plain-characters = Only letters A to Z, digits, signs, and spaces in between
three-kinds = Three of: small letter, capital, digit, sign
without-name = Without your name in it
# $remembered: how many passwords the directory remembers; 0: it does not say.
in-history =
    { NUMBER($remembered) ->
        [0] Not one you have used before, checked when you save
       *[other] Not one of your last { $remembered }, checked when you save
    }
min-age-over = Long enough since the last change
min-age-from = Time since the last change: possible again from { TIME($from) }
finer-policy = A stricter rule holds for you, checked when you save
