# Step 5: the invitation, its preview, and its sending. What is wrong with a text stands in console-invitation.ftl.

page = Invite people to enrol · Set up · Latchkey
waiting = Looking up the invitation
soft-no-mail = Nothing can be sent before a mail server is named.
soft-sending = Sending goes on when you leave this page.
soft-all = Everybody who can be invited is.
heading = Invite people to enrol
lede = One calm message with a link of their own. Who has enrolled already gets none.
no-mail = Mail is not set up
no-mail-text = Name a mail server in the configuration file and start the server again; until then nothing is sent.
save = Save the text
changed = Changed, not saved yet
saved = Saved
preview = As people will see it
send-text = They go out now, slowly enough for a mail server. A message that was sent cannot be called back.
change = Change what people read?
change-text = It goes out as a message that is really from you, and people do what it says. Show that it is you and not only your browser; the next five minutes need no other code.
change-action = Keep the text
to-overview = To the overview
sending = Sending now
sent = Sent
progress = Invitations sent
without-text = They cannot be invited by mail. Put an address into the directory and import again.
test = Try it on yourself
test-hint = A test message; its link leads nowhere.
test-action = Send a test
soft-waiting =
    { NUMBER($count) ->
        [one] { $count } person is not invited yet.
       *[other] { $count } people are not invited yet.
    }
send =
    { NUMBER($count) ->
        [one] Send { $count } invitation?
       *[other] Send { $count } invitations?
    }
send-to =
    { NUMBER($count) ->
        [one] Send to { $count } person
       *[other] Send to { $count } people
    }
are-sent = <b>{ NUMBER($sent) }</b> of { NUMBER($all) } sent
enrolled =
    { NUMBER($count) ->
        [one] { $count } person has enrolled
       *[other] { $count } people have enrolled
    }
not-sent =
    { NUMBER($count) ->
        [one] { $count } invitation could not be sent
       *[other] { $count } invitations could not be sent
    }
without =
    { NUMBER($count) ->
        [one] { $count } onboarded person has no mail address
       *[other] { $count } onboarded people have no mail address
    }
tested = Sent to { $address }.

## The text

subject = Subject
message = Message
no-preview = It is shown again once the text can be filled in.
slots = A word in braces is filled in:
