# The forms of servers that methods ask: for each its name, what it is (.hint), and its fields (key: the form, then the
# field) with their label and a hint.

# Fields that several forms have.
ca-pem = Authorities to trust (PEM)
    .hint = Only where its certificate is not of a public authority.
client-id = Client ID
client-secret = Client secret
address = Address

radius = RADIUS
    .hint = A server that checks passcodes, such as one of RSA, Okta or FreeRADIUS. People are known there by the directory’s user name.
radius-server = Server
    .hint = Name or address, and the port if it is not 1812: radius.example.com:1812
radius-secret = Shared secret
    .hint = At least 16 characters are wise (RFC 2865).
radius-server2 = Second server
    .hint = Asked when the first does not answer. May stay empty.
radius-secret2 = Its shared secret
radius-timeout = Seconds to wait
    .hint = 30 to 60 where people tap on a telephone first.
radius-tries = Times to send it
radius-nas-identifier = How we call ourselves
    .hint = NAS-Identifier.

yubikey = YubiKey codes
    .hint = A validation server that knows the keys: Yubico’s own, or yours.
yubikey-urls = Validation servers
    .hint = One address in each line, asked in this order.
yubikey-client-id-hint = The number that came with the API key.
yubikey-api-key = API key
    .hint = As it was given out.

duo = Duo
    .hint = A “Web SDK” application of Duo. People are known there by the directory’s user name.
duo-host = API hostname
    .hint = api-….duosecurity.com

oidc = Another identity provider
    .hint = OpenID Connect with the code flow and PKCE. Worth something only where people do not sign in with the password that they lost.
oidc-name = Name
    .hint = As people know it.
oidc-issuer = Issuer
    .hint = To the last character, as its metadata says: https://login.example.com
oidc-same-password = People sign in there with the directory’s password
    .hint = Then it proves nothing to who lost it, and counts as nothing.

twilio = Twilio
    .hint = Or what speaks like it.
twilio-account-sid = Account SID
    .hint = AC…
twilio-api-key-sid = API key SID
    .hint = SK…; empty: the account itself signs in.
twilio-auth-token = Secret of the API key, or auth token
twilio-from = Sender
    .hint = A number or name of yours, or the SID of a messaging service (MG…).

webhook = Any gateway with a web address
    .hint = Each message is one POST to it.
webhook-url-hint = https://
webhook-form-body = The body is a web form, not JSON
webhook-body = Body
    .hint = { $to } becomes the number, { $text } the message.
webhook-authorization = Authorization header
    .hint = Whole, such as “Bearer …”. May stay empty.
webhook-signing-key = Signing key
    .hint = Then each request is signed with HMAC-SHA-256. May stay empty.

sms-mail = A gateway that takes mail
    .hint = Each message is a mail to the number’s address there.
sms-mail-pattern = Address of a number
    .hint = With { $slot } where it belongs: { $example }

## The page

title = Servers that methods ask · Set up · Latchkey
waiting = Looking up the servers
heading = Servers that methods ask
lede = Some methods are judged elsewhere. A server is asked once before its settings are kept; what does not answer is not kept.
one-at-a-time = One of these at a time: saving another takes its place.
in-use = in use
not-set-up = not set up
# Above addresses to copy.
ours = Addresses of ours that have to be entered there:
ours-name = Address of ours
# Behind the hint of a secret; $hint may be empty.
kept =
    { $hint ->
        [none] One is kept; leave this empty to keep it.
       *[other] { $hint } One is kept; leave this empty to keep it.
    }
ask-and-save = Ask it, and save
save = Save
remove = Remove
confirm-remove = Remove the settings of { $server }?
    .text = Nobody can use the method until a server is set up again. Show that it is you and not only your browser.
confirm-save = Save the settings of { $server }?
    .text = Whoever chooses this server decides who gets in. Show that it is you and not only your browser.
saved = Saved
    .text = Its settings hold from now on.
saved-answered = The server answered, and its settings hold from now on.
removed = Removed
    .text = The method cannot be used any more until a server is set up again.
not-saved = Nothing was saved
# A field may be out of sight: which it is, and what is wrong with it.
labelled = { $label }: { $fault }
