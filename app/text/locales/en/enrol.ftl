# Setting up one's methods. Keys begin with their page: invitation, start, sign-in, choose, set-up, codes, done, added.

## The invitation

invitation-heading = Set up your way back in
invitation-lede = { organisation-first } invites you to choose two ways to prove it is you. If you ever forget your password, they get you back in without a call.
invitation-begin = Begin
invitation-after = It takes about two minutes. Have your phone at hand, and sign in with the password you use today.
start-heading = Set up with your invitation
start-lede = Open the link in the message that you received, or type the code that stands below it.
start-code = Code from the message

## Signing in

sign-in-heading = First, sign in
sign-in-lede = With the password that you use at your computer today. It is checked once and not kept.
sign-in-button = Sign in
sign-in-there-lede = You sign in on a page of your directory, and come back here. Nobody else sees your password.
sign-in-there-button = Sign in at { $directory }
sign-in-lost = I do not know my password

## Choosing methods

choose-step = Step 1 of { NUMBER($of) }: choose { count-words }
choose-heading =
    { NUMBER($count) ->
        [1] Choose one way to prove it is you
       *[other] Choose { count-words } ways to prove it is you
    }
choose-lede =
    { NUMBER($count) ->
        [1] If you ever forget your password, this one gets you back in without a call. You can change it later.
       *[other] If you ever forget your password, these { count-words } get you back in without a call. You can change them later.
    }
choose-list = Methods, choose { count-words }
choose-codes = Recovery codes come with them
    .text = At the end you get a sheet of ten codes for the day when your phone is gone.
choose-button =
    { NUMBER($count) ->
        [1] Set up this one
       *[other] Set up these { count-words }
    }
choose-done = Set up already.
# After the sentence that says what the method is.
choose-mandatory = { organisation-first } asks for this one.

## Setting one up. $method is its name within a sentence.

set-up-step = Step { NUMBER($step) } of { NUMBER($of) }: { $method }
set-up-check = Check and continue
set-up-other = Choose other methods
sent-heading = Enter the code we sent you
sent-mail = It went to <to>{ $to }</to> and is good until { TIME($until) }. Look among the junk mail too.
sent-phone = It went to <to>{ $to }</to> and is good until { TIME($until) }. It can take a minute.
sent-again = Use another one, or send another code
device-field = What do you call this device?
    .hint = So that you know it later, such as “My phone”. You can leave it empty.
totp-scan = 1. Scan this in the app
totp-copy = On this phone? Copy the key instead
totp-copy-key = Copy the key
totp-open = Open it in the app on this phone
totp-code = 2. Type the code it shows
totp-practice = Put the key into the practice phone
# An address or a number that is known already, shown in part.
address-known = We have <known>{ $known }</known>. Leave the field empty to use that one.
address-number = Mobile number
    .hint = With the country, such as +49 151 23456789.
address-mail = Private e-mail address
    .hint = Outside { organisation-after }, such as your own. Not the mailbox that opens with your work password: when that is lost, you could not read it.
address-send = Send me a code
questions-question = Question { NUMBER($which) }
questions-answer = Your answer { NUMBER($which) }
questions-keep = Keep these answers

## Recovery codes

codes-step = Last step: recovery codes
codes-heading = Keep these on paper
codes-lede =
    { NUMBER($count) ->
        [8] Eight codes for the day when your phone is gone. Each works once, together with one other method. We cannot show them again.
        [10] Ten codes for the day when your phone is gone. Each works once, together with one other method. We cannot show them again.
        [12] Twelve codes for the day when your phone is gone. Each works once, together with one other method. We cannot show them again.
       *[other] { $count } codes for the day when your phone is gone. Each works once, together with one other method. We cannot show them again.
    }
codes-list = Recovery codes
codes-print = Print
codes-download = Download
codes-copy = Copy
codes-kept = I have put them where I will find them without my phone and without my computer
codes-finish = Finish
# The first two lines of the file.
codes-file = { organisation-first } · recovery codes of { $who }
    .text = Each works once, together with one other method.

## The end

done-step = Everything is set up
done-heading = You are set
done-lede = When a password slips your mind, prove it with any two of these.
# Says a screen reader for the mark beside a method.
done-ready = Ready
done-address = Remember one address
    .text = It is <link>the page for locked-out people</link>. Keep it as a bookmark on your phone.
done-button = Done
done-after = We will never ask for your password or a code by phone or by mail.
added-heading = That is done
added-lede = We sent you a message about it, so that you would know if it had been somebody else.
left-heading = Nothing was added
left-lede = You went back before it was set up. What you had before is as it was.
