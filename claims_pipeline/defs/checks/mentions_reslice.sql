-- Every place mention is the page text at its span.
SELECT page_id, start_char, end_char, surface, substring(page_text, start_char + 1, end_char - start_char) AS at_span
FROM place_mentions LEFT JOIN raw_pages USING (page_id)
WHERE surface IS DISTINCT FROM substring(page_text, start_char + 1, end_char - start_char)
