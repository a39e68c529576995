# What an administrator should know of each kind of method; one sentence or two.

passkey = Cannot be phished. Phones, laptops and security keys can be one.
totp = Works without signal, on any phone.
yubikey = A one-time code that the key types, checked by your own validation server or Yubico’s.
duo = Duo’s Universal Prompt, with the devices that people registered there.
oidc = A sign-in that does not use the directory password, by OpenID Connect.
radius = Passcodes that a RADIUS server of yours checks.
email = Never to the mailbox behind the lost password.
sms = Costs money and can be redirected by fraud at the phone company. Better than questions, worse than an app.
vouch = The manager in the directory, or people you choose, confirm by phone that it is them. A spare for one proof.
questions = Answers can be looked up, guessed, or asked out of people, so standards advise against them (NIST SP 800-63B, ASVS 6.4.2). They count for one proof at the most, and never for privileged people.
recovery-code = Ten on paper, each works once, in place of either proof. Everyone gets them at the end of enrolment; they do not count as a method to set up.
