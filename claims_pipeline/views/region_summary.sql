-- How much is claimed about each region, and how much of that is disputed or conceded.
-- A claim belongs to a region that its content targets, and to that of a proposition it stands on: an answer
-- ("denied this") has no place of its own. A claim with two targets in one region counts once.
-- A voice here is a speaker on a day of speaking, the outlet's own voice and unnamed speakers count by story, so that
-- copying adds none. Demands are no facts: they count as claims, never as disputes.
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
spoken as (
    select
        located.region_id,
        claim.claim_id,
        claim.page_id,
        claim.said_from,
        claim.said_to,
        coalesce(article.outlet, page.outlet, claim.page_id) as outlet,
        coalesce(story.story_id, claim.page_id) as story_id,
        coalesce(
            if(claim.stance = 'narrates', null, coalesce(claim.source_id, claim.source_country)),
            story.story_id,
            claim.page_id
        ) as speaker
    from located
    join claims as claim using (claim_id)
    left join raw_pages as page on page.page_id = claim.page_id
    left join articles as article on article.page_id = claim.page_id
    left join story_of_page as story on story.page_id = claim.page_id
),
proposition_sides as (
    -- Who takes part: a country, else a named source, else the page that says it in its own voice.
    select
        proposition.proposition_id,
        proposition.region_id,
        bool_or(standing.relation in ('affirms', 'concedes')) as is_affirmed,
        bool_or(standing.relation in ('denies', 'disputes')) as is_denied,
        bool_or(standing.relation = 'concedes') as is_conceded,
        count(distinct coalesce(claim.source_country, claim.source_id, claim.page_id)) as n_parties
    from propositions as proposition
    join claim_propositions as standing using (proposition_id)
    join claims as claim using (claim_id)
    where standing.relation <> 'no_comment'
        and proposition.region_id is not null
        and not starts_with(proposition.event_type, 'demand.')
    group by proposition.proposition_id, proposition.region_id
),
contested as (
    select
        region_id,
        count_if(is_affirmed and is_denied and n_parties > 1) as n_disputed,
        count_if(is_conceded) as n_conceded
    from proposition_sides
    group by region_id
)
select
    spoken.region_id,
    coalesce(any_value(region.name), spoken.region_id) as region_name,
    count(distinct spoken.claim_id) as n_claims,
    count(distinct spoken.page_id) as n_pages,
    count(distinct spoken.outlet) as n_outlets,
    count(distinct spoken.story_id) as n_stories,
    count(distinct (spoken.speaker, spoken.said_from)) as n_voices,
    coalesce(any_value(contested.n_disputed), 0)::bigint as n_disputed,
    coalesce(any_value(contested.n_conceded), 0)::bigint as n_conceded,
    min(spoken.said_from) as first_said,
    max(spoken.said_to) as last_said
from spoken
left join regions as region using (region_id)
left join contested using (region_id)
group by spoken.region_id
order by spoken.region_id
