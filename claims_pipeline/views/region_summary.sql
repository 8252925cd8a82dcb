-- How much is claimed about each region, how much of that is disputed, conceded or uncontested, and how much may be missing.
-- Uncontested is what somebody affirms and nobody denies, disputes, concedes or numbers otherwise: silence of the other
-- side, not truth.
-- What may be missing: claims that name no place finer than the region, claims of the whole ledger that have no region
-- (any of them may be about this one), and landing days without a page about it.
-- A voice here is a speaker on a day of speaking, so that copying adds none. Demands are no facts: they are counted as
-- said, never as disputed.
with proposition_sides as (
    select
        proposition.proposition_id,
        proposition.region_id,
        bool_or(standings.relation in ('affirms', 'concedes')) as is_affirmed,
        bool_or(standings.relation in ('denies', 'disputes')) as is_denied,
        bool_or(standings.relation = 'concedes') as is_conceded,
        count(distinct standings.party) as n_parties,
        bool_or(coalesce(number.state = 'disputed', false)) as has_other_number
    from propositions as proposition
    join standings using (proposition_id)
    left join region_numbers as number using (event_id)
    where standings.relation <> 'no_comment'
        and proposition.region_id is not null
        and not starts_with(proposition.event_type, 'demand.')
    group by proposition.proposition_id, proposition.region_id
),
contested as (
    select
        region_id,
        count_if(is_affirmed and is_denied and n_parties > 1) as n_disputed,
        count_if(is_conceded) as n_conceded,
        count_if(is_affirmed and not is_denied and not is_conceded and not has_other_number) as n_uncontested
    from proposition_sides
    group by region_id
),
unplaced as (
    select count_if(not exists (from claim_regions as said where said.claim_id = claims.claim_id)) / count(*) as share
    from claims
),
landed as (
    select count(distinct landed_on) as n_days from raw_pages
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
    coalesce(any_value(contested.n_uncontested), 0)::bigint as n_uncontested,
    min(said.said_from) as first_said,
    max(said.said_to) as last_said,
    round(count(*) filter (not said.is_placed) / count(*), 6) as share_region_only,
    round((select share from unplaced), 6) as share_without_region,
    count(distinct said.landed_on) as n_days_with_pages,
    (select n_days from landed) as n_days_landed
from claim_regions as said
left join regions as region using (region_id)
left join contested using (region_id)
group by said.region_id
order by said.region_id
