# Die Checkliste für ein neues Passwort.

heading = Das verlangt { organisation }
met = Erfüllt:
not-met = Nicht erfüllt:
not-yet = Noch nicht:
later = Wird später geprüft:

min-length = Mindestens { NUMBER($min) } Zeichen
max-length = Höchstens { NUMBER($max) } Zeichen
plain-characters = Nur Buchstaben A bis Z, Ziffern, Zeichen und Leerzeichen dazwischen
three-kinds = Drei von diesen: Kleinbuchstabe, Großbuchstabe, Ziffer, Sonderzeichen
without-name = Ihr Name kommt nicht darin vor
in-history =
    { NUMBER($remembered) ->
        [0] Keines, das Sie schon einmal hatten; wird beim Speichern geprüft
       *[other] Keines Ihrer letzten { $remembered }; wird beim Speichern geprüft
    }
min-age-over = Lange genug seit der letzten Änderung
min-age-from = Zeit seit der letzten Änderung: wieder möglich ab { TIME($from) }
finer-policy = Für Sie gilt eine strengere Regel; wird beim Speichern geprüft
