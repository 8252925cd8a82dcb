-- The text of the pages that hold claims about a region.
WITH located AS (
    SELECT claim_id FROM claim_places WHERE region_id = $region AND role = 'target'
    UNION
    SELECT claim_id FROM claim_propositions JOIN propositions USING (proposition_id) WHERE region_id = $region
)
SELECT DISTINCT p.page_id, p.page_text
FROM located
JOIN claims AS c USING (claim_id)
JOIN raw_pages AS p ON p.page_id = c.page_id
