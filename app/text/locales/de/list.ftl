# Aufzählungen im Satz: „a, b und c“.

more = { $before }, { $next }
and = { $before } und { $last }
or = { $before } oder { $last }
