-- The lines of the page on which any span of the claim stands.
WITH spans AS (
    SELECT page_id, unnest(list_concat(source_spans, cue_spans, content_spans)) AS s FROM claims WHERE claim_id = $claim_id
)
SELECT DISTINCT line_no, label, kept, rule, score, start_char, end_char
FROM page_lines JOIN spans USING (page_id)
WHERE s.start_char < end_char AND s.end_char > start_char
ORDER BY line_no
