# Worauf sich jede andere Datei beziehen darf.
# $organisation ist ihr Name und $help-desk, wie man den Helpdesk erreicht; [none] ist der Fall eines leeren Textes.

organisation =
    { $organisation ->
        [none] Ihre Organisation
       *[other] { $organisation }
    }
organisation-first =
    { $organisation ->
        [none] Ihre Organisation
       *[other] { $organisation }
    }
# Im Dativ: „bei …“, „von …“.
organisation-after =
    { $organisation ->
        [none] Ihrer Organisation
       *[other] { $organisation }
    }

# Im Satz, nach „oder“ oder nach einem Nebensatz. Die Angabe kann „Durchwahl 4477“ sein oder auch eine Adresse.
call =
    { $help-desk ->
        [none] wenden Sie sich an Ihren Helpdesk
       *[other] wenden Sie sich an den Helpdesk ({ $help-desk })
    }
call-first =
    { $help-desk ->
        [none] Wenden Sie sich an Ihren Helpdesk
       *[other] Wenden Sie sich an den Helpdesk ({ $help-desk })
    }
tell =
    { $help-desk ->
        [none] sagen Sie Ihrem Helpdesk Bescheid
       *[other] sagen Sie dem Helpdesk Bescheid ({ $help-desk })
    }

# Methoden, also weiblich.
count-words =
    { NUMBER($count) ->
        [1] eine
        [2] zwei
        [3] drei
        [4] vier
       *[other] { $count }
    }
