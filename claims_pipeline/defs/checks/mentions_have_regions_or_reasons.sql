-- A resolved mention has regions, a rejected one a reason.
SELECT page_id, start_char, surface, status, reject_reason, region_ids
FROM place_mentions
WHERE (status IN ('resolved', 'region_only') AND len(region_ids) = 0 AND place_id IS NULL)
   OR (status = 'rejected' AND reject_reason IS NULL)
