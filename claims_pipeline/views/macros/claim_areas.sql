-- Each claim in every area that holds what it is about: settlement, municipality, district, region, country; and in a
-- part of a country that is several regions, where it names that part.
-- A claim is about the places that its content targets, and about those of the propositions it stands on. One that
-- names a region alone is in none of its districts; a place of which the gazetteer knows no district is in its region.
create or replace macro claim_areas() as table
with recursive told as (
    select claim_id, place_id, region_id from claim_places where role = 'target'
    union
    select standing.claim_id, proposition.place_id, proposition.region_id
    from claim_propositions as standing
    join propositions as proposition using (proposition_id)
    where proposition.region_id is not null
),
spots as (
    select distinct
        told.claim_id,
        unnest(if(place.region_id = told.region_id, [told.place_id], [told.place_id, told.region_id])) as place_id
    from told
    left join places as place using (place_id)
),
above(place_id, area_id) as (
    select distinct place_id, place_id from spots where place_id is not null
    union
    select above.place_id, area.parent_id
    from above
    join places as area on area.place_id = above.area_id
    where area.parent_id is not null
)
select spots.claim_id, spots.place_id, above.area_id
from spots
join above using (place_id)
order by spots.claim_id, spots.place_id, above.area_id
