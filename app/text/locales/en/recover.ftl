# The pages of a locked-out person. Keys begin with their page: name, unlock (the name again), methods, verify, action,
# password, done. Short, calm, exact; whoever reads this cannot work right now.

description = Set a new password or unlock your account by yourself, in about a minute.
go-on = Continue
start-again = Start again

not-found-heading = There is no page here
not-found-lede = The address may be mistyped or old. Start below, or { call }.
bad-form-heading = We could not read that form
bad-form-lede = The form did not arrive as this page sends it. Nothing was changed. Start again, or { call }.

## Back from another site

return-title = Back to where you were
return-heading = Almost there
return-lede = The other site sent you back. Go on here.

## The name

name-step = Step 1 of 4: your name
name-heading = Get back into your account
name-lede = Prove it is you in two ways, then choose a new password. It takes about a minute.
name-field = User name
    .hint = What you type at your computer, such as anna.lindqvist. Your work e-mail address is fine too.
name-else = Something else
name-else-unlock = Unlock my account, keep my password
name-else-reset = Set a new password instead
name-else-enrol = Set up my methods with an invitation
unlock-heading = Unlock your account
unlock-lede = Prove it is you in two ways, then go on with the password you have. It takes about a minute.

## The list of methods. $nth is 1 for the first proof.

proof-step =
    Step { NUMBER($step) } of { NUMBER($of) }: { NUMBER($nth) ->
        [1] first
        [2] second
        [3] third
       *[other] { $nth }th
    } proof
methods-title =
    Choose your { NUMBER($nth) ->
        [1] first
        [2] second
        [3] third
       *[other] { $nth }th
    } proof
methods-heading =
    { NUMBER($nth) ->
        [1] How do you want to prove it is you?
        [2] Now your second proof
        [3] Now your third proof
       *[other] Now your { $nth }th proof
    }
# How many more are asked for after this one.
methods-lede =
    { NUMBER($count) ->
        [0] Pick one that you have not used yet.
        [1] Pick one now and another one next.
       *[other] Pick one now and { count-words } more after it.
    }
methods-accepted = { $method } accepted
# Under the user name.
methods-account = { organisation-first } account
# Said by a screen reader for the whole list.
methods-list = Methods
methods-none = I have none of these with me
    .text =
        { $help-desk ->
            [none] Ask your help desk. They will check that it is you and start a reset that you finish yourself. Nobody will ask for your password, old or new.
           *[other] Call the help desk on { $help-desk }. They will check that it is you and start a reset that you finish yourself. Nobody will ask for your password, old or new.
        }

## One method. Its own words stand in methods.ftl.

# A sentence that follows the one that says that a code was sent.
verify-good-until = It is good until { TIME($until) }.
verify-send-again = Send another code
verify-another = Use another method

## Unlock, or a new password?

action-heading = Your account is locked, your password is fine
action-lede = Unlock it and go on with the password you have.
action-locked = Locked
action-opens = Opens by itself
action-unlock = Unlock my account
action-reset = Set a new password instead
action-advice = Did somebody else try your password? Set a new one and { tell }. A phone or computer that still uses an old password will lock you out again.

## The new password

password-step = Step { NUMBER($of) } of { $of }: new password
password-heading = Choose a new password
password-lede = Three or four unrelated words are easy to type and hard to guess.
password-field = New password
password-set = Set new password
password-after =
    { $locked ->
        [true] This also unlocks your account. We will send you a message to say that it happened.
       *[false] We will send you a message to say that it happened.
    }
# For somebody with several accounts.
password-heading-all = One password for { NUMBER($count) } accounts
password-lede-all =
    { NUMBER($count) ->
        [2] What you choose here goes to both accounts, one after the other.
       *[other] What you choose here goes to these { NUMBER($count) } accounts, one after the other.
    }
# Said by a screen reader for the whole list.
password-accounts = Accounts
password-also-unlocked = Also unlocked
password-set-all = Set it in all of them
password-after-all = If the first one refuses it, nothing is changed. If one does not answer, the others still get it. The next page says what happened in each.
# Too soon after the last change: only waiting helps.
password-young = Nothing was changed
    .text = The password you set last still works.
password-young-wait = I cannot wait
    .text = If you think somebody knows your password, { call }: the help desk can lift this rule once.
password-young-over = The time has come
password-busy = Your new password is being saved
unlock-busy = Your account is being unlocked
busy-lede = The directory has it and has not answered yet. Look again in a few seconds; this page then says what happened.
busy-again = Look again

## The result

done-at = Done { WHEN($at) }
done-heading-works = Your new password works
done-heading-set = Your new password is set
done-heading-set-locked = Your new password is set, your account is still locked
done-heading-unlocked = Your account is unlocked
done-heading-locked = Your account is still locked
done-lede-works = We set it, then signed in once to be sure. Here is what the directory told us.
done-lede-set = We set it and read it back. Here is what the directory told us.
done-lede-confirmed = We set it, and the directory confirmed it. Here is what it told us.
done-lede-unlocked = Your password is the one you had. Here is what the directory told us.
done-lede-found-out = The line broke while it was being saved, so we looked afterwards. This is what the directory shows.
# What stands for the mark beside an account, for a screen reader.
done-mark = Done
done-mark-not = Not finished
# Short sentences that follow each other.
done-fact-tested = New password set and tested.
done-fact-set = New password set.
done-fact-still-locked = Account still locked.
done-fact-unlocked = Account unlocked.
done-fact-not-locked = Account not locked.
# Written, and not shown everywhere yet.
done-fact-eventual = It may take a few minutes there; until then the old password works.
done-fact-confirmed = Confirmed by { $server }.
done-fact-read-back = Read back from { $server }.
done-lock = The lock did not open
    .text = The directory accepted the request and still shows the account as locked. { call-first } and say so.
done-old-password = Your old password may work until { TIME($until) }
    .text = Some older Windows services remember it for a while. If someone else knows it, { call } now.
done-next = What to do next
done-next-must-change = Sign in at your computer with the new password. It will ask you for another one; that is expected.
done-next-new = Sign in at your computer with the new password.
done-next-new-phone = Update it in the mail app on your phone, or the old one will lock you out again.
done-next-old = Sign in at your computer with the password you have.
done-next-old-phone = Check your phone’s mail app: an old password there would lock you out again.
done-close =
    { $notified ->
        [true] You are not signed in here, so you can simply close this page. We send you a note about it by e-mail.
       *[false] You are not signed in here, so you can simply close this page.
    }

## The result for somebody with several accounts

done-all-heading =
    { NUMBER($count) ->
        [2] Both accounts have your new password
       *[other] All { NUMBER($count) } accounts have your new password
    }
done-some-heading =
    { NUMBER($count) ->
        [one] { NUMBER($count) } of { NUMBER($of) } accounts has your new password
       *[other] { NUMBER($count) } of { NUMBER($of) } accounts have your new password
    }
done-all-lede = We asked one after the other. This is what they told us.
# What stands under an account; $why is one or two whole sentences.
done-row-refused = Not changed. { $why }
done-row-trying = It did not answer, so your old password still works there. We go on trying until { TIME($until) }.
done-row-away = It did not answer. Nothing was changed there, and your old password still works.
done-row-open = It did not answer in time. We are finding out whether it has your new password.
done-row-left-out = Not changed. { $why }
done-row-follows = Nothing to do here: it takes over the password of your account { $directory } by itself, usually within a few minutes.
done-finish = Set it there, too
done-finish-text = You type a new password once more. The accounts that are done stay as they are.
