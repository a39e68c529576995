# How numbers are written.

thousands = ,
