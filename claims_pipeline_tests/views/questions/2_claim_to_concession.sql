-- When was it first claimed, when denied, when conceded, by whom?
select label, first_claimed, claimed_by, first_denied, denied_by, first_conceded, conceded_by, days_claim_to_concession
from concession_lag
where region_id = 'UA-12'
order by days_claim_to_concession desc, label
