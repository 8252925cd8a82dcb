-- How much was said about each region on each day of speaking (said_from), and on which side.
-- Belonging to a region and voices as in the region summary. A claim that affirms two propositions of the region counts once
-- as affirming. Demands never affirm.
with located as (
    select claim_id, region_id from claim_places where role = 'target'
    union
    select standing.claim_id, proposition.region_id
    from claim_propositions as standing
    join propositions as proposition using (proposition_id)
    where proposition.region_id is not null
),
story_of_page as (
    select page_id, min(story_id) as story_id from story_members group by page_id
),
sides as (
    select
        standing.claim_id,
        proposition.region_id,
        bool_or(standing.relation = 'affirms') as affirms,
        bool_or(standing.relation in ('denies', 'disputes')) as denies,
        bool_or(standing.relation = 'concedes') as concedes
    from claim_propositions as standing
    join propositions as proposition using (proposition_id)
    where proposition.region_id is not null and not starts_with(proposition.event_type, 'demand.')
    group by standing.claim_id, proposition.region_id
),
spoken as (
    select
        located.region_id,
        claim.claim_id,
        claim.said_from,
        coalesce(
            if(claim.stance = 'narrates', null, coalesce(claim.source_id, claim.source_country)),
            story.story_id,
            claim.page_id
        ) as speaker
    from located
    join claims as claim using (claim_id)
    left join story_of_page as story on story.page_id = claim.page_id
)
select
    spoken.region_id,
    coalesce(any_value(region.name), spoken.region_id) as region_name,
    spoken.said_from as day,
    count(distinct spoken.claim_id) as n_claims,
    count(distinct spoken.speaker) as n_voices,
    count(distinct if(sides.affirms, spoken.claim_id, null)) as n_affirming,
    count(distinct if(sides.denies, spoken.claim_id, null)) as n_denying,
    count(distinct if(sides.concedes, spoken.claim_id, null)) as n_conceding
from spoken
left join regions as region using (region_id)
left join sides on sides.claim_id = spoken.claim_id and sides.region_id = spoken.region_id
group by spoken.region_id, spoken.said_from
order by spoken.region_id, spoken.said_from
