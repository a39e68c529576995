plain = Zurück in Ihr Konto
    .hint = Womit Sie sich am Computer anmelden.
people =
    { DATE($since) }: { NUMBER($count) ->
        [one] eine Person
       *[other] { $count } Personen
    } bei { $place }
help =
    { $help-desk ->
        [none] Fragen Sie den Helpdesk
       *[other] Helpdesk: { $help-desk }
    }
close = { $sent ->
    [true] Verschickt.
   *[false] Schließen Sie die Seite.
 }
link = <link>Hier</link> laden, { $name }.
same = { $day } { $month }
