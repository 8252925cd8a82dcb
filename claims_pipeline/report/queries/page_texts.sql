-- The text of the pages that hold claims about a region.
SELECT DISTINCT p.page_id, p.page_text
FROM claim_regions AS c
JOIN raw_pages AS p ON p.page_id = c.page_id
WHERE c.region_id = $region
