-- The claims whose id begins with $prefix, with their page.
SELECT claims.*, raw_pages.page_text, raw_pages.source_ref, raw_pages.url, articles.title, coalesce(articles.outlet, raw_pages.outlet) AS outlet
FROM claims
JOIN raw_pages USING (page_id)
LEFT JOIN articles USING (page_id)
WHERE starts_with(claim_id, $prefix)
ORDER BY claim_id
LIMIT 5
