-- Every claim about one area of any level, by the id of its place: who, how, the words, and the places told of.
create or replace macro area_claims(area) as table
select
    claim.claim_id,
    said.who,
    claim.source_country as country,
    claim.stance,
    claim.content_text as words,
    claim.said_from as said_on,
    claim.landed_on,
    list(place.name order by place.name) as places
from claim_areas() as inside
join places as place using (place_id)
join claims as claim using (claim_id)
join claim_speakers as said using (claim_id)
where inside.area_id = area
group by all
order by claim.said_from, claim.claim_id
