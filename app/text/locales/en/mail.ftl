# What mails say. $name is the person’s; [none] is the case of nobody’s, or of one that would become a link.
# The message is the heading; .subject stands in the list of messages, with .preview beside it: no code in either.

practice = Practice mode. Nothing here touches a real directory, mailbox or phone.
never-ask = We will never ask for your password or a code by mail or by phone.
hello =
    { $name ->
        [none] Hello
       *[other] Hello <name>{ $name }</name>
    }
not-you = If it wasn’t you
call-now =
    { $help-desk ->
        [none] Tell your help desk now.
       *[other] Call the help desk now: { $help-desk }.
    }

## A code as proof

code = Your code
    .subject =
        { $organisation ->
            [none] Your code
           *[other] Your code for { $organisation }
        }
    .preview = It is good once, on the page where you asked for it.
    .lede = { hello }, type this code on the page where you asked for it:
    .until = It works once, until { TIME($until) }.
    .not-you =
        { $help-desk ->
            [none] Somebody typed your user name. Without this code they get no further: do nothing, and tell it to nobody. If it happens again, tell your help desk.
           *[other] Somebody typed your user name. Without this code they get no further: do nothing, and tell it to nobody. If it happens again, call the help desk: { $help-desk }.
        }

## A code to an address that somebody gave

confirm = Confirm this address
    .subject =
        { $organisation ->
            [none] Confirm this address
           *[other] Confirm this address for { $organisation }
        }
    .preview = Type the code to use this mailbox for getting back in.
    .lede = Somebody at { organisation-after } wants to use this mailbox to get back into their account. If that is you, type this code on the page where you gave the address:
    .not-you = Somebody mistyped their address. Without the code it is not used: do nothing, and tell it to nobody.

## The test message of the console

test = Mail from here arrives
    .subject = Mail from Latchkey arrives
    .preview = The test message that you asked for.
    .lede = This is the test message that you asked for in the console. Invitations and codes will come from the same sender.
    .from = From
    .for = For
    .foot = Look at the sender above as your people will see it. If this message was in the junk folder, theirs will be too.

## What happened to an account. After the lede: when, and which method.

notice-when = When
notice-method = Method
notice-methods = Methods
notice-where = Where
notice-preview = { DATETIME($at) }. If that was you, there is nothing to do.
notice-foot = This message has no way to sign in. { never-ask }

reset = Your password was changed
    .subject =
        { $organisation ->
            [none] Your password was changed
           *[other] Your { $organisation } password was changed
        }
    .lede = { hello }, if that was you, there is nothing to do.
    .not-you = Somebody else may be in your account. { call-now }
unlocked = Your account was unlocked
    .subject =
        { $organisation ->
            [none] Your account was unlocked
           *[other] Your { $organisation } account was unlocked
        }
    .lede = { hello }, if that was you, there is nothing to do. Your password is the same as before.
    .not-you = Somebody else has your proofs in their hands. { call-now }
enrolled = You can now get back in by yourself
    .subject =
        { $organisation ->
            [none] You can now get back in by yourself
           *[other] You can now get back into { $organisation } by yourself
        }
    .lede = { hello }, if that was you, there is nothing more to do.
    .then = If you are ever locked out, go to <address>{ $address }</address> from any phone or computer.
    .not-you = Somebody else could set a new password for you. { call-now }
added = A method was added
    .subject =
        { $organisation ->
            [none] A new way to prove it is you
           *[other] A new way to prove it is you at { $organisation }
        }
    .lede = { hello }, there is a new way to prove that it is you. If you added it, there is nothing to do.
    .not-you = Somebody else could set a new password for you. { call-now }
removed = A method was removed
    .subject =
        { $organisation ->
            [none] A way to prove it is you was removed
           *[other] A way to prove it is you at { $organisation } was removed
        }
    .lede = { hello }, one way to prove that it is you is gone. If you removed it, there is nothing to do.
    .not-you = Somebody else has been at your account page, and may want to keep you out. { call-now }
codes = Your recovery codes were replaced
    .subject =
        { $organisation ->
            [none] New recovery codes for your account
           *[other] New recovery codes for your { $organisation } account
        }
    .lede = { hello }, if that was you, keep the new ones and throw the old ones away: they no longer work.
    .not-you = Somebody else has the new codes, and yours no longer work. { call-now }
# By somebody who typed the old one.
changed = Your password was changed
    .subject =
        { $organisation ->
            [none] Your password was changed
           *[other] Your { $organisation } password was changed
        }
    .lede = { hello }, your password was changed by somebody who typed the old one. If that was you, there is nothing to do.
    .not-you = Somebody else knew your password. { call-now }
frozen = Getting back in is stopped
    .subject =
        { $organisation ->
            [none] Getting back into your account is stopped
           *[other] Getting back into your { $organisation } account is stopped
        }
    .preview = { DATETIME($at) }. The help desk can lift it.
    .lede = { hello }, somebody said about your account: “This wasn’t me.” Until the help desk lifts it, nobody can get back into it here, not even you. Your password and your methods were not touched by this.
    .then =
        { $help-desk ->
            [none] If that was you, tell your help desk, which finds out with you what happened and lifts it.
           *[other] If that was you, call the help desk, which finds out with you what happened and lifts it: { $help-desk }.
        }
    .not-you = Somebody else has a message that was sent to you. { call-now }
# Another account is theirs from now on, and is recovered together with this one.
joined = Two of your accounts are now recovered together
    .subject =
        { $organisation ->
            [none] Your accounts are now recovered together
           *[other] Your { $organisation } accounts are now recovered together
        }
    .lede = { hello }, another account at your organisation was recognised as yours. One new password now reaches both, with the methods that you have. If both are yours, there is nothing to do.
    .not-you = One of the two accounts is somebody else’s. { call-now }
parted = One of your accounts is now apart
    .subject =
        { $organisation ->
            [none] One of your accounts is recovered apart now
           *[other] One of your { $organisation } accounts is recovered apart now
        }
    .lede = { hello }, an administrator parted one of your accounts from the others. A new password no longer reaches it from here. Your methods were not touched.
    .not-you = If that account is yours, ask why it was parted. { call-now }
# A new password was set in the others, and this one did not answer in time.
missed = One account still has your old password
    .subject =
        { $organisation ->
            [none] One account still has your old password
           *[other] One { $organisation } account still has your old password
        }
    .lede = { hello }, you set a new password, and one of your accounts did not answer in time. Nothing was changed there: your old password still works in it, and your new one in the others.
    .then = To set it there, too, go to <address>{ $address }</address> once more.
    .not-you = Somebody else set a new password for you. { call-now }
wrong-codes = Wrong codes were typed for your account
    .subject =
        { $organisation ->
            [none] Wrong codes for your account
           *[other] Wrong codes for your { $organisation } account
        }
    .lede = { hello }, if that was you, try again later with fresh codes. Nothing was changed.
    .not-you = Somebody knows your user name. Your password and your methods are as they were. { call-now }

## The invitation, as it is until an administrator writes another one. Its arguments are slots to be filled later.

invitation-subject = Two minutes now, no lock-out later
invitation-body =
    Hello { $name },

    from now on you can set a new { $organisation } password yourself, at any hour, from your phone. For that to work, choose how you will prove that it is you. It takes about two minutes.

    { $link }

    { $code }

    The link and the code work until { $until }.

## What every invitation has, whoever wrote it

invitation-preview = Choose how you will prove that it is you. It takes about two minutes.
invitation-button = Choose my methods
invitation-code = If the link does not open, go to <address>{ $address }</address> and type your user name and this code:
invitation-until = The link and the code work until { DATETIME($until) }.
invitation-foot =
    { $help-desk ->
        [none] { never-ask } Unsure? Type the address above yourself.
       *[other] { never-ask } Unsure? Type the address above yourself, or call the help desk: { $help-desk }.
    }
