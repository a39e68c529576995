# Was in E-Mails steht. Die Nachricht ist die Überschrift; .subject steht in der Liste der Nachrichten, .preview daneben.

practice = Übungsmodus. Nichts hier betrifft ein echtes Benutzerverzeichnis, Postfach oder Telefon.
never-ask = Wir fragen nie per E-Mail oder am Telefon nach Ihrem Passwort oder einem Code.
hello =
    { $name ->
        [none] Guten Tag
       *[other] Guten Tag <name>{ $name }</name>
    }
not-you = Wenn Sie das nicht waren
call-now =
    { $help-desk ->
        [none] Sagen Sie sofort Ihrem Helpdesk Bescheid.
       *[other] Wenden Sie sich sofort an den Helpdesk: { $help-desk }.
    }

## Ein Code als Nachweis

code = Ihr Code
    .subject =
        { $organisation ->
            [none] Ihr Code
           *[other] Ihr Code für { $organisation }
        }
    .preview = Er gilt einmal, auf der Seite, auf der Sie ihn angefordert haben.
    .lede = { hello }, geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben:
    .until = Er gilt einmal, bis { TIME($until) }.
    .not-you =
        { $help-desk ->
            [none] Jemand hat Ihren Benutzernamen eingegeben. Ohne diesen Code geht es dort nicht weiter: Tun Sie nichts, und sagen Sie den Code niemandem. Wenn es noch einmal vorkommt, sagen Sie Ihrem Helpdesk Bescheid.
           *[other] Jemand hat Ihren Benutzernamen eingegeben. Ohne diesen Code geht es dort nicht weiter: Tun Sie nichts, und sagen Sie den Code niemandem. Wenn es noch einmal vorkommt, wenden Sie sich an den Helpdesk: { $help-desk }.
        }

## Ein Code an eine Adresse, die jemand angegeben hat

confirm = Bestätigen Sie diese Adresse
    .subject =
        { $organisation ->
            [none] Bestätigen Sie diese Adresse
           *[other] Bestätigen Sie diese Adresse für { $organisation }
        }
    .preview = Geben Sie den Code ein, um mit diesem Postfach wieder in Ihr Konto zu kommen.
    .lede = Jemand bei { organisation-after } möchte mit diesem Postfach wieder in das eigene Konto kommen können. Wenn Sie das sind, geben Sie diesen Code auf der Seite ein, auf der Sie die Adresse angegeben haben:
    .not-you = Jemand hat sich bei der eigenen Adresse vertippt. Ohne den Code wird diese nicht verwendet: Tun Sie nichts, und sagen Sie den Code niemandem.

## Die Testnachricht der Konsole

test = E-Mails von hier kommen an
    .subject = E-Mails von Latchkey kommen an
    .preview = Die Testnachricht, die Sie angefordert haben.
    .lede = Das ist die Testnachricht, die Sie in der Konsole angefordert haben. Einladungen und Codes kommen vom selben Absender.
    .from = Von
    .for = Für
    .foot = Sehen Sie sich oben den Absender an: So steht er auch bei allen anderen. Wenn diese Nachricht im Spam-Ordner lag, wird es dort genauso sein.

## Was mit einem Konto geschehen ist

notice-when = Wann
notice-method = Methode
notice-methods = Methoden
notice-where = Wo
notice-preview = { DATETIME($at) }. Wenn Sie das waren, ist nichts weiter zu tun.
notice-foot = Mit dieser Nachricht kann sich niemand anmelden. { never-ask }

reset = Ihr Passwort wurde geändert
    .subject =
        { $organisation ->
            [none] Ihr Passwort wurde geändert
           *[other] Ihr Passwort bei { $organisation } wurde geändert
        }
    .lede = { hello }, wenn Sie das waren, ist nichts weiter zu tun.
    .not-you = Vielleicht ist jemand anders in Ihrem Konto. { call-now }
unlocked = Ihr Konto wurde entsperrt
    .subject =
        { $organisation ->
            [none] Ihr Konto wurde entsperrt
           *[other] Ihr Konto bei { $organisation } wurde entsperrt
        }
    .lede = { hello }, wenn Sie das waren, ist nichts weiter zu tun. Ihr Passwort ist dasselbe wie zuvor.
    .not-you = Jemand anders hat Ihre Nachweise in der Hand. { call-now }
enrolled = Sie kommen jetzt selbst wieder in Ihr Konto
    .subject =
        { $organisation ->
            [none] Sie kommen jetzt selbst wieder in Ihr Konto
           *[other] Sie kommen jetzt selbst wieder in Ihr Konto bei { $organisation }
        }
    .lede = { hello }, wenn Sie das waren, ist nichts mehr zu tun.
    .then = Wenn Sie einmal ausgesperrt sind, gehen Sie zu <address>{ $address }</address>, mit irgendeinem Telefon oder Computer.
    .not-you = Jemand anders könnte ein neues Passwort für Ihr Konto setzen. { call-now }
added = Eine Methode wurde hinzugefügt
    .subject =
        { $organisation ->
            [none] Eine neue Methode für Ihr Konto
           *[other] Eine neue Methode für Ihr Konto bei { $organisation }
        }
    .lede = { hello }, es gibt eine neue Methode, mit der Sie nachweisen, dass Sie es sind. Wenn Sie sie hinzugefügt haben, ist nichts weiter zu tun.
    .not-you = Jemand anders könnte ein neues Passwort für Ihr Konto setzen. { call-now }
removed = Eine Methode wurde entfernt
    .subject =
        { $organisation ->
            [none] Eine Methode für Ihr Konto wurde entfernt
           *[other] Eine Methode für Ihr Konto bei { $organisation } wurde entfernt
        }
    .lede = { hello }, eine Methode, mit der Sie nachweisen konnten, dass Sie es sind, gibt es nicht mehr. Wenn Sie sie entfernt haben, ist nichts weiter zu tun.
    .not-you = Jemand anders war auf Ihrer Kontoseite und will Sie vielleicht aussperren. { call-now }
codes = Ihre Wiederherstellungscodes wurden ersetzt
    .subject =
        { $organisation ->
            [none] Neue Wiederherstellungscodes für Ihr Konto
           *[other] Neue Wiederherstellungscodes für Ihr Konto bei { $organisation }
        }
    .lede = { hello }, wenn Sie das waren, bewahren Sie die neuen auf und werfen Sie die alten weg, denn die gelten nicht mehr.
    .not-you = Jemand anders hat die neuen Codes, und Ihre gelten nicht mehr. { call-now }
changed = Ihr Passwort wurde geändert
    .subject =
        { $organisation ->
            [none] Ihr Passwort wurde geändert
           *[other] Ihr Passwort bei { $organisation } wurde geändert
        }
    .lede = { hello }, Ihr Passwort wurde geändert, und dafür wurde das alte eingegeben. Wenn Sie das waren, ist nichts weiter zu tun.
    .not-you = Jemand anders kannte Ihr Passwort. { call-now }
frozen = Die Wiederherstellung ist angehalten
    .subject =
        { $organisation ->
            [none] Die Wiederherstellung Ihres Kontos ist angehalten
           *[other] Die Wiederherstellung Ihres Kontos bei { $organisation } ist angehalten
        }
    .preview = { DATETIME($at) }. Der Helpdesk kann sie wieder freigeben.
    .lede = { hello }, jemand hat zu Ihrem Konto gesagt: „Das war ich nicht.“ Bis der Helpdesk die Wiederherstellung wieder freigibt, kommt hier niemand mehr in das Konto, auch Sie nicht. Ihr Passwort und Ihre Methoden sind davon unberührt.
    .then =
        { $help-desk ->
            [none] Wenn Sie das waren, sagen Sie Ihrem Helpdesk Bescheid: Dort findet man mit Ihnen heraus, was geschehen ist, und gibt die Wiederherstellung wieder frei.
           *[other] Wenn Sie das waren, wenden Sie sich an den Helpdesk ({ $help-desk }): Dort findet man mit Ihnen heraus, was geschehen ist, und gibt die Wiederherstellung wieder frei.
        }
    .not-you = Jemand anders hat eine Nachricht, die an Sie ging. { call-now }
# Ein weiteres Konto gehört ab jetzt dazu und wird mit diesem zusammen wiederhergestellt.
joined = Zwei Ihrer Konten werden jetzt zusammen wiederhergestellt
    .subject =
        { $organisation ->
            [none] Ihre Konten werden jetzt zusammen wiederhergestellt
           *[other] Ihre Konten bei { $organisation } werden jetzt zusammen wiederhergestellt
        }
    .lede = { hello }, ein weiteres Konto in Ihrer Organisation wurde als Ihres erkannt. Ein neues Passwort gilt jetzt für beide, mit den Methoden, die Sie haben. Wenn beide Ihnen gehören, ist nichts zu tun.
    .not-you = Eines der beiden Konten gehört jemand anderem. { call-now }
parted = Eines Ihrer Konten wird jetzt getrennt wiederhergestellt
    .subject =
        { $organisation ->
            [none] Eines Ihrer Konten wird jetzt getrennt wiederhergestellt
           *[other] Eines Ihrer Konten bei { $organisation } wird jetzt getrennt wiederhergestellt
        }
    .lede = { hello }, eine Administratorin oder ein Administrator hat eines Ihrer Konten von den anderen getrennt. Ein neues Passwort erreicht es von hier aus nicht mehr. Ihre Methoden sind davon unberührt.
    .not-you = Wenn dieses Konto Ihres ist, fragen Sie, warum es getrennt wurde. { call-now }
# Ein neues Passwort wurde in den anderen gesetzt, dieses antwortete nicht rechtzeitig.
missed = Ein Konto hat noch Ihr altes Passwort
    .subject =
        { $organisation ->
            [none] Ein Konto hat noch Ihr altes Passwort
           *[other] Ein Konto bei { $organisation } hat noch Ihr altes Passwort
        }
    .lede = { hello }, Sie haben ein neues Passwort gesetzt, und eines Ihrer Konten hat nicht rechtzeitig geantwortet. Dort wurde nichts geändert: Dort gilt noch Ihr altes Passwort, in den anderen Ihr neues.
    .then = Um es auch dort zu setzen, gehen Sie noch einmal zu <address>{ $address }</address>.
    .not-you = Jemand anderes hat ein neues Passwort für Sie gesetzt. { call-now }
wrong-codes = Für Ihr Konto wurden falsche Codes eingegeben
    .subject =
        { $organisation ->
            [none] Falsche Codes für Ihr Konto
           *[other] Falsche Codes für Ihr Konto bei { $organisation }
        }
    .lede = { hello }, wenn Sie das waren, versuchen Sie es später mit neuen Codes noch einmal. Es wurde nichts geändert.
    .not-you = Jemand kennt Ihren Benutzernamen. Ihr Passwort und Ihre Methoden sind unverändert. { call-now }

## Die Einladung, bis jemand in der Verwaltung eine andere schreibt

invitation-subject = Jetzt zwei Minuten, später nicht ausgesperrt
invitation-body =
    Guten Tag { $name },

    ab jetzt können Sie Ihr Passwort bei { $organisation } selbst neu setzen, zu jeder Stunde, mit Ihrem Telefon. Wählen Sie dafür, wie Sie nachweisen, dass Sie es sind. Das dauert etwa zwei Minuten.

    { $link }

    { $code }

    Link und Code gelten bis { $until }.

## Was in jeder Einladung steht

invitation-preview = Wählen Sie, wie Sie nachweisen, dass Sie es sind. Das dauert etwa zwei Minuten.
invitation-button = Meine Methoden wählen
invitation-code = Wenn sich der Link nicht öffnet, gehen Sie zu <address>{ $address }</address> und geben Sie Ihren Benutzernamen und diesen Code ein:
invitation-until = Link und Code gelten bis { DATETIME($until) }.
invitation-foot =
    { $help-desk ->
        [none] { never-ask } Unsicher? Geben Sie die Adresse oben selbst ein.
       *[other] { never-ask } Unsicher? Geben Sie die Adresse oben selbst ein, oder wenden Sie sich an den Helpdesk: { $help-desk }.
    }
