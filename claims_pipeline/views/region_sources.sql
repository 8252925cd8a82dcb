-- Who speaks about each region, how often, and on which side.
-- A voice is a day on which the speaker spoke. Demands never affirm.
select
    said.region_id,
    coalesce(any_value(region.name), said.region_id) as region_name,
    said.source_id,
    coalesce(min(source.name), said.source_id) as source_name,
    coalesce(min(source.country), min(said.source_country)) as source_country,
    count(*) as n_claims,
    count(distinct said.said_from) as n_voices,
    count(*) filter (said.affirms) as n_affirming,
    count(*) filter (said.denies) as n_denying,
    count(*) filter (said.concedes) as n_conceding,
    min(said.said_from) as first_said,
    max(said.said_to) as last_said
from claim_regions as said
left join sources as source using (source_id)
left join regions as region using (region_id)
where said.source_id is not null
group by said.region_id, said.source_id
order by said.region_id, said.source_id
