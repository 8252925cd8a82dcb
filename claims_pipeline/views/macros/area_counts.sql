-- How many claims there are about each area of one level: settlement, municipality, district, region, macro_region or
-- country. A claim counts once in each area that holds a place of it: what a district counts, its region counts too.
create or replace macro area_counts(of_level) as table
select
    area.place_id as area_id,
    area.name,
    area.region_id,
    count(distinct inside.claim_id) as n_claims,
    count(distinct said.page_id) as n_pages,
    count(distinct said.speaker) as n_speakers,
    min(said.said_from) as first_said,
    max(said.said_to) as last_said
from claim_areas() as inside
join places as area on area.place_id = inside.area_id
join claim_speakers as said using (claim_id)
where area.level = of_level
group by all
order by n_claims desc, area_id
