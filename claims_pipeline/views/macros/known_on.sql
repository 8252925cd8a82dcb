-- What the ledger knew on a day: who stood where, from pages that had arrived by then.
create or replace macro known_on(as_of) as table
select
    proposition.region_id,
    proposition.proposition_id,
    proposition.label,
    standings.relation,
    standings.who,
    claim.stance,
    claim.content_text as words,
    claim.said_from as said_on,
    claim.landed_on,
    claim.claim_id
from standings
join claims as claim using (claim_id)
join propositions as proposition using (proposition_id)
where claim.landed_on <= as_of::date
order by proposition.region_id, proposition.label, claim.said_from, claim.claim_id, proposition.proposition_id
