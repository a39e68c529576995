# Was in SMS steht: der Code zuerst. Nur Buchstaben aus GSM 03.38, also ä, ö, ü und ß, aber keine Anführungszeichen unten.

code = { $code } ist Ihr Code für { $organisation }. Wir fragen nie danach.
confirm = { $code } bestätigt diese Nummer für { $organisation }. Wir fragen nie danach.
