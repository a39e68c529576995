# Das Einrichten der Methoden.

## Die Einladung

invitation-heading = Richten Sie Ihren Weg zurück ins Konto ein
invitation-lede = { organisation-first } lädt Sie ein, zwei Methoden zu wählen, mit denen Sie nachweisen, dass Sie es sind. Falls Sie einmal Ihr Passwort vergessen, kommen Sie damit ohne Anruf wieder in Ihr Konto.
invitation-begin = Beginnen
invitation-after = Das dauert etwa zwei Minuten. Halten Sie Ihr Telefon bereit und melden Sie sich mit dem Passwort an, das Sie heute verwenden.
start-heading = Mit Ihrer Einladung einrichten
start-lede = Öffnen Sie den Link in der Nachricht, die Sie bekommen haben, oder geben Sie den Code ein, der darunter steht.
start-code = Code aus der Nachricht

## Anmelden

sign-in-heading = Melden Sie sich zuerst an
sign-in-lede = Mit dem Passwort, das Sie heute am Computer verwenden. Es wird einmal geprüft und nicht aufbewahrt.
sign-in-button = Anmelden
sign-in-there-lede = Sie melden sich auf einer Seite Ihres Verzeichnisses an und kommen hierher zurück. Ihr Passwort sieht sonst niemand.
sign-in-there-button = Bei { $directory } anmelden
sign-in-lost = Ich weiß mein Passwort nicht

## Methoden wählen

choose-step = Schritt 1 von { NUMBER($of) }: { count-words } wählen
choose-heading =
    { NUMBER($count) ->
        [1] Wählen Sie eine Methode
       *[other] Wählen Sie { count-words } Methoden
    }
choose-lede =
    { NUMBER($count) ->
        [1] Falls Sie einmal Ihr Passwort vergessen, kommen Sie damit ohne Anruf wieder in Ihr Konto. Sie können sie später ändern.
       *[other] Falls Sie einmal Ihr Passwort vergessen, kommen Sie mit diesen { count-words } ohne Anruf wieder in Ihr Konto. Sie können sie später ändern.
    }
choose-list = Methoden; wählen Sie { count-words }
choose-codes = Wiederherstellungscodes gibt es dazu
    .text = Am Ende bekommen Sie ein Blatt mit zehn Codes für den Tag, an dem Ihr Telefon weg ist.
choose-button =
    { NUMBER($count) ->
        [1] Diese einrichten
       *[other] Diese { count-words } einrichten
    }
choose-done = Schon eingerichtet.
choose-mandatory = { organisation-first } verlangt diese Methode.

## Eine einrichten

set-up-step = Schritt { NUMBER($step) } von { NUMBER($of) }: { $method }
set-up-check = Prüfen und weiter
set-up-other = Andere Methoden wählen
sent-heading = Geben Sie den Code ein, den wir Ihnen geschickt haben
sent-mail = Er ging an <to>{ $to }</to> und gilt bis { TIME($until) }. Sehen Sie auch im Spam-Ordner nach.
sent-phone = Er ging an <to>{ $to }</to> und gilt bis { TIME($until) }. Das kann eine Minute dauern.
sent-again = Andere Angabe verwenden oder noch einen Code senden
device-field = Wie nennen Sie dieses Gerät?
    .hint = Damit Sie es später wiedererkennen, zum Beispiel „Mein Telefon“. Sie können das Feld leer lassen.
totp-scan = 1. Scannen Sie dies in der App
totp-copy = Auf diesem Telefon? Kopieren Sie stattdessen den Schlüssel
totp-copy-key = Schlüssel kopieren
totp-open = In der App auf diesem Telefon öffnen
totp-code = 2. Geben Sie den Code ein, den sie zeigt
totp-practice = Schlüssel in das Übungstelefon übernehmen
address-known = Bekannt ist uns <known>{ $known }</known>. Lassen Sie das Feld leer, um das zu verwenden.
address-number = Mobilnummer
    .hint = Mit dem Land, zum Beispiel +49 151 23456789.
address-mail = Private E-Mail-Adresse
    .hint = Außerhalb von { organisation-after }, zum Beispiel Ihre eigene. Nicht das Postfach, das sich mit Ihrem dienstlichen Passwort öffnet: Ist das verloren, könnten Sie es nicht lesen.
address-send = Code senden
questions-question = Frage { NUMBER($which) }
questions-answer = Ihre Antwort { NUMBER($which) }
questions-keep = Diese Antworten speichern

## Wiederherstellungscodes

codes-step = Letzter Schritt: Wiederherstellungscodes
codes-heading = Bewahren Sie diese auf Papier auf
codes-lede =
    { NUMBER($count) ->
        [8] Acht Codes für den Tag, an dem Ihr Telefon weg ist. Jeder gilt einmal, zusammen mit einer anderen Methode. Wir können sie nicht noch einmal zeigen.
        [10] Zehn Codes für den Tag, an dem Ihr Telefon weg ist. Jeder gilt einmal, zusammen mit einer anderen Methode. Wir können sie nicht noch einmal zeigen.
        [12] Zwölf Codes für den Tag, an dem Ihr Telefon weg ist. Jeder gilt einmal, zusammen mit einer anderen Methode. Wir können sie nicht noch einmal zeigen.
       *[other] { $count } Codes für den Tag, an dem Ihr Telefon weg ist. Jeder gilt einmal, zusammen mit einer anderen Methode. Wir können sie nicht noch einmal zeigen.
    }
codes-list = Wiederherstellungscodes
codes-print = Drucken
codes-download = Herunterladen
codes-copy = Kopieren
codes-kept = Ich habe sie so aufbewahrt, dass ich sie ohne mein Telefon und ohne meinen Computer finde
codes-finish = Abschließen
codes-file = { organisation-first } · Wiederherstellungscodes von { $who }
    .text = Jeder gilt einmal, zusammen mit einer anderen Methode.

## Das Ende

done-step = Alles ist eingerichtet
done-heading = Sie sind vorbereitet
done-lede = Wenn Ihnen einmal ein Passwort entfällt, genügen zwei davon als Nachweis.
done-ready = Bereit
done-address = Merken Sie sich eine Adresse
    .text = Es ist <link>die Seite für alle, die ausgesperrt sind</link>. Speichern Sie sie als Lesezeichen auf Ihrem Telefon.
done-button = Fertig
done-after = Wir fragen nie am Telefon oder per E-Mail nach Ihrem Passwort oder einem Code.
added-heading = Das ist erledigt
added-lede = Wir haben Ihnen eine Nachricht darüber geschickt. So würden Sie es merken, wenn es jemand anders gewesen wäre.
left-heading = Es wurde nichts hinzugefügt
left-lede = Sie sind zurückgegangen, bevor es eingerichtet war. Was Sie vorher hatten, ist unverändert.
