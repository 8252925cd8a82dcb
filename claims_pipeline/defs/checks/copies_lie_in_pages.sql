-- Every passage that two pages share lies within both pages, one passage of b for each of a.
WITH sides AS (
    SELECT page_id_a, page_id_b, page_id_a AS page_id, unnest(shared_spans_a) AS s FROM copies
    UNION ALL
    SELECT page_id_a, page_id_b, page_id_b, unnest(shared_spans_b) FROM copies
)
SELECT page_id_a, page_id_b, page_id, s.start_char AS start_char, s.end_char AS end_char
FROM sides LEFT JOIN raw_pages USING (page_id)
WHERE page_text IS NULL OR s.start_char >= s.end_char OR s.end_char > length(page_text)
UNION ALL
SELECT page_id_a, page_id_b, NULL, NULL, NULL FROM copies WHERE len(shared_spans_a) != len(shared_spans_b)
