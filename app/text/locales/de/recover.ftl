# Die Seiten für jemanden, der ausgesperrt ist. Kurz, ruhig, genau; wer das liest, kann gerade nicht arbeiten.

description = Setzen Sie selbst ein neues Passwort oder entsperren Sie Ihr Konto, in etwa einer Minute.
go-on = Weiter
start-again = Neu beginnen

not-found-heading = Hier gibt es keine Seite
not-found-lede = Vielleicht ist die Adresse veraltet oder enthält einen Tippfehler. Beginnen Sie unten neu oder { call }.
bad-form-heading = Wir konnten das Formular nicht lesen
bad-form-lede = Das Formular kam nicht so an, wie diese Seite es sendet. Es wurde nichts geändert. Beginnen Sie neu oder { call }.

## Zurück von einer anderen Website

return-title = Zurück dorthin, wo Sie waren
return-heading = Fast fertig
return-lede = Die andere Website hat Sie zurückgeschickt. Hier geht es weiter.

## Der Name

name-step = Schritt 1 von 4: Ihr Name
name-heading = Zurück in Ihr Konto
name-lede = Weisen Sie auf zwei Arten nach, dass Sie es sind, und wählen Sie dann ein neues Passwort. Das dauert etwa eine Minute.
name-field = Benutzername
    .hint = Womit Sie sich am Computer anmelden, zum Beispiel anna.lindqvist. Ihre dienstliche E-Mail-Adresse ist auch möglich.
name-else = Etwas anderes
name-else-unlock = Mein Konto entsperren, mein Passwort behalten
name-else-reset = Stattdessen ein neues Passwort setzen
name-else-enrol = Meine Methoden mit einer Einladung einrichten
unlock-heading = Ihr Konto entsperren
unlock-lede = Weisen Sie auf zwei Arten nach, dass Sie es sind, und arbeiten Sie dann mit Ihrem bisherigen Passwort weiter. Das dauert etwa eine Minute.

## Die Liste der Methoden

proof-step =
    Schritt { NUMBER($step) } von { NUMBER($of) }: { NUMBER($nth) ->
        [1] erster
        [2] zweiter
        [3] dritter
       *[other] { $nth }.
    } Nachweis
methods-title =
    Wählen Sie Ihren { NUMBER($nth) ->
        [1] ersten
        [2] zweiten
        [3] dritten
       *[other] { $nth }.
    } Nachweis
methods-heading =
    { NUMBER($nth) ->
        [1] Wie möchten Sie nachweisen, dass Sie es sind?
        [2] Nun Ihr zweiter Nachweis
        [3] Nun Ihr dritter Nachweis
       *[other] Nun Ihr { $nth }. Nachweis
    }
methods-lede =
    { NUMBER($count) ->
        [0] Wählen Sie eine Methode, die Sie noch nicht benutzt haben.
        [1] Wählen Sie jetzt eine und danach noch eine.
       *[other] Wählen Sie jetzt eine und danach noch { count-words }.
    }
methods-accepted = { $method }: bestätigt
methods-account =
    { $organisation ->
        [none] Konto Ihrer Organisation
       *[other] Konto bei { $organisation }
    }
methods-list = Methoden
methods-none = Ich habe nichts davon bei mir
    .text =
        { $help-desk ->
            [none] Wenden Sie sich an Ihren Helpdesk. Dort prüft man, dass Sie es sind, und leitet ein Zurücksetzen ein, das Sie selbst abschließen. Niemand wird Sie nach Ihrem Passwort fragen, weder nach dem alten noch nach dem neuen.
           *[other] Wenden Sie sich an den Helpdesk ({ $help-desk }). Dort prüft man, dass Sie es sind, und leitet ein Zurücksetzen ein, das Sie selbst abschließen. Niemand wird Sie nach Ihrem Passwort fragen, weder nach dem alten noch nach dem neuen.
        }

## Eine Methode

verify-good-until = Er gilt bis { TIME($until) }.
verify-send-again = Noch einen Code senden
verify-another = Andere Methode verwenden

## Entsperren oder ein neues Passwort?

action-heading = Ihr Konto ist gesperrt, Ihr Passwort ist in Ordnung
action-lede = Entsperren Sie es und arbeiten Sie mit Ihrem bisherigen Passwort weiter.
action-locked = Gesperrt
action-opens = Öffnet sich von selbst
action-unlock = Mein Konto entsperren
action-reset = Stattdessen ein neues Passwort setzen
action-advice = Hat jemand anders Ihr Passwort ausprobiert? Setzen Sie ein neues und { tell }. Ein Telefon oder Computer, der noch ein altes Passwort verwendet, sperrt Sie sonst wieder aus.

## Das neue Passwort

password-step = Schritt { NUMBER($of) } von { $of }: neues Passwort
password-heading = Wählen Sie ein neues Passwort
password-lede = Drei oder vier Wörter, die nichts miteinander zu tun haben, sind leicht zu tippen und schwer zu erraten.
password-field = Neues Passwort
password-set = Neues Passwort setzen
password-after =
    { $locked ->
        [true] Damit wird auch Ihr Konto entsperrt. Wir schicken Ihnen eine Nachricht, dass es geschehen ist.
       *[false] Wir schicken Ihnen eine Nachricht, dass es geschehen ist.
    }
# Für jemanden mit mehreren Konten.
password-heading-all = Ein Passwort für { NUMBER($count) } Konten
password-lede-all =
    { NUMBER($count) ->
        [2] Was Sie hier wählen, gilt danach für beide Konten, eines nach dem anderen.
       *[other] Was Sie hier wählen, gilt danach für diese { NUMBER($count) } Konten, eines nach dem anderen.
    }
password-accounts = Konten
password-also-unlocked = Wird auch entsperrt
password-set-all = In allen setzen
password-after-all = Lehnt das erste es ab, wird nichts geändert. Antwortet eines nicht, bekommen die anderen es trotzdem. Die nächste Seite sagt, was bei jedem geschah.
password-young = Es wurde nichts geändert
    .text = Das Passwort, das Sie zuletzt gesetzt haben, gilt weiterhin.
password-young-wait = Ich kann nicht warten
    .text = Wenn Sie glauben, dass jemand Ihr Passwort kennt, { call }: Dort kann man diese Regel einmal aufheben.
password-young-over = Die Zeit ist um
password-busy = Ihr neues Passwort wird gespeichert
unlock-busy = Ihr Konto wird entsperrt
busy-lede = Das Benutzerverzeichnis ist damit beschäftigt und hat noch nicht geantwortet. Sehen Sie in ein paar Sekunden noch einmal nach; dann steht auf dieser Seite, was geschehen ist.
busy-again = Noch einmal nachsehen

## Das Ergebnis

done-at = Erledigt { WHEN($at) }
done-heading-works = Ihr neues Passwort funktioniert
done-heading-set = Ihr neues Passwort ist gesetzt
done-heading-set-locked = Ihr neues Passwort ist gesetzt, Ihr Konto ist noch gesperrt
done-heading-unlocked = Ihr Konto ist entsperrt
done-heading-locked = Ihr Konto ist noch gesperrt
done-lede-works = Wir haben es gesetzt und uns zur Sicherheit einmal damit angemeldet. Das hat uns das Benutzerverzeichnis gemeldet:
done-lede-set = Wir haben es gesetzt und danach nachgesehen. Das hat uns das Benutzerverzeichnis gemeldet:
done-lede-confirmed = Wir haben es gesetzt, und das Benutzerverzeichnis hat es bestätigt. Das hat es gemeldet:
done-lede-unlocked = Ihr Passwort ist das bisherige. Das hat uns das Benutzerverzeichnis gemeldet:
done-lede-found-out = Beim Speichern ist die Verbindung abgerissen, deshalb haben wir danach nachgesehen. Das zeigt das Benutzerverzeichnis:
done-mark = Erledigt
done-mark-not = Nicht abgeschlossen
done-fact-tested = Neues Passwort gesetzt und geprüft.
done-fact-set = Neues Passwort gesetzt.
done-fact-still-locked = Konto noch gesperrt.
done-fact-unlocked = Konto entsperrt.
done-fact-not-locked = Konto nicht gesperrt.
done-fact-eventual = Es kann dort einige Minuten dauern; bis dahin gilt das alte Passwort.
done-fact-confirmed = Bestätigt von { $server }.
done-fact-read-back = Nachgesehen auf { $server }.
done-lock = Die Sperre ist noch da
    .text = Das Benutzerverzeichnis hat den Auftrag angenommen und zeigt das Konto trotzdem als gesperrt. { call-first } und sagen Sie das dort.
done-old-password = Ihr altes Passwort kann noch bis { TIME($until) } funktionieren
    .text = Einige ältere Windows-Dienste merken es sich eine Weile. Wenn jemand anders es kennt, { call }, am besten gleich.
done-next = Was Sie als Nächstes tun
done-next-must-change = Melden Sie sich an Ihrem Computer mit dem neuen Passwort an. Er wird ein weiteres neues von Ihnen verlangen; das ist so vorgesehen.
done-next-new = Melden Sie sich an Ihrem Computer mit dem neuen Passwort an.
done-next-new-phone = Ändern Sie es auch in der Mail-App Ihres Telefons, sonst sperrt das alte Sie wieder aus.
done-next-old = Melden Sie sich an Ihrem Computer mit Ihrem bisherigen Passwort an.
done-next-old-phone = Sehen Sie in der Mail-App Ihres Telefons nach: Ein altes Passwort dort würde Sie wieder aussperren.
done-close =
    { $notified ->
        [true] Sie sind hier nicht angemeldet und können diese Seite einfach schließen. Wir schicken Ihnen eine E-Mail darüber.
       *[false] Sie sind hier nicht angemeldet und können diese Seite einfach schließen.
    }

## Das Ergebnis für jemanden mit mehreren Konten

done-all-heading =
    { NUMBER($count) ->
        [2] Beide Konten haben Ihr neues Passwort
       *[other] Alle { NUMBER($count) } Konten haben Ihr neues Passwort
    }
done-some-heading =
    { NUMBER($count) ->
        [one] { NUMBER($count) } von { NUMBER($of) } Konten hat Ihr neues Passwort
       *[other] { NUMBER($count) } von { NUMBER($of) } Konten haben Ihr neues Passwort
    }
done-all-lede = Wir haben eines nach dem anderen gefragt. Das haben sie geantwortet.
done-row-refused = Nicht geändert. { $why }
done-row-trying = Keine Antwort, darum gilt dort weiter Ihr altes Passwort. Wir versuchen es bis { TIME($until) } weiter.
done-row-away = Keine Antwort. Dort wurde nichts geändert, Ihr altes Passwort gilt weiter.
done-row-open = Die Antwort kam nicht rechtzeitig. Wir finden heraus, ob Ihr neues Passwort dort gilt.
done-row-left-out = Nicht geändert. { $why }
done-row-follows = Hier ist nichts zu tun: Es übernimmt das Passwort Ihres Kontos { $directory } von selbst, meist innerhalb weniger Minuten.
done-finish = Auch dort setzen
done-finish-text = Sie tippen noch einmal ein neues Passwort. Was erledigt ist, bleibt, wie es ist.
