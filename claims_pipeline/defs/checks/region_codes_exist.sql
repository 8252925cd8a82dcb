-- Every region code is a region of the gazetteer.
SELECT 'place_mentions' AS table_name, page_id AS row_id, region_id
FROM (SELECT page_id, unnest(region_ids) AS region_id FROM place_mentions) ANTI JOIN regions USING (region_id)
UNION ALL
SELECT 'claim_places', claim_id, region_id FROM claim_places ANTI JOIN regions USING (region_id)
UNION ALL
SELECT 'propositions', proposition_id, region_id
FROM propositions ANTI JOIN regions USING (region_id) WHERE region_id IS NOT NULL
