-- Who speaks about each region, how often, and on which side.
-- Belonging to a region as in the region summary, a voice is a day on which the speaker spoke. Demands never affirm.
with located as (
    select claim_id, region_id from claim_places where role = 'target'
    union
    select standing.claim_id, proposition.region_id
    from claim_propositions as standing
    join propositions as proposition using (proposition_id)
    where proposition.region_id is not null
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
)
select
    located.region_id,
    coalesce(any_value(region.name), located.region_id) as region_name,
    claim.source_id,
    coalesce(min(source.name), claim.source_id) as source_name,
    coalesce(min(source.country), min(claim.source_country)) as source_country,
    count(distinct claim.claim_id) as n_claims,
    count(distinct claim.said_from) as n_voices,
    count(distinct if(sides.affirms, claim.claim_id, null)) as n_affirming,
    count(distinct if(sides.denies, claim.claim_id, null)) as n_denying,
    count(distinct if(sides.concedes, claim.claim_id, null)) as n_conceding,
    min(claim.said_from) as first_said,
    max(claim.said_to) as last_said
from located
join claims as claim using (claim_id)
left join sources as source using (source_id)
left join regions as region using (region_id)
left join sides on sides.claim_id = located.claim_id and sides.region_id = located.region_id
where claim.source_id is not null and claim.stance <> 'narrates'
group by located.region_id, claim.source_id
order by located.region_id, claim.source_id
