-- The places of the claim, targets first.
SELECT
    role, claim_places.region_id, claim_places.evidence AS why_this_role,
    coalesce(mention.evidence, 'inherited from the page') AS why_this_place, mention.probability,
    substring(page_text, claim_places.start_char + 1, claim_places.end_char - claim_places.start_char) AS surface,
    coalesce(places.name, regions.name, 'unknown') AS place
FROM claim_places
JOIN claims USING (claim_id)
JOIN raw_pages USING (page_id)
LEFT JOIN place_mentions AS mention ON mention.page_id = claims.page_id
    AND mention.start_char = claim_places.start_char AND mention.end_char = claim_places.end_char
LEFT JOIN places ON places.place_id = claim_places.place_id
LEFT JOIN regions ON regions.region_id = claim_places.region_id
WHERE claim_id = $claim_id
ORDER BY role != 'target', claim_places.start_char, claim_places.region_id
