-- How each source speaks: claims by stance.
select source_id, stance::varchar as stance, count(*) as n_claims
from claim_speakers
where source_id is not null
group by source_id, stance
order by source_id, n_claims desc, stance
