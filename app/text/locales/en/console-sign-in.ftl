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

## Pages

page = Sign in · Latchkey
set-up-page = Set up · Latchkey
silent = The server did not answer
silent-lede = Reload the page in a moment. Nothing was changed.
faulty = The console cannot be opened now
heading = Sign in to the console
name = Administrator name
password = Password
continue-on = Continue
code-heading = Type the code from your app
code-lede = The authenticator app that you connected when this was set up.
code = Code
link-step = Step 1 of 3: the link
link-heading = Set up Latchkey
link-lede = You are about to become an administrator. The next two pages ask for a name, a password and an authenticator app.
link-use = Use this link now
link-hint = The link works once, and only in the browser that uses it.
who = Who are you here?
name-hint = For example your own: “jonas”.
first-step = Step 2 of 3: name and password
first-lede = This account is for the console only. It lives in Latchkey and not in the directory, so that you get in when the directory is away.
password-hint = Four unrelated words are easy to remember and hard to guess.
totp-step = Step 3 of 3: authenticator app
totp-heading = Connect your authenticator app
scan = 1. Scan this in the app
qr = Square to scan. The same key is written below.
no-scan = On this phone? Copy the key instead
key = the key
open-here = Open in the app on this phone
type-code = 2. Type the code it shows
check = Check and continue
lede = For administrators. Forgot the password of your account? <link>Get back in here</link>.
choose-password = Choose your password, { $name }
totp-lede = The console opens with your password and this app, every time, { $name }. Any app will do: Microsoft or Google Authenticator, 1Password, Aegis.
