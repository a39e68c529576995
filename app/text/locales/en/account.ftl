# The account page. Keys begin with their page or section: sign-in, prove, try, password, not-me; home has said (what the
# last form did), vouch, standing, methods, codes, my-password, lately.

## Signing in

sign-in-heading = My account
sign-in-lede = See and change how you prove who you are. Sign in with your password, then with one of your methods.
sign-in-wrong = Name and password do not go together, or they cannot be tried just now. Check both.
sign-in-empty = Type your name and your password first.
sign-in-redirects = Or with another account
    .text = These sign you in on a page of their own. Their passwords do not open the form above.
sign-in-redirect = Sign in with { $directory }
prove-title = Prove it is you
prove-heading = Now one of your methods
prove-lede = That was right. One more proof, and you are in.
prove-anew-heading = Prove once more that it is you
prove-anew-lede = What you want to do changes how you get in, so we ask again. It holds for ten minutes.
# Before what the method says.
try-lede = A trial: nothing is changed by it.
sign-out = Sign out

## A new password

password-heading = Change your password
password-lede = For { $directory }. You are not signed out anywhere by it.
password-old = Present password
password-button = Change my password

## It was somebody else

not-me-heading = Was that not you?
not-me-lede = Then we stop everything at once.
not-me-ends = Every recovery of your account ends
    .text = And none can be begun until the help desk lifts it.
not-me-out = Everybody is signed out here
    .text = You too.
not-me-message = You get a message
    .text = At every address that we have of you.
not-me-button = Stop everything
not-me-after = If somebody knows your password, change it afterwards. { call-first }.

## What the last form did

said-works = { $method } works
    .text = You tried it just now.
said-renamed = The name was changed
    .text = It is only for you to know them apart.
said-removed = “{ $label }” was removed
    .text = We sent you a message about it.
said-password = Your new password works
    .text = Set on { $server }. Use it from your next sign-in on.
said-vouched = You vouched for { $name }
    .text = They can go on now.
said-refused = You did not vouch for { $name }
    .text = They were told to use another way.

## Whether they could get back in

standing-ready = You can get back in by yourself
    .text = You have the { count-words } that { organisation } asks for, each on something of its own.
standing-short = You could not get back in by yourself
    .text = { organisation-first } asks for { count-words } that work now. Finish your set-up, so that a forgotten password does not keep you out.
standing-finish = Finish my set-up

## Somebody asks to be vouched for

vouch-section = Somebody needs you
vouch-asks = { $name } asks you to vouch
    .text = Since { TIME($since) }, from { $from }, until { TIME($until) }. Only if you hear their voice on the phone: type the number that they read out.
vouch-number = Their number
vouch-yes = It is them
vouch-no = That is not them
vouch-wrong = That number does not match
    .text = Nothing was confirmed. Have it read out once more; the third wrong one ends the request.
vouch-over = That request is over
    .text = It was answered, or its ten minutes have passed. Nothing was confirmed now. They can get a new number.

## My methods

methods-section = My methods
methods-after = Adding or removing a method asks for one that you already have, and we send you a message each time.
methods-used = { $method }. Added { DATETIME($added) }, used { DATETIME($used) }.
methods-never-used = { $method }. Added { DATETIME($added) }, never used.
# After one of the two before.
methods-needed = It has to stay while you have no other.
methods-more = Rename or try it
methods-label = Its name
methods-rename = Keep this name
methods-try = Try it out
# The second is the same button for whoever cannot see beside what it stands.
methods-remove = Remove
    .which = Remove { $label }
methods-add = Add a method
methods-add-list = Methods to add
codes = Recovery codes
codes-left =
    { NUMBER($left) ->
        [0] None left. Make new ones, and keep them on paper.
        [1] One left. Make new ones soon.
       *[other] { $left } left, each works once.
    }
codes-few = { NUMBER($left) } left. Make new ones soon.
codes-new = Make new ones

## My password

my-password = Password
my-password-set = Set { WHEN($at) }
my-password-unknown = The directory does not say when it was set
my-password-expires = Expires { WHEN($at) }.
my-password-change = Change it

## What happened lately. $method is a method’s name, as at the beginning of a line.

lately-section = What happened lately
lately-nothing = Nothing yet.
lately-not-me = If something here wasn’t you
    .text = Stop it at once: every recovery of your account ends, and the help desk must lift it before anything goes on.
    .button = This wasn’t me
lately-from = { DATETIME($at) }, from { $from }
lately-password-reset = New password set by recovery
lately-password-changed = Password changed
lately-unlocked = Account unlocked
lately-recovery-begun = Recovery started
lately-proof-right =
    { $method ->
        [none] A proof was right
       *[other] { $method } was right
    }
lately-proof-wrong =
    { $method ->
        [none] A proof was wrong
       *[other] { $method } was wrong
    }
lately-enrolled = Set up
lately-method-added =
    { $method ->
        [none] A method added
       *[other] { $method } added
    }
lately-method-removed =
    { $method ->
        [none] A method removed
       *[other] { $method } removed
    }
lately-codes-renewed = New recovery codes made
lately-signed-in = Signed in here
lately-sign-in-refused = Sign-in here refused
lately-frozen = Everything stopped
lately-unfrozen = Lifted by the help desk
lately-vouched = A colleague vouched for you
