# Everything that a sentence can have.

plain = Get back into your account
    .hint = What you type at your computer.
# Said above the list.
people =
    { NUMBER($count) ->
        [0] Nobody
        [one] One person at { $place }
       *[other] { $count } people at { $place }
    }, since { DATE($since) }
help =
    { $help-desk ->
        [none] Ask your help desk
       *[other] Call { $help-desk }
    }
close = { $sent ->
    [true] We sent it.
   *[false] Close this page.
 }
link = Load it <link>here, { $name }</link>.
same = { $day } { $month }
