-- Every source, cue and content of a claim is the page text at its spans, joined by one space.
WITH parts AS (
    SELECT claim_id, page_id, 'source' AS part, source_spans AS spans, source_text AS words FROM claims
    UNION ALL
    SELECT claim_id, page_id, 'cue', cue_spans, cue_text FROM claims
    UNION ALL
    SELECT claim_id, page_id, 'content', content_spans, content_text FROM claims
),
resliced AS (
    SELECT
        claim_id, part, words, spans,
        array_to_string([substring(page_text, s.start_char + 1, s.end_char - s.start_char) FOR s IN spans], ' ') AS at_spans
    FROM parts LEFT JOIN raw_pages USING (page_id)
)
SELECT claim_id, part, words, at_spans, spans
FROM resliced
WHERE coalesce(words, '') IS DISTINCT FROM coalesce(at_spans, '')
