-- How much is claimed about each region by kind of event, by side, and by what the speaker does by saying it.
-- A side is an armed group, else a country, else a source, `none` is the outlet's own voice and speakers without a name.
-- What the pipeline could not read as any kind of event is `unread`. A voice is a speaker on a day of speaking.
select
    said.region_id,
    coalesce(any_value(region.name), said.region_id) as region_name,
    coalesce(said.event_type, 'unread') as event_type,
    if(said.party = said.page_id, 'none', said.party) as side,
    said.stance,
    count(*) as n_claims,
    count(distinct (said.speaker, said.said_from)) as n_voices,
    count(*) filter (said.affirms) as n_affirming,
    count(*) filter (said.denies) as n_denying,
    count(*) filter (said.concedes) as n_conceding
from claim_regions as said
left join regions as region using (region_id)
group by said.region_id, coalesce(said.event_type, 'unread'), if(said.party = said.page_id, 'none', said.party), said.stance
order by said.region_id, 3, 4, said.stance
