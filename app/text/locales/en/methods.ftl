# What each method is called and says. Keys begin with the method; its file is app/src/methods/NAME.rs. For each:
# name (at the start of a line; .within: within a sentence), ask-… in a recovery, trouble (the question under the form,
# and its answer), choose and set-up when it is set up, done on the last page of an enrolment.

## What several methods share

six-digits = 6-digit code
tried-with-code = Tried with a code, and it worked
code-refused = The code is not accepted
no-message = No message arrives
# Under “Private e-mail address”, “Mobile number”.
code-purpose = When you are locked out, we can send a code there. It is used for nothing else.

## Passkeys and security keys

passkey-name = Passkey or security key
    .within = passkey
passkey-ask-hint = Your fingerprint, face, screen lock or key
passkey-ask-heading = Use your passkey
passkey-ask-lede = Your phone or computer asks for your fingerprint, face or screen lock. It stays on your device; we only learn that it matched.
passkey-trouble = My passkey is on another device
    .text = Choose “Use passkey”, then “another device”, and scan the square it shows. A security key works too: plug it in or hold it to the back of your phone.
passkey-choose-hint = Fingerprint, face or a key you touch. Nothing to type, nothing to phish.
passkey-set-up-heading = Make a passkey
passkey-set-up-lede = Your phone or computer asks for your fingerprint, face or screen lock and keeps the key. A security key works too.
passkey-done = Tried once, and it worked
# The button. passkey-trouble names it.
passkey-use = Use passkey
passkey-wrong = That passkey does not belong to this account. Try another one, or use another method.
passkey-silent = Your device did not answer. Try again, or use another method.
passkey-twice = This device has a key for you already. Use another one for a further key.
passkey-place = Browsers keep passkeys for names, and this page was opened by an address. Open it by its name (in practice mode “localhost” instead of “127.0.0.1”) and begin again there.
passkey-script = Passkeys need a browser that runs scripts. This one does not: use another method.

## Authenticator app

totp-name = Authenticator app
    .within = authenticator app
totp-ask-hint = The 6-digit code it shows now
totp-ask-heading = Enter the code from your authenticator app
totp-ask-lede = Open the app and find { organisation }. The code changes every 30 seconds; the last one still works for a moment.
totp-trouble-text = Set your phone’s clock to automatic, then try the next code. If you have a new phone, the codes may have stayed on the old one: use another method.
totp-choose-hint = A code from an app on your phone. Works without signal.
totp-set-up-heading = Connect your authenticator app
totp-set-up-lede = Any app will do: Microsoft or Google Authenticator, 1Password, Aegis.

## YubiKey one-time codes

yubikey-name = YubiKey
yubikey-ask-hint = Touch it, and it types a code
yubikey-ask-heading = Touch your YubiKey
yubikey-ask-lede = Plug it in or hold it to your phone, put the cursor into the field, and touch the metal. It types a long code by itself.
yubikey-field = Code from the YubiKey
yubikey-trouble = Nothing is typed
    .text = Touch it a little longer, about a second, with the cursor in the field. Some keys type only after a long touch.
yubikey-choose = YubiKey code
    .hint = A key that types a one-time code when you touch it.
yubikey-set-up-lede = Plug it in, put the cursor into the field, and touch the metal. It types a long code by itself.
yubikey-done = Tried with a touch, and it worked
yubikey-wrong = That code is of another key, or was used already. Touch your key once more.

## Duo

duo-name = Duo
duo-ask-hint = Confirm in the Duo app or as you do elsewhere
duo-ask-heading = Confirm with Duo
duo-ask-lede = Duo asks you on its own page and then sends you back here.
duo-trouble = Duo does not let me in
    .text = Your Duo phone must be the one that you registered. If it is gone, use another method here.
duo-choose-hint = The Duo prompt that you know from other sign-ins.
duo-set-up-lede = Duo asks you once on its own page, then sends you back here.
duo-done = Confirmed once, and it worked

## Signing in elsewhere

oidc-name = Sign-in at another provider
    .within = other sign-in
oidc-ask-hint = An account elsewhere that you connected
oidc-ask-heading = Sign in at the other provider
oidc-ask-lede = You sign in there, and are then sent back here. It must be the account that you connected when you set it up.
oidc-trouble = I cannot sign in there
    .text = If that account is closed too, or you never connected one, use another method here.
oidc-choose-hint = An account elsewhere with a password of its own.
oidc-set-up-heading = Connect your other account
oidc-set-up-lede = Sign in there once. We keep only which account it is, not its password.
oidc-done = Signed in once, and it worked

## Passcodes of a RADIUS server

radius-name = Passcode
    .within = passcode
radius-ask-hint = From the token or app of your organisation
radius-ask-heading = Enter your passcode
radius-ask-lede = The one from the token or app that { organisation } gave you.
radius-trouble = The passcode is not accepted
    .text = Wait for the next one and type it once more. If your token is new or was replaced, use another method.
radius-choose = Passcode of your token
    .hint = The token or app that { organisation } gave you.
radius-set-up-heading = Enter a passcode of your token
radius-set-up-lede = One passcode from the token or app that { organisation } gave you shows that it works here.
radius-done = Tried with a passcode, and it worked

## Codes by e-mail

email-name = Code by e-mail
    .within = code by e-mail
email-ask-hint = To the private address you set up
email-ask-heading = Enter the code from the e-mail
email-ask-lede = If a private address was set up for this account, a code is on its way to it.
email-trouble-text = It can take a minute; look among the junk mail too. Codes only go to the private address that you set up, never to your work mailbox, and at most five an hour.
email-choose = Code by private e-mail
    .hint = An address outside { organisation-after }, such as your own.
email-set-up-heading = Which private e-mail address?

## Codes by text message

sms-name = Code by text message
    .within = code by text message
sms-ask-hint = To your mobile phone
sms-ask-heading = Enter the code from the text message
sms-ask-lede = If we have a mobile number for this account, a code is on its way to it.
sms-trouble-text = It can take a minute, longer abroad. A late one is still good until the time above. After half a minute you can send another; then only the newest counts, and five an hour is the most. Without signal, use another method.
sms-choose-hint = To your mobile phone. Needs signal.
sms-set-up-heading = Which mobile number?

## A colleague who vouches

vouch-name = A colleague vouches
    .within = colleague who vouches
vouch-ask-hint = Your manager, or somebody your organisation chose
vouch-ask-heading = Ask your colleague to vouch for you
vouch-ask-lede = Call them, so that they know your voice, and read this number out. They sign in on their own device and type it.
vouch-trouble = Whom do I call?
    .text = Your manager, or one of the people whom { organisation } chose for this. We do not say here who that is. They find your request on their account page.
vouch-choose-hint = Your manager confirms that it is you.
vouch-set-up-lede = Nothing to set up: your manager can confirm that it is you.
vouch-done = Ready when you need it
vouch-number = The number to read out:
vouch-good-until = Good until { TIME($until) }. Nobody else can use it.
vouch-typed = My colleague has typed it
vouch-new-number = Get a new number
vouch-over = That number was good for ten minutes, and they have passed. Nothing was changed. Get a new one and read that out.

## Security questions

questions-name = Security questions
    .within = security questions
questions-ask-hint = The answers that you gave when you set them up
questions-ask-heading = Answer your questions
questions-ask-lede = As you answered them when you set them up. Capitals, blanks and punctuation do not matter.
questions-trouble = I do not remember the answers
    .text = Then use another method. We cannot show them: nobody here can read them.
questions-choose-hint = Answers only you know. The weakest method; choose it last.
questions-set-up-heading = Choose and answer questions
questions-set-up-lede = Choose questions whose answers nobody can look up or ask out of you. An answer need not be true, only yours.
questions-done = Answers kept so that nobody can read them
questions-wrong = These answers do not match. Nothing was changed; check all of them and try once more.

## Recovery codes

recovery-code-name = Recovery code
    .within = recovery codes
recovery-code-ask-hint = One from the sheet you kept
recovery-code-ask-heading = Enter a recovery code
recovery-code-ask-lede = One that you have not used before, from the sheet you kept when you set up your methods.
recovery-code-field-hint = Such as 7KQM-2XRA-H4WD-9PTE. Upper and lower case do not matter.
recovery-code-trouble-text = Each one works once. If you made a new sheet, the codes of the old one have ended.
# The sheet.
recovery-code-choose = Recovery codes
    .hint = A sheet to keep.
recovery-code-done = On the sheet you kept; each works once

## Something to do at another site. $name is the site’s.

elsewhere-go = Go on with { $name }
elsewhere-ready = { $name } is ready for you. It opens in this window and sends you back here.
elsewhere-continue = Continue to { $name }
