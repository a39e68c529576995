# The problems of latchkey_contract::Problem that an administrator can meet, at the sign-in and beside a field.

empty = Fill this in first.
name-taken = There is an administrator with this name already. Choose another.
too-long-input = That is longer than anything we can use here.
bad-address = This is not an e-mail address. One looks like name@example.org.
wrong-code = That code does not match. Wait for the next one and type it within 30 seconds.
clock-behind =
    { NUMBER($minutes) ->
        [one] This code was right { $minutes } minute ago. Set your phone’s clock to automatic and type the next one.
       *[other] This code was right { $minutes } minutes ago. Set your phone’s clock to automatic and type the next one.
    }
clock-ahead =
    { NUMBER($minutes) ->
        [one] This code was right { $minutes } minute ahead of its time. Set your phone’s clock to automatic and type the next one.
       *[other] This code was right { $minutes } minutes ahead of its time. Set your phone’s clock to automatic and type the next one.
    }
code-used = This code was used already. Wait for the next one; it comes within 30 seconds.
code-expired = This code is too old. Type the newest one.
too-many-wrong = Those were too many wrong codes. Sign in again with name and password.
try-later = Those were too many tries. You can try again from { TIME($from) }.
expired = This page was open for too long. Start again; it is quick.
too-short = Too short: use at least { NUMBER($min) } characters. Four unrelated words are easy to remember.
too-long = Too long: at most { NUMBER($max) } characters fit.
too-simple = Too easy to guess. Four unrelated words are easy to remember and hard to guess.
contains-name = Your name is in it: “{ $part }”. Choose words that have nothing to do with you.
leaked = This password is on a public list of leaked ones. Any other will do.
keys-in-a-row = These are keys or letters in a row, which are tried first. Four unrelated words are hard to guess.
repeats-itself = One short piece again and again is tried first. Four unrelated words are hard to guess.
bad-characters = There is a character in it that cannot be used here.
wrong-sign-in = That name and password do not go together.
link-spent = This link was used already or is too old.
not-enough-chosen = Choose at least { NUMBER($needed) }.
directory-away = We cannot reach the directory right now. Nothing was changed.
server-fault = This failed on our side and nothing was changed. The server’s log says more under { $reference }.
refused = This was refused. Nothing was changed.
