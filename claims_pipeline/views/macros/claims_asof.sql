-- Every claim that was known at a point in time: of pages that had landed by that day, with its region, if it has one.
-- It tells what today's rules read in the pages of that time; what another version read in them is in its snapshot.
create or replace macro claims_asof(ts) as table
select
    said.region_id,
    spoken.who,
    spoken.stance,
    claim.content_text as words,
    spoken.said_from as said_on,
    spoken.landed_on,
    claim.claim_id
from claim_speakers as spoken
join claims as claim using (claim_id)
left join claim_regions as said using (claim_id)
where spoken.landed_on <= ts::date
order by said.region_id, spoken.said_from, claim.claim_id
