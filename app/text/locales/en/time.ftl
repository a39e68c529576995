# How times are said. $clock is “14:20”, $day, $month and $year are parts of a date.

# By itself, or after “from”, “until”: TIME(…).
time-today = { $clock }
time-tomorrow = { $clock } tomorrow
time-yesterday = { $clock } yesterday
time-weekday = { $clock } on { $weekday }
time-date = { $clock } on { $date }

# When something happened or will: WHEN(…).
when-today = at { $clock }
when-tomorrow = at { $clock } tomorrow
when-yesterday = at { $clock } yesterday
when-weekday = at { $clock } on { $weekday }
when-date = at { $clock } on { $date }

# DATE(…), and with its year when it is far away.
date = { $day } { $month }
date-with-year = { $day } { $month } { $year }

# DATETIME(…), for mails.
datetime = { $weekday }, { $date }, { $clock }

# 1 is Monday (ISO 8601).
weekday =
    { NUMBER($day) ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
month =
    { NUMBER($month) ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
