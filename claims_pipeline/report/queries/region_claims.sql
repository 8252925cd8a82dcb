-- Every claim about a region, with its speaker, page, line, story and the propositions it stands on.
WITH located AS (
    SELECT claim_id FROM claim_regions WHERE region_id = $region
),
stands AS (
    SELECT claim_id, list({'proposition_id': proposition_id, 'relation': relation} ORDER BY proposition_id) AS stands_on
    FROM claim_propositions
    WHERE claim_id IN (SELECT claim_id FROM located)
    GROUP BY claim_id
),
memberships AS (
    SELECT page_id, min(story_id) AS story_id, bool_and(role = 'copy') AS is_copy FROM story_members GROUP BY page_id
),
spoken AS (
    SELECT claims.*, content_spans[1].start_char AS content_start FROM located JOIN claims USING (claim_id)
)
SELECT
    c.claim_id, c.page_id, c.said_from, c.said_to, c.stance, c.content_text, c.hedges, c.against_interest,
    if(c.stance = 'narrates', NULL, coalesce(s.name, c.source_text)) AS who, c.source_country AS country,
    c.source_spans, c.cue_spans, c.content_spans, l.line_no,
    coalesce(a.outlet, p.outlet) AS outlet, a.title, p.url, p.source_ref, p.landed_on, m.story_id,
    coalesce(stands.stands_on, []) AS stands_on
FROM spoken AS c
JOIN raw_pages AS p ON p.page_id = c.page_id
LEFT JOIN articles AS a ON a.page_id = c.page_id
LEFT JOIN sources AS s ON s.source_id = c.source_id
LEFT JOIN memberships AS m ON m.page_id = c.page_id
ASOF LEFT JOIN page_lines AS l ON l.page_id = c.page_id AND l.start_char <= c.content_start
LEFT JOIN stands ON stands.claim_id = c.claim_id
ORDER BY c.said_from, coalesce(m.is_copy, false), p.landed_on, p.source_ref, c.content_start, c.claim_id
