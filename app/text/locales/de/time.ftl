# Wie Zeiten gesagt werden. $clock ist „14:20“; $day, $month und $year sind Teile eines Datums.

# Allein oder nach „ab“, „bis“: TIME(…).
time-today = { $clock } Uhr
time-tomorrow = morgen, { $clock } Uhr
time-yesterday = gestern, { $clock } Uhr
time-weekday = { $weekday }, { $clock } Uhr
time-date = { $date }, { $clock } Uhr

# Wann etwas war oder sein wird: WHEN(…).
when-today = um { $clock } Uhr
when-tomorrow = morgen um { $clock } Uhr
when-yesterday = gestern um { $clock } Uhr
when-weekday = am { $weekday } um { $clock } Uhr
when-date = am { $date } um { $clock } Uhr

# DATE(…), und mit Jahr, wenn es weit weg ist.
date = { $day }. { $month }
date-with-year = { $day }. { $month } { $year }

# DATETIME(…), für E-Mails.
datetime = { $weekday }, { $date }, { $clock } Uhr

# 1 ist Montag (ISO 8601).
weekday =
    { NUMBER($day) ->
        [1] Montag
        [2] Dienstag
        [3] Mittwoch
        [4] Donnerstag
        [5] Freitag
        [6] Samstag
       *[7] Sonntag
    }
month =
    { NUMBER($month) ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    }
