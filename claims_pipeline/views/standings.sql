-- Who stands where on each proposition, a row a claim. A claim may stand on several.
select
    standing.claim_id,
    standing.proposition_id,
    standing.relation,
    standing.voice_id,
    spoken.page_id,
    spoken.landed_on,
    spoken.story_id,
    spoken.outlet,
    spoken.who,
    spoken.source_country,
    spoken.party,
    spoken.said_from,
    spoken.said_to
from claim_propositions as standing
join claim_speakers as spoken using (claim_id)
order by standing.claim_id, standing.proposition_id
