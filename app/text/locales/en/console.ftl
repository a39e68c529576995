# What several pages of the console say.

## Numbers

people =
    { NUMBER($count) ->
        [one] { $count } person
       *[other] { $count } people
    }
# Small numbers as words.
number-word =
    { NUMBER($count) ->
        [1] one
        [2] two
        [3] three
        [4] four
        [5] five
       *[other] { $count }
    }

## Directories and people

active-directory = Active Directory
practice-directory = Practice directory
status-imported = not onboarded
status-onboarded = onboarded
status-invited = invited
status-enrolled = enrolled
import-not-started = Not imported yet
import-running = Importing: { NUMBER($done) } of { NUMBER($expected) }
import-stopped = Stopped at { NUMBER($done) } of { NUMBER($expected) }
import-failed = The import failed: { $why }
import-finished = { people } imported, { TIME($at) }
