-- Each source: how much it said, and what became of the statements on which it stands.
-- A statement that it affirmed was denied if another party denied or disputed it, conceded if a side that it hurts
-- affirmed it; a denial was given up if the same party conceded the statement later.
with stands as (
    select distinct
        spoken.source_id,
        standing.proposition_id,
        standing.party,
        case standing.relation when 'affirms' then 'affirms' when 'concedes' then 'concedes' else 'denies' end as side
    from standings as standing
    join claim_speakers as spoken using (claim_id)
    where spoken.source_id is not null and standing.relation <> 'no_comment'
),
judged as (
    select
        stands.source_id,
        stands.proposition_id,
        stands.side,
        bool_or(other.relation in ('denies', 'disputes') and other.party <> stands.party) as is_denied,
        bool_or(other.relation = 'concedes' and other.party <> stands.party) as is_conceded,
        bool_or(other.relation = 'concedes' and other.party = stands.party) as is_given_up
    from stands
    join standings as other using (proposition_id)
    group by stands.source_id, stands.proposition_id, stands.side
),
counted as (
    select
        source_id,
        count_if(side = 'affirms') as n_affirmed,
        count_if(side = 'affirms' and is_denied) as n_affirmed_denied,
        count_if(side = 'affirms' and is_conceded) as n_affirmed_conceded,
        count_if(side = 'denies') as n_denied,
        count_if(side = 'denies' and is_given_up) as n_given_up,
        count_if(side = 'concedes') as n_conceded
    from judged
    group by source_id
),
said as (
    select
        source_id,
        count(*) as n_claims,
        count(distinct page_id) as n_pages,
        count(distinct outlet) as n_outlets,
        count(distinct said_from) as n_voices,
        min(said_from) as first_said,
        max(said_to) as last_said
    from claim_speakers
    where source_id is not null
    group by source_id
),
country_names as (
    select country, min(name) as name from places where level = 'country' group by country
)
select
    source.source_id,
    source.name,
    source.kind,
    source.country,
    country_names.name as country_name,
    source.aliases,
    said.* exclude (source_id),
    counted.* exclude (source_id)
from sources as source
join said using (source_id)
left join counted using (source_id)
left join country_names using (country)
order by said.n_claims desc, source.source_id
