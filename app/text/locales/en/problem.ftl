# Everything that can go wrong in front of a person: what happened, whether anything was changed, and what to do next.
# The message is the heading and says the news; .text is the rest; .beside stands under a field, where that is not
# simply heading and text. One for each variant of latchkey_contract::Problem.

## Forms

empty = Something is still empty
    .text = Type it, then continue. Nothing was changed.
# Beside the field that is empty.
empty-user-name = Type your user name first.
empty-code = Type the code first.
empty-password = Type your password first.
empty-new-password = Type a new password first.
empty-number = Type a number first.
empty-address = Type an address first.
empty-answers = Type your answers first.
too-long-input = That is longer than it can be
    .text = Nothing was changed. Check what you typed and try again.
out-of-date = You had gone on from there
    .text = That form came from an older page, perhaps of another tab. It changed nothing; this is where you are now.
pick-another = Pick another one
    .text = That one cannot be used here, or you have used it already. The others on this list can.
name-taken = There is an administrator with this name already
    .text = Choose another name.
not-the-same = The two are different
    .text = Type the same password in both fields. Nothing was changed.
    .beside = The two are different. Type the same password in both fields.
bad-address = That is not a whole e-mail address
    .text = It looks like name@example.com. Check it and type it again.

## Proofs

wrong-code = That code does not match
    .text = Nothing was changed. Check the code and type it once more, or use another method.
    .beside = That code does not match. Check it and type it once more.
# The phone's clock is off. First the code of right now, then one that will be right, then one that was.
clock-off = This code was right a moment ago
    .text = Set your phone’s clock to automatic and type the next code.
clock-off-ahead =
    { NUMBER($minutes) ->
        [one] This code is not right for another { $minutes } minute
       *[other] This code is not right for another { $minutes } minutes
    }
clock-off-behind =
    { NUMBER($minutes) ->
        [one] This code was right { $minutes } minute ago
       *[other] This code was right { $minutes } minutes ago
    }
code-used = That code was used already
    .text = Each code works once. Wait for the next one and type it.
code-expired = That code was good for ten minutes
    .text = They have passed. Ask for a new code and type that one.
too-many-wrong = That was the last try
    .text = Too many codes did not match, so this attempt is closed. Nothing was changed. Start again when you have your codes at hand, or { call }.
try-later = You can try again from { TIME($from) }
    .text = There have been too many attempts. Nothing was changed, and trying earlier does not make it longer. If you cannot wait, { call }.
method-later = That method can be used again from { TIME($from) }
    .text = It was tried too often. The others on this list still work; if you have none, { call }.
method-away = That method does not answer right now
    .text = Nothing was changed. Use another method, or try this one again in a minute. If you have no other, { call }.
no-answer = Your device did not answer
    .text = Nothing was changed. Try again, or use another method.
not-yet-vouched = Nobody has confirmed yet
    .text = Read the number out on the phone, and look again when your colleague has typed it.
not-vouched = Your colleague did not confirm
    .text = Nothing was changed. Use another method, or { call }.
not-confirmed = The other site did not confirm it
    .text = Nothing was changed. Try once more with your account there, or use another method.
send-limit = The next message can be sent from { TIME($from) }
    .text = Enough messages went out for now. Use the last one you received, use another method, or { call }.

## The way through a recovery

expired = This took too long
    .text = For your safety we closed it. Nothing was changed. Start again; it takes about a minute.
not-locked = Your account is not locked
    .text = So there is nothing to unlock. If you cannot sign in, set a new password here.
unlock-not-enough = Unlocking is not enough
    .text = Your account is locked, and its password has expired or must be changed. A new password does both.
too-many-passwords = That was the last try
    .text = None of these passwords was accepted, so this attempt is closed. Your old password is unchanged. Start again, or { call }.
not-possible = We cannot finish this here
    .text = This account cannot be recovered on this page. Nothing was changed. { call-first }: they can see why and help you in.
protected = This account is too powerful for self-service
    .text = Passwords of administrators are not set here. Nothing was changed. { call-first }.
set-on-premises = The password of this account is set in another place
    .text = It comes from your organisation’s own domain and cannot be set on this page. Nothing was changed. { call-first }: they can tell you which account it belongs to.
set-by-provider = You sign in to this account through another service
    .text = That service sets its password, so it cannot be set on this page. Nothing was changed. { call-first }: they know which service it is.
not-set-here = Your organisation sets this password in another way
    .text = It is not set on this page, and nothing was changed. { call-first }: they can tell you how.
not-set-up = Nothing is set up for you yet
    .text = Open the invitation that you received and set up your methods first. If you have none, { call }.
frozen = Recovery is stopped for this account
    .text = Somebody said that an earlier one was not them. Nothing was changed. { call-first }: they check that it is you and lift it.

## A new password, refused with the reason

too-short = A little longer
    .text = { organisation-first } asks for at least { NUMBER($min) } characters. Add a word or two. Nothing was changed.
    .beside = A little longer. { organisation-first } asks for at least { NUMBER($min) } characters. Add a word or two.
too-long = A little shorter
    .text = At most { NUMBER($max) } characters fit. Nothing was changed.
    .beside = A little shorter. At most { NUMBER($max) } characters fit.
too-simple = One more kind of character
    .text = Use three of these: small letter, capital, digit, sign. Nothing was changed.
    .beside = One more kind of character. Use three of these: small letter, capital, digit, sign.
contains-name = Your name is in it: “{ $part }”
    .text = Choose words that have nothing to do with you. Nothing was changed.
    .beside = Your name is in it: “{ $part }”. Choose words that have nothing to do with you.
# $remembered: how many passwords the directory remembers; 0: it does not say.
in-history = You have used this one before
    .text =
        { NUMBER($remembered) ->
            [0] Choose one that is new. Nothing was changed.
           *[other] { organisation-first } remembers the last { $remembered }. Choose one that is new. Nothing was changed.
        }
    .beside =
        { NUMBER($remembered) ->
            [0] You have used this one before. Choose one that is new.
           *[other] You have used this one before. { organisation-first } remembers the last { $remembered }. Choose one that is new.
        }
too-young = You can change it again from { TIME($until) }
    .text = You set your password { WHEN($set-at) }, and { organisation } asks for some time between two changes. That is the only reason; your new password was fine.
bad-characters = A character in it cannot be saved
    .text = Use letters, digits, spaces and signs from your keyboard. Nothing was changed.
    .beside = A character in it cannot be saved. Use letters, digits, spaces and signs from your keyboard.
leaked = This password is on a public list of leaked ones
    .text = Any other will do. Nothing was changed.
    .beside = This password is on a public list of leaked ones. Any other will do.
keys-in-a-row = These are keys or letters in a row
    .text = Such rows are tried first, also with digits or signs around them. Take words that do not belong together. Nothing was changed.
repeats-itself = This is one short piece again and again
    .text = Repeats are tried first. Put different words side by side. Nothing was changed.
would-lock = Your password can be checked again from { TIME($from) }
    .text = One more wrong try could lock your account, so none was made. Sign in at your computer first, or { call }.
# When nobody knows from when on.
would-lock-now = Your password cannot be checked just now
# $perhaps: what cannot be excluded, made of the sentences below.
refused-by-directory = The directory refused it and did not say why
    .text =
        { $perhaps ->
            [none] Nothing was changed; your administrator has been told. Try a different password, or { call }. Reference { $reference }.
           *[other] Nothing was changed; your administrator has been told. { $perhaps }. Try a different password, or { call }. Reference { $reference }.
        }
# The message follows another one, .first begins.
perhaps-too-short = it may need at least { NUMBER($min) } characters
    .first = It may need at least { NUMBER($min) } characters
perhaps-too-simple = it may need one more kind of character
    .first = It may need one more kind of character
perhaps-contains-name = it may be that “{ $part }” is in it
    .first = It may be that “{ $part }” is in it
perhaps-too-young = it may be too early before { TIME($until) }
    .first = It may be too early before { TIME($until) }
perhaps-own-rules = stricter rules may hold for you
    .first = Stricter rules may hold for you
perhaps-used-before = you may have used it before
    .first = You may have used it before
perhaps-listed = it may be on a list that { organisation } does not allow
    .first = It may be on a list that { organisation } does not allow
perhaps-or = { $before }, or { $next }

## Faults that are not the person's

directory-away = We cannot reach the directory right now
    .text = Nothing was changed. Your proofs are kept for a while: try again in a minute, or { call }.
unknown = The line broke while your password was being saved
    .text = We do not know yet whether it was saved, and are finding out. Load this page again in a minute; it will say what happened.
setup-fault = This is not your fault
    .text = A setting is missing on our side. Nothing was changed; your administrator has been told. { call-first } to get in now. Reference { $reference }.
server-fault = Something broke on our side
    .text = Your administrator has been told. Try again in a minute, or { call }. Reference { $reference }.

## Setting up

link-spent = This link was for one use
    .text = It was opened already. Type your user name and the code from the same message, or { call } for a new invitation.
link-unknown = This invitation is not known here
    .text = It may have ended, or a part of the link is missing. Type your user name and the code from the message, or { call } for a new one.
wrong-sign-in = Name and code do not go together
    .text = Check both against your invitation. Upper and lower case do not matter. If it ended, { call } for a new one.
wrong-password = That is not the password of this account
    .text = Type the one you use at your computer today. Nothing was changed.
    .beside = That is not the password of this account. Type the one you use at your computer today.
account-locked = Your account is locked at the moment
    .text = So we cannot check your password. { call-first } to have it unlocked, then come back to this page.
account-disabled = This account is switched off
    .text = Nothing was set up. { call-first }: they can tell you why.
same-mailbox = An address at { $domain } would lock you out too
    .text = It opens with the very password you would have lost. Use one outside { organisation-after }, such as your private one.
bad-number = That number cannot get text messages from here
    .text = Type a mobile number with its country, such as +49 151 23456789.
not-enough-chosen = Choose { count-words }
    .text = That many must work before you can recover by yourself.
# $first and $second are methods, the first as at the beginning of a line.
not-independent = These two hang on one thing
    .text = { $first } and { $second }: if it is lost, both are. Choose one that is somewhere else.
already-there = You have set this one up already
    .text = Use another device, key or account for a further method.
not-accepted = { organisation-first } does not accept this kind of key
    .text = Nothing was set up. Use one that { organisation } gave you, or another method.
# $which is its place in the list.
too-easy = Answer { NUMBER($which) } is too easy
    .text = It is too short, repeats itself, stands in the question or your name, or is what many people answer. Choose one that nobody would try. Nothing was set up.
twice-the-same = Two of them are the same
    .text = Choose different questions, and a different answer for each.
question-length = A question of your own has { NUMBER($min) } to { NUMBER($max) } characters
    .text = Write it so that you will know later what was meant. Nothing was set up.
too-few-left = This one has to stay
    .text = Without it you would have fewer than the { count-words } that { organisation } asks for. Add another one first.

## Signing in on a page of the directory’s own

signed-in-as-other = You signed in there as somebody else
    .text = Nothing was opened. Sign in as { $who }; you may have to sign out there first.
sign-in-unfinished = That sign-in does not count
    .text = It was begun in another window, was used before, or took more than ten minutes. Nothing was opened. Sign in once more.
sign-in-not-known = You cannot sign in here with that account
    .text = Nothing was opened. Try another account of yours, or { call }.

## Why a method is of no use beside another, or at all

shares-password = Not possible: it opens with the password you would have lost.
shares-mailbox = In the same mailbox as the one you used, so the two count as one.
shares-phone = On the same phone as the one you used, so the two count as one.
shares-device = On the same device as the one you used, so the two count as one.
shares-account = The same account as the one you used, so the two count as one.
shares-other = Hangs on the same thing as the one you used, so the two count as one.
