-- What changed between copies: speaker, verb of speech, hedge, number, place?
select change, value_a, value_b, content_a, content_b
from copy_drift
order by change, content_a, content_b
