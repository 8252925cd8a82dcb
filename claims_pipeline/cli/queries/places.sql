-- The places of the claim, targets first.
SELECT
    role, claim_places.region_id, claim_places.evidence,
    substring(page_text, start_char + 1, end_char - start_char) AS surface,
    coalesce(places.name, regions.name, 'unknown') AS place
FROM claim_places
JOIN claims USING (claim_id)
JOIN raw_pages USING (page_id)
LEFT JOIN places USING (place_id)
LEFT JOIN regions ON regions.region_id = claim_places.region_id
WHERE claim_id = $claim_id
ORDER BY role != 'target', start_char, claim_places.region_id
