# Die Fragen zur Auswahl, bis jemand in der Verwaltung andere schreibt. Was niemand nachschlagen kann und was auch
# Freunde nicht wissen; jede hat 10 bis 160 Zeichen.

repaired = Was haben Sie gebaut oder repariert, auf das Sie heute noch stolz sind?
teacher = Welche Lehrkraft hat Sie von etwas überzeugt, und wovon?
shop = Wie hieß das erste Geschäft, in dem Sie allein etwas gekauft haben?
meal = An welches Essen auf einer Reise erinnern Sie sich, und wo war das?
wanted = Was wollten Sie mit zehn Jahren werden?
book = Welches Buch haben Sie mehr als zweimal gelesen?
nickname = Welchen Spitznamen hatte Ihr erster Freund oder Ihre erste Freundin?
street = In welcher Straße haben Sie gewohnt, bevor Sie zwölf waren?
