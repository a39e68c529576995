# Alles, was vor jemandem schiefgehen kann: was geschehen ist, ob etwas geändert wurde, und was jetzt zu tun ist.
# Die Nachricht ist die Überschrift; .text der Rest; .beside steht unter einem Feld.

## Formulare

empty = Hier fehlt noch etwas
    .text = Geben Sie es ein und gehen Sie dann weiter. Es wurde nichts geändert.
empty-user-name = Geben Sie zuerst Ihren Benutzernamen ein.
empty-code = Geben Sie zuerst den Code ein.
empty-password = Geben Sie zuerst Ihr Passwort ein.
empty-new-password = Geben Sie zuerst ein neues Passwort ein.
empty-number = Geben Sie zuerst eine Nummer ein.
empty-address = Geben Sie zuerst eine Adresse ein.
empty-answers = Geben Sie zuerst Ihre Antworten ein.
too-long-input = Das ist länger, als es sein kann
    .text = Es wurde nichts geändert. Prüfen Sie Ihre Eingabe und versuchen Sie es noch einmal.
out-of-date = Sie waren schon weiter
    .text = Dieses Formular kam von einer älteren Seite, vielleicht aus einem anderen Tab. Es hat nichts geändert; hier geht es für Sie weiter.
pick-another = Wählen Sie eine andere
    .text = Diese Methode ist hier nicht möglich, oder Sie haben sie schon benutzt. Die anderen in der Liste sind möglich.
name-taken = Es gibt schon einen Administrator mit diesem Namen
    .text = Wählen Sie einen anderen Namen.
not-the-same = Die beiden sind verschieden
    .text = Geben Sie in beide Felder dasselbe Passwort ein. Es wurde nichts geändert.
    .beside = Die beiden sind verschieden. Geben Sie in beide Felder dasselbe Passwort ein.
bad-address = Das ist keine vollständige E-Mail-Adresse
    .text = Sie müsste aussehen wie name@example.com. Prüfen Sie Ihre Eingabe und versuchen Sie es noch einmal.

## Nachweise

wrong-code = Dieser Code stimmt nicht
    .text = Es wurde nichts geändert. Prüfen Sie den Code und geben Sie ihn noch einmal ein, oder verwenden Sie eine andere Methode.
    .beside = Dieser Code stimmt nicht. Prüfen Sie ihn und geben Sie ihn noch einmal ein.
clock-off = Dieser Code war eben noch richtig
    .text = Stellen Sie die Uhr Ihres Telefons auf „automatisch“ und geben Sie den nächsten Code ein.
clock-off-ahead =
    { NUMBER($minutes) ->
        [one] Dieser Code ist erst in { $minutes } Minute richtig
       *[other] Dieser Code ist erst in { $minutes } Minuten richtig
    }
clock-off-behind =
    { NUMBER($minutes) ->
        [one] Dieser Code war vor { $minutes } Minute richtig
       *[other] Dieser Code war vor { $minutes } Minuten richtig
    }
code-used = Dieser Code wurde schon benutzt
    .text = Jeder Code gilt nur einmal. Warten Sie auf den nächsten und geben Sie ihn ein.
code-expired = Dieser Code galt zehn Minuten
    .text = Sie sind vorbei. Fordern Sie einen neuen Code an und geben Sie diesen ein.
too-many-wrong = Das war der letzte Versuch
    .text = Zu viele Codes stimmten nicht, deshalb ist dieser Vorgang beendet. Es wurde nichts geändert. Beginnen Sie neu, sobald Sie Ihre Codes zur Hand haben, oder { call }.
try-later = Sie können es ab { TIME($from) } wieder versuchen
    .text = Es gab zu viele Versuche. Es wurde nichts geändert, und ein früherer Versuch verlängert die Wartezeit nicht. Wenn Sie nicht warten können, { call }.
method-later = Diese Methode können Sie ab { TIME($from) } wieder verwenden
    .text = Sie wurde zu oft versucht. Die anderen in der Liste sind weiterhin möglich; wenn Sie keine davon haben, { call }.
method-away = Diese Methode antwortet gerade nicht
    .text = Es wurde nichts geändert. Verwenden Sie eine andere Methode, oder versuchen Sie es mit dieser in einer Minute noch einmal. Wenn Sie keine andere haben, { call }.
no-answer = Ihr Gerät hat nicht geantwortet
    .text = Es wurde nichts geändert. Versuchen Sie es noch einmal, oder verwenden Sie eine andere Methode.
not-yet-vouched = Noch hat niemand bestätigt
    .text = Lesen Sie die Zahl am Telefon vor und sehen Sie wieder nach, wenn sie dort eingegeben ist.
not-vouched = Die angerufene Person hat nicht bestätigt
    .text = Es wurde nichts geändert. Verwenden Sie eine andere Methode oder { call }.
not-confirmed = Die andere Website hat es nicht bestätigt
    .text = Es wurde nichts geändert. Versuchen Sie es noch einmal mit Ihrem Konto dort, oder verwenden Sie eine andere Methode.
send-limit = Die nächste Nachricht kann ab { TIME($from) } gesendet werden
    .text = Für den Moment wurden genug Nachrichten verschickt. Nehmen Sie die letzte, die Sie bekommen haben, verwenden Sie eine andere Methode oder { call }.

## Der Weg durch die Wiederherstellung

expired = Das hat zu lange gedauert
    .text = Zu Ihrer Sicherheit haben wir den Vorgang beendet. Es wurde nichts geändert. Beginnen Sie neu; das dauert etwa eine Minute.
not-locked = Ihr Konto ist nicht gesperrt
    .text = Es gibt also nichts zu entsperren. Wenn Sie sich nicht anmelden können, setzen Sie hier ein neues Passwort.
unlock-not-enough = Entsperren reicht nicht
    .text = Ihr Konto ist gesperrt, und sein Passwort ist abgelaufen oder muss geändert werden. Ein neues Passwort erledigt beides.
too-many-passwords = Das war der letzte Versuch
    .text = Keines dieser Passwörter wurde angenommen, deshalb ist dieser Vorgang beendet. Ihr altes Passwort ist unverändert. Beginnen Sie neu oder { call }.
not-possible = Das können wir hier nicht abschließen
    .text = Dieses Konto lässt sich auf dieser Seite nicht wiederherstellen. Es wurde nichts geändert. { call-first }: Dort sieht man, woran es liegt, und hilft Ihnen weiter.
protected = Dieses Konto hat zu viele Rechte für die Selbsthilfe
    .text = Passwörter von Administratoren werden hier nicht gesetzt. Es wurde nichts geändert. { call-first }.
set-on-premises = Das Passwort dieses Kontos wird an anderer Stelle gesetzt
    .text = Es kommt aus der eigenen Domäne Ihrer Organisation und lässt sich auf dieser Seite nicht setzen. Es wurde nichts geändert. { call-first }: Dort weiß man, zu welchem Konto es gehört.
set-by-provider = Bei diesem Konto melden Sie sich über einen anderen Dienst an
    .text = Dieser Dienst setzt das Passwort, deshalb geht es auf dieser Seite nicht. Es wurde nichts geändert. { call-first }: Dort weiß man, welcher Dienst das ist.
not-set-here = Ihre Organisation setzt dieses Passwort auf anderem Weg
    .text = Auf dieser Seite wird es nicht gesetzt, und es wurde nichts geändert. { call-first }: Dort erfahren Sie, wie es geht.
not-set-up = Für Sie ist noch nichts eingerichtet
    .text = Öffnen Sie die Einladung, die Sie bekommen haben, und richten Sie zuerst Ihre Methoden ein. Wenn Sie keine haben, { call }.
frozen = Die Wiederherstellung ist für dieses Konto angehalten
    .text = Eine frühere wurde als fremd gemeldet. Es wurde nichts geändert. { call-first }: Dort prüft man, dass Sie es sind, und gibt die Wiederherstellung wieder frei.

## Ein neues Passwort, abgelehnt mit dem Grund

too-short = Ein wenig länger
    .text = { organisation-first } verlangt mindestens { NUMBER($min) } Zeichen. Hängen Sie ein oder zwei Wörter an. Es wurde nichts geändert.
    .beside = Ein wenig länger. { organisation-first } verlangt mindestens { NUMBER($min) } Zeichen. Hängen Sie ein oder zwei Wörter an.
too-long = Ein wenig kürzer
    .text = Höchstens { NUMBER($max) } Zeichen sind möglich. Es wurde nichts geändert.
    .beside = Ein wenig kürzer. Höchstens { NUMBER($max) } Zeichen sind möglich.
too-simple = Noch eine Art von Zeichen
    .text = Verwenden Sie drei von diesen: Kleinbuchstabe, Großbuchstabe, Ziffer, Sonderzeichen. Es wurde nichts geändert.
    .beside = Noch eine Art von Zeichen. Verwenden Sie drei von diesen: Kleinbuchstabe, Großbuchstabe, Ziffer, Sonderzeichen.
contains-name = Ihr Name kommt darin vor: „{ $part }“
    .text = Nehmen Sie Wörter, die nichts mit Ihnen zu tun haben. Es wurde nichts geändert.
    .beside = Ihr Name kommt darin vor: „{ $part }“. Nehmen Sie Wörter, die nichts mit Ihnen zu tun haben.
in-history = Dieses hatten Sie schon einmal
    .text =
        { NUMBER($remembered) ->
            [0] Wählen Sie ein neues. Es wurde nichts geändert.
           *[other] { organisation-first } merkt sich die letzten { $remembered }. Wählen Sie ein neues. Es wurde nichts geändert.
        }
    .beside =
        { NUMBER($remembered) ->
            [0] Dieses hatten Sie schon einmal. Wählen Sie ein neues.
           *[other] Dieses hatten Sie schon einmal. { organisation-first } merkt sich die letzten { $remembered }. Wählen Sie ein neues.
        }
too-young = Sie können es ab { TIME($until) } wieder ändern
    .text = Sie haben Ihr Passwort { WHEN($set-at) } gesetzt, und { organisation } verlangt etwas Zeit zwischen zwei Änderungen. Das ist der einzige Grund; Ihr neues Passwort war in Ordnung.
bad-characters = Ein Zeichen darin lässt sich nicht speichern
    .text = Verwenden Sie Buchstaben, Ziffern, Leerzeichen und Sonderzeichen Ihrer Tastatur. Es wurde nichts geändert.
    .beside = Ein Zeichen darin lässt sich nicht speichern. Verwenden Sie Buchstaben, Ziffern, Leerzeichen und Sonderzeichen Ihrer Tastatur.
leaked = Dieses Passwort steht auf einer öffentlichen Liste gestohlener Passwörter
    .text = Jedes andere ist besser. Es wurde nichts geändert.
    .beside = Dieses Passwort steht auf einer öffentlichen Liste gestohlener Passwörter. Jedes andere ist besser.
keys-in-a-row = Das sind Tasten oder Buchstaben in einer Reihe
    .text = Solche Reihen werden zuerst ausprobiert, auch mit Ziffern oder Zeichen drum herum. Nehmen Sie Wörter, die nichts miteinander zu tun haben. Es wurde nichts geändert.
repeats-itself = Das ist immer wieder dasselbe kurze Stück
    .text = Wiederholungen werden zuerst ausprobiert. Setzen Sie verschiedene Wörter nebeneinander. Es wurde nichts geändert.
would-lock = Ihr Passwort kann ab { TIME($from) } wieder geprüft werden
    .text = Noch ein falscher Versuch könnte Ihr Konto sperren, deshalb wurde keiner gemacht. Melden Sie sich zuerst an Ihrem Computer an oder { call }.
would-lock-now = Ihr Passwort kann gerade nicht geprüft werden
refused-by-directory = Das Benutzerverzeichnis hat es abgelehnt und nicht gesagt, warum
    .text =
        { $perhaps ->
            [none] Es wurde nichts geändert; Ihr Administrator ist benachrichtigt. Versuchen Sie ein anderes Passwort oder { call }. Referenz { $reference }.
           *[other] Es wurde nichts geändert; Ihr Administrator ist benachrichtigt. { $perhaps }. Versuchen Sie ein anderes Passwort oder { call }. Referenz { $reference }.
        }
perhaps-too-short = es braucht mindestens { NUMBER($min) } Zeichen
    .first = Vielleicht braucht es mindestens { NUMBER($min) } Zeichen
perhaps-too-simple = es braucht noch eine Art von Zeichen
    .first = Vielleicht braucht es noch eine Art von Zeichen
perhaps-contains-name = „{ $part }“ kommt darin vor
    .first = Vielleicht kommt „{ $part }“ darin vor
perhaps-too-young = vor { TIME($until) } ist es zu früh
    .first = Vielleicht ist es vor { TIME($until) } zu früh
perhaps-own-rules = für Sie gelten strengere Regeln
    .first = Vielleicht gelten für Sie strengere Regeln
perhaps-used-before = Sie hatten es schon einmal
    .first = Vielleicht hatten Sie es schon einmal
perhaps-listed = es steht auf einer Liste, die { organisation } nicht erlaubt
    .first = Vielleicht steht es auf einer Liste, die { organisation } nicht erlaubt
perhaps-or = { $before }, oder { $next }

## Fehler, für die niemand vor der Seite etwas kann

directory-away = Wir erreichen das Benutzerverzeichnis gerade nicht
    .text = Es wurde nichts geändert. Ihre Nachweise bleiben eine Weile gültig: Versuchen Sie es in einer Minute noch einmal oder { call }.
unknown = Die Verbindung ist abgerissen, während Ihr Passwort gespeichert wurde
    .text = Wir wissen noch nicht, ob es gespeichert wurde, und finden es gerade heraus. Laden Sie diese Seite in einer Minute neu; dann steht hier, was geschehen ist.
setup-fault = Das liegt nicht an Ihnen
    .text = Bei uns fehlt eine Einstellung. Es wurde nichts geändert; Ihr Administrator ist benachrichtigt. { call-first }, um jetzt in Ihr Konto zu kommen. Referenz { $reference }.
server-fault = Bei uns ist etwas schiefgegangen
    .text = Ihr Administrator ist benachrichtigt. Versuchen Sie es in einer Minute noch einmal oder { call }. Referenz { $reference }.

## Einrichten

link-spent = Dieser Link galt nur einmal
    .text = Er wurde schon geöffnet. Geben Sie Ihren Benutzernamen und den Code aus derselben Nachricht ein, oder { call }, um eine neue Einladung zu bekommen.
link-unknown = Diese Einladung ist hier nicht bekannt
    .text = Vielleicht ist sie abgelaufen, oder ein Teil des Links fehlt. Geben Sie Ihren Benutzernamen und den Code aus der Nachricht ein, oder { call }, um eine neue zu bekommen.
wrong-sign-in = Name und Code gehören nicht zusammen
    .text = Vergleichen Sie beides mit Ihrer Einladung. Groß- und Kleinschreibung spielen keine Rolle. Wenn sie abgelaufen ist, { call }, um eine neue zu bekommen.
wrong-password = Das ist nicht das Passwort dieses Kontos
    .text = Geben Sie das ein, mit dem Sie sich heute am Computer anmelden. Es wurde nichts geändert.
    .beside = Das ist nicht das Passwort dieses Kontos. Geben Sie das ein, mit dem Sie sich heute am Computer anmelden.
account-locked = Ihr Konto ist im Moment gesperrt
    .text = Deshalb können wir Ihr Passwort nicht prüfen. { call-first }, um es entsperren zu lassen, und kommen Sie dann auf diese Seite zurück.
account-disabled = Dieses Konto ist abgeschaltet
    .text = Es wurde nichts eingerichtet. { call-first }: Dort kann man Ihnen sagen, warum.
same-mailbox = Eine Adresse bei { $domain } würde Sie ebenfalls aussperren
    .text = Das Postfach öffnet sich mit eben dem Passwort, das Sie dann verloren hätten. Nehmen Sie eine Adresse außerhalb von { organisation-after }, zum Beispiel Ihre private.
bad-number = An diese Nummer können von hier keine SMS gehen
    .text = Geben Sie eine Mobilnummer mit ihrem Land ein, zum Beispiel +49 151 23456789.
not-enough-chosen = Wählen Sie { count-words }
    .text = So viele müssen funktionieren, bevor Sie sich selbst helfen können.
not-independent = Diese beiden hängen an derselben Sache
    .text = { $first } und { $second }: Geht sie verloren, sind beide verloren. Wählen Sie eine Methode, die woanders liegt.
already-there = Diese haben Sie schon eingerichtet
    .text = Nehmen Sie für eine weitere Methode ein anderes Gerät, einen anderen Schlüssel oder ein anderes Konto.
not-accepted = { organisation-first } nimmt diese Art von Schlüssel nicht an
    .text = Es wurde nichts eingerichtet. Nehmen Sie einen, den Sie von { organisation-after } bekommen haben, oder eine andere Methode.
too-easy = Antwort { NUMBER($which) } ist zu leicht
    .text = Sie ist zu kurz, wiederholt sich, steht in der Frage oder in Ihrem Namen, oder viele Leute antworten so. Wählen Sie eine, auf die niemand käme. Es wurde nichts eingerichtet.
twice-the-same = Zwei davon sind gleich
    .text = Wählen Sie verschiedene Fragen, und für jede eine andere Antwort.
question-length = Eine eigene Frage hat { NUMBER($min) } bis { NUMBER($max) } Zeichen
    .text = Schreiben Sie sie so, dass Sie später noch wissen, was gemeint war. Es wurde nichts eingerichtet.
too-few-left = Diese muss bleiben
    .text = Ohne sie hätten Sie weniger als die { count-words }, die { organisation } verlangt. Fügen Sie zuerst eine andere hinzu.

## Anmelden auf einer Seite des Verzeichnisses

signed-in-as-other = Sie haben sich dort als jemand anderes angemeldet
    .text = Es wurde nichts geöffnet. Melden Sie sich als { $who } an; vielleicht müssen Sie sich dort erst abmelden.
sign-in-unfinished = Diese Anmeldung zählt nicht
    .text = Sie wurde in einem anderen Fenster begonnen, schon einmal verwendet oder hat länger als zehn Minuten gedauert. Es wurde nichts geöffnet. Melden Sie sich noch einmal an.
sign-in-not-known = Mit diesem Konto können Sie sich hier nicht anmelden
    .text = Es wurde nichts geöffnet. Versuchen Sie es mit einem anderen Konto von Ihnen, oder { call }.

## Warum eine Methode neben einer anderen nichts nützt, oder gar nichts

shares-password = Nicht möglich: Sie öffnet sich mit dem Passwort, das Sie verloren hätten.
shares-mailbox = Im selben Postfach wie die schon benutzte, deshalb zählen die beiden als eine.
shares-phone = Auf demselben Telefon wie die schon benutzte, deshalb zählen die beiden als eine.
shares-device = Auf demselben Gerät wie die schon benutzte, deshalb zählen die beiden als eine.
shares-account = Dasselbe Konto wie das schon benutzte, deshalb zählen die beiden als eine.
shares-other = Hängt an derselben Sache wie die schon benutzte, deshalb zählen die beiden als eine.
