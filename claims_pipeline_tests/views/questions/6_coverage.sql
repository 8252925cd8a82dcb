-- Is a quiet day quiet, or did a source break?
select landed_on, n_pages, n_rejected, n_outlets, n_claims, n_unplaced_claims, share_dropped, sentence
from coverage_day
order by landed_on
