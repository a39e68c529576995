# Wie Zahlen geschrieben werden.

thousands = .
