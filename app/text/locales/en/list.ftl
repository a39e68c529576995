# Lists within a sentence: “a, b and c”.

more = { $before }, { $next }
and = { $before } and { $last }
or = { $before } or { $last }
