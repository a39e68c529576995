# Wie jede Methode heißt und was sie sagt. .within ist der Name im Satz.

## Was mehrere Methoden teilen

six-digits = 6-stelliger Code
tried-with-code = Mit einem Code ausprobiert, es hat funktioniert
code-refused = Der Code wird nicht angenommen
no-message = Es kommt keine Nachricht an
code-purpose = Wenn Sie ausgesperrt sind, können wir einen Code dorthin schicken. Ihre Angabe wird nur dafür verwendet.

## Passkeys und Sicherheitsschlüssel

passkey-name = Passkey oder Sicherheitsschlüssel
    .within = Passkey
passkey-ask-hint = Fingerabdruck, Gesicht, Bildschirmsperre oder Schlüssel
passkey-ask-heading = Verwenden Sie Ihren Passkey
passkey-ask-lede = Ihr Telefon oder Computer fragt nach Fingerabdruck, Gesicht oder Bildschirmsperre. Das bleibt auf Ihrem Gerät; wir erfahren nur, dass es gestimmt hat.
passkey-trouble = Mein Passkey ist auf einem anderen Gerät
    .text = Wählen Sie „Passkey verwenden“ und dann „anderes Gerät“, und scannen Sie das Quadrat, das erscheint. Ein Sicherheitsschlüssel geht auch: Stecken Sie ihn ein oder halten Sie ihn an die Rückseite Ihres Telefons.
passkey-choose-hint = Fingerabdruck, Gesicht oder ein Schlüssel, den Sie berühren. Nichts zu tippen, und niemand kann es abfangen.
passkey-set-up-heading = Passkey anlegen
passkey-set-up-lede = Ihr Telefon oder Computer fragt nach Fingerabdruck, Gesicht oder Bildschirmsperre und bewahrt den Schlüssel auf. Ein Sicherheitsschlüssel geht auch.
passkey-done = Einmal ausprobiert, es hat funktioniert
passkey-use = Passkey verwenden
passkey-wrong = Dieser Passkey gehört nicht zu diesem Konto. Versuchen Sie einen anderen, oder verwenden Sie eine andere Methode.
passkey-silent = Ihr Gerät hat nicht geantwortet. Versuchen Sie es noch einmal, oder verwenden Sie eine andere Methode.
passkey-twice = Auf diesem Gerät ist schon ein Schlüssel für Sie. Nehmen Sie für einen weiteren ein anderes Gerät.
passkey-place = Browser merken sich Passkeys zu einem Namen, und diese Seite wurde über eine Zahlenadresse geöffnet. Öffnen Sie sie über ihren Namen (im Übungsmodus „localhost“ statt „127.0.0.1“) und beginnen Sie dort neu.
passkey-script = Passkeys brauchen einen Browser, der Skripte ausführt. Dieser tut es nicht: Verwenden Sie eine andere Methode.

## Authenticator-App

totp-name = Authenticator-App
    .within = Authenticator-App
totp-ask-hint = Der 6-stellige Code, den sie gerade zeigt
totp-ask-heading = Geben Sie den Code aus Ihrer Authenticator-App ein
totp-ask-lede = Öffnen Sie die App und suchen Sie { organisation }. Der Code wechselt alle 30 Sekunden; der vorige gilt noch einen Moment.
totp-trouble-text = Stellen Sie die Uhr Ihres Telefons auf „automatisch“ und versuchen Sie dann den nächsten Code. Wenn Sie ein neues Telefon haben, sind die Codes vielleicht auf dem alten geblieben: Verwenden Sie eine andere Methode.
totp-choose-hint = Ein Code aus einer App auf Ihrem Telefon. Geht auch ohne Empfang.
totp-set-up-heading = Authenticator-App verbinden
totp-set-up-lede = Jede App ist geeignet: Microsoft oder Google Authenticator, 1Password, Aegis.

## Einmalcodes eines YubiKeys

yubikey-name = YubiKey
yubikey-ask-hint = Berühren Sie ihn, und er tippt einen Code
yubikey-ask-heading = Berühren Sie Ihren YubiKey
yubikey-ask-lede = Stecken Sie ihn ein oder halten Sie ihn an Ihr Telefon, setzen Sie den Cursor in das Feld und berühren Sie das Metall. Er tippt von selbst einen langen Code.
yubikey-field = Code vom YubiKey
yubikey-trouble = Es wird nichts getippt
    .text = Berühren Sie ihn etwas länger, etwa eine Sekunde, mit dem Cursor im Feld. Manche Schlüssel tippen erst nach einer langen Berührung.
yubikey-choose = Code eines YubiKeys
    .hint = Ein Schlüssel, der bei Berührung einen Einmalcode tippt.
yubikey-set-up-lede = Stecken Sie ihn ein, setzen Sie den Cursor in das Feld und berühren Sie das Metall. Er tippt von selbst einen langen Code.
yubikey-done = Mit einer Berührung ausprobiert, es hat funktioniert
yubikey-wrong = Dieser Code ist von einem anderen Schlüssel oder wurde schon benutzt. Berühren Sie Ihren Schlüssel noch einmal.

## Duo

duo-name = Duo
duo-ask-hint = Bestätigen Sie in der Duo-App oder so, wie Sie es kennen
duo-ask-heading = Mit Duo bestätigen
duo-ask-lede = Duo fragt Sie auf einer eigenen Seite und schickt Sie dann hierher zurück.
duo-trouble = Duo lässt mich nicht hinein
    .text = Es muss das Telefon sein, das Sie bei Duo angemeldet haben. Wenn es weg ist, verwenden Sie hier eine andere Methode.
duo-choose-hint = Die Bestätigung mit Duo, die Sie von anderen Anmeldungen kennen.
duo-set-up-lede = Duo fragt Sie einmal auf einer eigenen Seite und schickt Sie dann hierher zurück.
duo-done = Einmal bestätigt, es hat funktioniert

## Anmeldung anderswo

oidc-name = Anmeldung bei einem anderen Anbieter
    .within = Anmeldung bei einem anderen Anbieter
oidc-ask-hint = Ein Konto anderswo, das Sie verbunden haben
oidc-ask-heading = Melden Sie sich bei dem anderen Anbieter an
oidc-ask-lede = Sie melden sich dort an und werden dann hierher zurückgeschickt. Es muss das Konto sein, das Sie beim Einrichten verbunden haben.
oidc-trouble = Ich kann mich dort nicht anmelden
    .text = Wenn auch dieses Konto gesperrt ist oder Sie nie eines verbunden haben, verwenden Sie hier eine andere Methode.
oidc-choose-hint = Ein Konto anderswo mit einem eigenen Passwort.
oidc-set-up-heading = Verbinden Sie Ihr anderes Konto
oidc-set-up-lede = Melden Sie sich dort einmal an. Wir merken uns nur, welches Konto es ist, nicht das Passwort.
oidc-done = Einmal angemeldet, es hat funktioniert

## Einmalcodes eines RADIUS-Servers

radius-name = Einmalcode
    .within = Einmalcode
radius-ask-hint = Aus dem Token oder der App Ihrer Organisation
radius-ask-heading = Geben Sie Ihren Einmalcode ein
radius-ask-lede = Den aus dem Token oder der App, die Sie von { organisation-after } bekommen haben.
radius-trouble = Der Einmalcode wird nicht angenommen
    .text = Warten Sie auf den nächsten und geben Sie ihn noch einmal ein. Wenn Ihr Token neu ist oder ersetzt wurde, verwenden Sie eine andere Methode.
radius-choose = Einmalcode Ihres Tokens
    .hint = Das Token oder die App, die Sie von { organisation-after } bekommen haben.
radius-set-up-heading = Geben Sie einen Einmalcode Ihres Tokens ein
radius-set-up-lede = Ein Einmalcode aus dem Token oder der App, die Sie von { organisation-after } bekommen haben, zeigt, dass es hier funktioniert.
radius-done = Mit einem Einmalcode ausprobiert, es hat funktioniert

## Codes per E-Mail

email-name = Code per E-Mail
    .within = Code per E-Mail
email-ask-hint = An die private Adresse, die Sie eingerichtet haben
email-ask-heading = Geben Sie den Code aus der E-Mail ein
email-ask-lede = Wenn für dieses Konto eine private Adresse eingerichtet ist, ist ein Code dorthin unterwegs.
email-trouble-text = Das kann eine Minute dauern; sehen Sie auch im Spam-Ordner nach. Codes gehen nur an die private Adresse, die Sie eingerichtet haben, nie an Ihr dienstliches Postfach, und höchstens fünf in der Stunde.
email-choose = Code per privater E-Mail
    .hint = Eine Adresse außerhalb von { organisation-after }, zum Beispiel Ihre eigene.
email-set-up-heading = Welche private E-Mail-Adresse?

## Codes per SMS

sms-name = Code per SMS
    .within = Code per SMS
sms-ask-hint = An Ihr Mobiltelefon
sms-ask-heading = Geben Sie den Code aus der SMS ein
sms-ask-lede = Wenn wir für dieses Konto eine Mobilnummer haben, ist ein Code dorthin unterwegs.
sms-trouble-text = Das kann eine Minute dauern, im Ausland länger. Auch eine späte gilt noch bis zu der Zeit, die oben steht. Nach einer halben Minute können Sie noch eine senden; dann zählt nur die neueste, und mehr als fünf in der Stunde gibt es nicht. Ohne Empfang verwenden Sie eine andere Methode.
sms-choose-hint = An Ihr Mobiltelefon. Braucht Empfang.
sms-set-up-heading = Welche Mobilnummer?

## Jemand bürgt

vouch-name = Jemand aus dem Kollegium bürgt
    .within = Bürgschaft aus dem Kollegium
vouch-ask-hint = Ihre Führungskraft oder jemand, den Ihre Organisation bestimmt hat
vouch-ask-heading = Bitten Sie jemanden, für Sie zu bürgen
vouch-ask-lede = Rufen Sie an, damit man Ihre Stimme erkennt, und lesen Sie diese Zahl vor. Die angerufene Person meldet sich auf dem eigenen Gerät an und gibt sie ein.
vouch-trouble = Wen rufe ich an?
    .text = Ihre Führungskraft oder jemanden, den { organisation } dafür bestimmt hat. Wer das ist, sagen wir hier nicht. Ihre Anfrage steht auf der Kontoseite dieser Person.
vouch-choose-hint = Ihre Führungskraft bestätigt, dass Sie es sind.
vouch-set-up-lede = Nichts einzurichten: Ihre Führungskraft kann bestätigen, dass Sie es sind.
vouch-done = Bereit, wenn Sie es brauchen
vouch-number = Die Zahl zum Vorlesen:
vouch-good-until = Sie gilt bis { TIME($until) }. Niemand sonst kann sie verwenden.
vouch-typed = Die Zahl ist eingegeben
vouch-new-number = Neue Zahl anfordern
vouch-over = Diese Zahl galt zehn Minuten, und sie sind vorbei. Es wurde nichts geändert. Fordern Sie eine neue an und lesen Sie diese vor.

## Sicherheitsfragen

questions-name = Sicherheitsfragen
    .within = Sicherheitsfragen
questions-ask-hint = Die Antworten, die Sie beim Einrichten gegeben haben
questions-ask-heading = Beantworten Sie Ihre Fragen
questions-ask-lede = So, wie Sie sie beim Einrichten beantwortet haben. Groß- und Kleinschreibung, Leerzeichen und Satzzeichen spielen keine Rolle.
questions-trouble = Ich erinnere mich nicht an die Antworten
    .text = Verwenden Sie dann eine andere Methode. Wir können sie nicht zeigen: Niemand hier kann sie lesen.
questions-choose-hint = Antworten, die nur Sie kennen. Die schwächste Methode; wählen Sie sie zuletzt.
questions-set-up-heading = Wählen und beantworten Sie Fragen
questions-set-up-lede = Wählen Sie Fragen, deren Antworten niemand nachschlagen oder von Ihnen erfragen kann. Eine Antwort muss nicht wahr sein, nur Ihre eigene.
questions-done = Die Antworten sind so aufbewahrt, dass niemand sie lesen kann
questions-wrong = Diese Antworten stimmen nicht. Es wurde nichts geändert; prüfen Sie alle und versuchen Sie es noch einmal.

## Wiederherstellungscodes

recovery-code-name = Wiederherstellungscode
    .within = Wiederherstellungscodes
recovery-code-ask-hint = Einer von dem Blatt, das Sie aufbewahrt haben
recovery-code-ask-heading = Geben Sie einen Wiederherstellungscode ein
recovery-code-ask-lede = Einen, den Sie noch nicht benutzt haben, von dem Blatt, das Sie beim Einrichten Ihrer Methoden aufbewahrt haben.
recovery-code-field-hint = Zum Beispiel 7KQM-2XRA-H4WD-9PTE. Groß- und Kleinschreibung spielen keine Rolle.
recovery-code-trouble-text = Jeder gilt nur einmal. Wenn Sie ein neues Blatt erzeugt haben, gelten die Codes des alten nicht mehr.
recovery-code-choose = Wiederherstellungscodes
    .hint = Ein Blatt zum Aufbewahren.
recovery-code-done = Auf dem Blatt, das Sie aufbewahrt haben; jeder gilt einmal

## Etwas, das auf einer anderen Website zu tun ist

elsewhere-go = Weiter mit { $name }
elsewhere-ready = { $name } ist bereit für Sie. Die Seite öffnet sich in diesem Fenster und schickt Sie hierher zurück.
elsewhere-continue = Weiter zu { $name }
