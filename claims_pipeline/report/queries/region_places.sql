-- The places that claims about each region target, those most spoken of first.
with said as (
    select distinct target.region_id, target.place_id, target.claim_id
    from claim_places as target
    where target.role = 'target' and target.place_id is not null and target.place_id <> target.region_id
)
select
    said.region_id,
    said.place_id,
    coalesce(place.name, said.place_id) as name,
    place.level,
    place.latitude,
    place.longitude,
    place.coordinate_error_km,
    count(*) as n_claims,
    count(distinct (spoken.speaker, spoken.said_from)) as n_voices,
    max(spoken.said_to) as last_said
from said
join claim_speakers as spoken using (claim_id)
left join places as place using (place_id)
group by all
order by said.region_id, n_claims desc, name, said.place_id
