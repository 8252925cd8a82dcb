-- What is claimed about a region in a period, by whom, and what of it is disputed or conceded?
select said.said_on, said.who, said.stance, said.words, dispute.label, dispute.state
from region_claims('UA-12') as said
left join claim_propositions using (claim_id)
left join region_disputes as dispute using (proposition_id)
where said.said_on between '2025-06-01' and '2025-08-31'
order by said.said_on, said.who, said.words, dispute.label
