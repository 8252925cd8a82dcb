-- A sentence on each region: how many statements about it are well founded, and what the rest wants.
-- Confidence is in who says so, it is no likelihood.
select
    estimate.region_id,
    coalesce(any_value(region.name), estimate.region_id) as region_name,
    count(*) as n_statements,
    count_if(estimate.confidence = 'high')::bigint as n_high,
    count_if(estimate.confidence = 'moderate')::bigint as n_moderate,
    count_if(estimate.confidence = 'low')::bigint as n_low,
    count_if(estimate.basis = 'disputed')::bigint as n_disputed,
    count_if(estimate.basis in ('one_side', 'outlets'))::bigint as n_one_sided,
    coalesce(any_value(region.name), estimate.region_id) || ': of ' || count(*) || ' statements, '
        || count_if(estimate.confidence = 'high') || ' rest on high, '
        || count_if(estimate.confidence = 'moderate') || ' on moderate and '
        || count_if(estimate.confidence = 'low') || ' on low confidence in who says so, '
        || count_if(estimate.basis = 'disputed') || ' are affirmed by one side and denied by another, '
        || count_if(estimate.basis in ('one_side', 'outlets')) || ' rest on one side or on outlets alone.' as sentence
from proposition_estimates as estimate
left join regions as region using (region_id)
group by estimate.region_id
order by estimate.region_id
