# Die Kontoseite.

## Anmelden

sign-in-heading = Mein Konto
sign-in-lede = Sehen und ändern Sie, wie Sie nachweisen, wer Sie sind. Melden Sie sich mit Ihrem Passwort an und dann mit einer Ihrer Methoden.
sign-in-wrong = Name und Passwort gehören nicht zusammen, oder sie können gerade nicht geprüft werden. Prüfen Sie beides.
sign-in-empty = Geben Sie zuerst Ihren Namen und Ihr Passwort ein.
sign-in-redirects = Oder mit einem anderen Konto
    .text = Diese melden Sie auf einer eigenen Seite an. Ihre Passwörter gelten oben nicht.
sign-in-redirect = Mit { $directory } anmelden
prove-title = Weisen Sie nach, dass Sie es sind
prove-heading = Nun eine Ihrer Methoden
prove-lede = Das war richtig. Noch ein Nachweis, und Sie sind angemeldet.
prove-anew-heading = Weisen Sie noch einmal nach, dass Sie es sind
prove-anew-lede = Was Sie vorhaben, ändert Ihren Weg ins Konto, deshalb fragen wir noch einmal. Das gilt dann zehn Minuten.
try-lede = Eine Probe: Dabei wird nichts geändert.
sign-out = Abmelden

## Ein neues Passwort

password-heading = Ihr Passwort ändern
password-lede = Für { $directory }. Sie werden dadurch nirgends abgemeldet.
password-old = Bisheriges Passwort
password-button = Mein Passwort ändern

## Es war jemand anders

not-me-heading = Waren das nicht Sie?
not-me-lede = Dann halten wir sofort alles an.
not-me-ends = Jede Wiederherstellung Ihres Kontos endet
    .text = Und es kann keine beginnen, bis der Helpdesk sie wieder freigibt.
not-me-out = Alle werden hier abgemeldet
    .text = Auch Sie.
not-me-message = Sie bekommen eine Nachricht
    .text = An jede Adresse, die wir von Ihnen haben.
not-me-button = Alles anhalten
not-me-after = Wenn jemand Ihr Passwort kennt, ändern Sie es danach. { call-first }.

## Was das letzte Formular getan hat

said-works = Funktioniert: { $method }
    .text = Sie haben es eben ausprobiert.
said-renamed = Der Name ist geändert
    .text = Er ist nur dafür da, dass Sie die Methoden unterscheiden können.
said-removed = „{ $label }“ ist entfernt
    .text = Wir haben Ihnen eine Nachricht darüber geschickt.
said-password = Ihr neues Passwort funktioniert
    .text = Gesetzt auf { $server }. Verwenden Sie es ab Ihrer nächsten Anmeldung.
said-vouched = Sie haben für { $name } gebürgt
    .text = Damit geht es dort jetzt weiter.
said-refused = Sie haben nicht für { $name } gebürgt
    .text = Dort steht nun, dass ein anderer Weg nötig ist.

## Ob es ohne Hilfe ginge

standing-ready = Sie können sich selbst helfen
    .text =
        { NUMBER($count) ->
            [1] Sie haben die eine Methode, die { organisation } verlangt.
           *[other] Sie haben die { count-words } Methoden, die { organisation } verlangt, und jede hängt an etwas anderem.
        }
standing-short = Sie könnten sich nicht selbst helfen
    .text =
        { NUMBER($count) ->
            [1] { organisation-first } verlangt eine Methode, die jetzt funktioniert. Schließen Sie das Einrichten ab, damit ein vergessenes Passwort Sie nicht aussperrt.
           *[other] { organisation-first } verlangt { count-words } Methoden, die jetzt funktionieren. Schließen Sie das Einrichten ab, damit ein vergessenes Passwort Sie nicht aussperrt.
        }
standing-finish = Einrichten abschließen

## Jemand bittet um eine Bürgschaft

vouch-section = Jemand braucht Sie
vouch-asks = { $name } bittet Sie zu bürgen
    .text = Seit { TIME($since) }, von { $from }, bis { TIME($until) }. Nur wenn Sie die Stimme am Telefon erkennen: Geben Sie die Zahl ein, die Ihnen vorgelesen wird.
vouch-number = Vorgelesene Zahl
vouch-yes = Die Stimme passt
vouch-no = Das ist jemand anders
vouch-wrong = Diese Zahl stimmt nicht
    .text = Es wurde nichts bestätigt. Lassen Sie sie noch einmal vorlesen; die dritte falsche beendet die Anfrage.
vouch-over = Diese Anfrage ist vorbei
    .text = Sie wurde beantwortet, oder ihre zehn Minuten sind um. Es wurde jetzt nichts bestätigt. Eine neue Zahl lässt sich dort anfordern.

## Meine Methoden

methods-section = Meine Methoden
methods-after = Wenn Sie eine Methode hinzufügen oder entfernen, fragen wir nach einer, die Sie schon haben, und schicken Ihnen jedes Mal eine Nachricht.
methods-used = { $method }. Hinzugefügt: { DATETIME($added) }; benutzt: { DATETIME($used) }.
methods-never-used = { $method }. Hinzugefügt: { DATETIME($added) }; noch nie benutzt.
methods-needed = Sie muss bleiben, solange Sie keine andere haben.
methods-more = Umbenennen oder ausprobieren
methods-label = Ihr Name für diese Methode
methods-rename = Diesen Namen behalten
methods-try = Ausprobieren
methods-remove = Entfernen
    .which = { $label } entfernen
methods-add = Eine Methode hinzufügen
methods-add-list = Methoden zum Hinzufügen
codes = Wiederherstellungscodes
codes-left =
    { NUMBER($left) ->
        [0] Keiner mehr übrig. Erzeugen Sie neue und bewahren Sie sie auf Papier auf.
        [1] Noch einer übrig. Erzeugen Sie bald neue.
       *[other] Noch { $left } übrig, jeder gilt einmal.
    }
codes-few = Noch { NUMBER($left) } übrig. Erzeugen Sie bald neue.
codes-new = Neue erzeugen

## Mein Passwort

my-password = Passwort
my-password-set = Gesetzt { WHEN($at) }
my-password-unknown = Das Benutzerverzeichnis sagt nicht, wann es gesetzt wurde
my-password-expires = Läuft { WHEN($at) } ab.
my-password-change = Ändern

## Was zuletzt geschehen ist

lately-section = Was zuletzt geschehen ist
lately-nothing = Noch nichts.
lately-not-me = Falls hier etwas nicht von Ihnen ist
    .text = Halten Sie es sofort an: Jede Wiederherstellung Ihres Kontos endet, und erst der Helpdesk gibt sie wieder frei.
    .button = Das war ich nicht
lately-from = { DATETIME($at) }, von { $from }
lately-password-reset = Neues Passwort durch Wiederherstellung gesetzt
lately-password-changed = Passwort geändert
lately-unlocked = Konto entsperrt
lately-recovery-begun = Wiederherstellung begonnen
lately-proof-right =
    { $method ->
        [none] Ein Nachweis war richtig
       *[other] Nachweis richtig: { $method }
    }
lately-proof-wrong =
    { $method ->
        [none] Ein Nachweis war falsch
       *[other] Nachweis falsch: { $method }
    }
lately-enrolled = Eingerichtet
lately-method-added =
    { $method ->
        [none] Eine Methode hinzugefügt
       *[other] Hinzugefügt: { $method }
    }
lately-method-removed =
    { $method ->
        [none] Eine Methode entfernt
       *[other] Entfernt: { $method }
    }
lately-codes-renewed = Neue Wiederherstellungscodes erzeugt
lately-signed-in = Hier angemeldet
lately-sign-in-refused = Anmeldung hier abgelehnt
lately-frozen = Alles angehalten
lately-unfrozen = Vom Helpdesk wieder freigegeben
lately-vouched = Jemand hat für Sie gebürgt
