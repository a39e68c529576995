# The way into the console: signing in, and the first administrator's set-up.

## What the page says of the action before it

refused = That did not let you in
    .text = Name and password do not go together. Look at both and try again.
later = Too many tries
    .text = Nothing was looked at. You can try again from { TIME($from) }. Kept out all the time? “latchkey admin reset” on the server lets an administrator back in.
# The address of the page says no time.
later-soon = Nothing was looked at. You can try again in a quarter of an hour. Kept out all the time? “latchkey admin reset” on the server lets an administrator back in.
busy = Too many are signing in at this moment
    .text = Nothing was looked at and nothing was changed. Try again in a minute.
spent = This set-up link is used or too old
    .text = Each is for one use within an hour. If you are an administrator already, sign in; if not, “latchkey admin link” on the server makes a new one.
taken = This link was used in another browser
    .text = There the set-up was finished, and here nothing was changed. Was that you? Then sign in with what you chose there. If not, somebody else became an administrator: look into it, and have “latchkey admin reset” on the server shut them out.
over = That took too long
    .text = Nothing was changed. Sign in again with your name and password, or open the set-up link again.
out = You are signed out
fault = Something on the server failed
    .text =
        It is not your mistake, and nothing was changed as far as we know. Try again in a moment. The server’s log says more{ $reference ->
            [none] {""}
           *[other] {" "}under { $reference }
        }.
