# What text messages say: the code first, for it is read off a locked screen. Only letters of GSM 03.38, or one message
# becomes two; a test counts.

code = { $code } is your { $organisation } code. We never ask for it.
confirm = { $code } confirms this number for { $organisation }. We never ask for it.
