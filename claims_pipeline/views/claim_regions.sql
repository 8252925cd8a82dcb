-- Each claim about each region, who speaks, and on which side.
-- A claim belongs to a region that its content targets, and to that of a proposition it stands on: an answer
-- ("denied this") has no place of its own. A claim with two targets in one region counts once.
-- Demands are no facts: who makes one, or refuses it, takes no side.
with belongs as (
    select claim_id, region_id, place_id is distinct from region_id and place_id is not null as is_placed, null as relation
    from claim_places
    where role = 'target'
    union all
    select
        standing.claim_id,
        proposition.region_id,
        proposition.place_id is not null as is_placed,
        if(starts_with(proposition.event_type, 'demand.'), null, standing.relation) as relation
    from claim_propositions as standing
    join propositions as proposition using (proposition_id)
    where proposition.region_id is not null
),
sides as (
    select
        region_id,
        claim_id,
        bool_or(is_placed) as is_placed,
        count(*) filter (relation = 'affirms') > 0 as affirms,
        count(*) filter (relation in ('denies', 'disputes')) > 0 as denies,
        count(*) filter (relation = 'concedes') > 0 as concedes
    from belongs
    group by region_id, claim_id
)
select
    sides.region_id,
    sides.claim_id,
    spoken.page_id,
    spoken.landed_on,
    spoken.story_id,
    spoken.outlet,
    spoken.who,
    spoken.source_id,
    spoken.source_country,
    spoken.speaker,
    spoken.party,
    spoken.event_type,
    spoken.stance,
    spoken.said_from,
    spoken.said_to,
    sides.is_placed,
    sides.affirms,
    sides.denies,
    sides.concedes
from sides
join claim_speakers as spoken using (claim_id)
order by sides.region_id, sides.claim_id
