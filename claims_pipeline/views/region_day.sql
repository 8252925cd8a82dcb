-- How much was said about each region on each day of speaking (said_from), and on which side.
-- A claim that affirms two statements about the region counts once as affirming. Demands never affirm.
select
    said.region_id,
    coalesce(any_value(region.name), said.region_id) as region_name,
    said.said_from as day,
    count(*) as n_claims,
    count(distinct said.speaker) as n_voices,
    count(*) filter (said.affirms) as n_affirming,
    count(*) filter (said.denies) as n_denying,
    count(*) filter (said.concedes) as n_conceding
from claim_regions as said
left join regions as region using (region_id)
group by said.region_id, said.said_from
order by said.region_id, said.said_from
