-- How much is claimed about each region, and how much of that is disputed or conceded.
-- A voice here is a speaker on a day of speaking, so that copying adds none. Demands are no facts: they are counted as
-- said, never as disputed.
with proposition_sides as (
    select
        proposition.proposition_id,
        proposition.region_id,
        bool_or(standings.relation in ('affirms', 'concedes')) as is_affirmed,
        bool_or(standings.relation in ('denies', 'disputes')) as is_denied,
        bool_or(standings.relation = 'concedes') as is_conceded,
        count(distinct standings.party) as n_parties
    from propositions as proposition
    join standings using (proposition_id)
    where standings.relation <> 'no_comment'
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
    said.region_id,
    coalesce(any_value(region.name), said.region_id) as region_name,
    count(*) as n_claims,
    count(distinct said.page_id) as n_pages,
    count(distinct said.outlet) as n_outlets,
    count(distinct said.story_id) as n_stories,
    count(distinct (said.speaker, said.said_from)) as n_voices,
    coalesce(any_value(contested.n_disputed), 0)::bigint as n_disputed,
    coalesce(any_value(contested.n_conceded), 0)::bigint as n_conceded,
    min(said.said_from) as first_said,
    max(said.said_to) as last_said
from claim_regions as said
left join regions as region using (region_id)
left join contested using (region_id)
group by said.region_id
order by said.region_id
