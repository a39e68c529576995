# What every page of a person has around it, and words that several pages share.

# The title of a page that says what went wrong.
error = Error: { $heading }
skip = Skip to the content
help-desk = Help desk, <number>{ $help-desk }</number>
not-you = Not you?
practice-mode = Practice mode
practice = <b>Practice mode.</b> Nothing here touches a real directory, mailbox or phone.
practice-desk = People, mail and phone

## Fields and buttons

user-name-hint = What you type at your computer.
password = Password
show-password = Show the password
# Said by a browser about a code that has another form.
six-digits = Six digits
copied = Copied
# A QR code, for whoever cannot see it.
qr = Square to scan. The same key is written below.
lost-password = I forgot my password
to-account = Back to my account

## On the way to a directory’s own sign-in page

onward-heading = On to { $directory }
onward-lede = You sign in there and come back here. If the page does not open by itself, press the button.
onward-go = Open the sign-in page

## Nothing there, and nobody there

not-found-lede = The address may be mistyped or old. If a link led you here, { call }.
no-answer-heading = The server did not answer
no-answer-lede = Nothing was lost. Load this page again in a minute, or { call }.
no-answer-again = Load it again
