# Was jede Seite für Menschen um sich hat, und Wörter, die mehrere Seiten teilen.

error = Fehler: { $heading }
skip = Zum Inhalt springen
help-desk = Helpdesk: <number>{ $help-desk }</number>
not-you = Nicht Sie?
practice-mode = Übungsmodus
practice = <b>Übungsmodus.</b> Nichts hier betrifft ein echtes Benutzerverzeichnis, Postfach oder Telefon.
practice-desk = Personen, E-Mails und Telefon

## Felder und Knöpfe

user-name-hint = Womit Sie sich am Computer anmelden.
password = Passwort
show-password = Passwort anzeigen
six-digits = Sechs Ziffern
copied = Kopiert
qr = Quadrat zum Scannen. Derselbe Schlüssel steht darunter.
lost-password = Ich habe mein Passwort vergessen
to-account = Zurück zu meinem Konto

## Auf dem Weg zur Anmeldeseite eines Verzeichnisses

onward-heading = Weiter zu { $directory }
onward-lede = Sie melden sich dort an und kommen hierher zurück. Falls sich die Seite nicht von selbst öffnet, drücken Sie den Knopf.
onward-go = Anmeldeseite öffnen

## Nichts da, und niemand da

not-found-lede = Vielleicht ist die Adresse veraltet oder enthält einen Tippfehler. Wenn ein Link Sie hierher geführt hat, { call }.
no-answer-heading = Der Server hat nicht geantwortet
no-answer-lede = Es ist nichts verloren. Laden Sie diese Seite in einer Minute neu oder { call }.
no-answer-again = Neu laden
