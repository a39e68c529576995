# What every other file may refer to.
# $organisation is its name and $help-desk how to reach it, as they are shown; [none] is the case of an empty text.

organisation =
    { $organisation ->
        [none] your organisation
       *[other] { $organisation }
    }
# At the start of a sentence.
organisation-first =
    { $organisation ->
        [none] Your organisation
       *[other] { $organisation }
    }
# After a preposition. The same in English, not in every language.
organisation-after =
    { $organisation ->
        [none] your organisation
       *[other] { $organisation }
    }

# Within a sentence: “or …”, “if you cannot wait, …”.
call =
    { $help-desk ->
        [none] ask your help desk
       *[other] call { $help-desk }
    }
# At the start of a sentence.
call-first =
    { $help-desk ->
        [none] Ask your help desk
       *[other] Call { $help-desk }
    }
tell =
    { $help-desk ->
        [none] tell your help desk
       *[other] tell the help desk on { $help-desk }
    }

# Small numbers of methods or proofs, as words.
count-words =
    { NUMBER($count) ->
        [1] one
        [2] two
        [3] three
        [4] four
       *[other] { $count }
    }
