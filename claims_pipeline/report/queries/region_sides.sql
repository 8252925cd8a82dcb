-- How much each side said about each region on each day of speaking: the rows of a region's timeline.
-- A side is an armed group, else a country, else a source; outlets in their own voice and the unnamed are one side.
with country_names as (
    select country, min(name) as name from places where level = 'country' group by country
)
select
    said.region_id,
    if(said.party = said.page_id, null, said.party) as side,
    any_value(coalesce(country_names.name, source.name, if(said.party = said.page_id, 'Outlets and unnamed speakers', said.party))) as name,
    said.said_from as day,
    count(*) as n_claims,
    count_if(said.affirms and not said.concedes)::bigint as n_affirming,
    count_if(said.denies)::bigint as n_denying,
    count_if(said.concedes)::bigint as n_conceding
from claim_regions as said
left join country_names on country_names.country = said.party
left join sources as source on source.source_id = said.party
group by said.region_id, if(said.party = said.page_id, null, said.party), said.said_from
order by said.region_id, side nulls last, day
