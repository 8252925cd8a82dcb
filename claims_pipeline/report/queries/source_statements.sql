-- The disputed or conceded statements on which each source stands, and where.
select distinct
    spoken.source_id,
    dispute.region_id,
    dispute.region_name,
    dispute.proposition_id,
    dispute.label,
    dispute.state::varchar as state,
    case standing.relation when 'affirms' then 'affirms' when 'concedes' then 'concedes' else 'denies' end as side,
    min(standing.said_to) over (partition by spoken.source_id, dispute.proposition_id, side) as first_said
from standings as standing
join claim_speakers as spoken using (claim_id)
join region_disputes as dispute using (proposition_id)
where spoken.source_id is not null and standing.relation <> 'no_comment'
order by spoken.source_id, first_said desc, dispute.region_id, dispute.proposition_id, side
