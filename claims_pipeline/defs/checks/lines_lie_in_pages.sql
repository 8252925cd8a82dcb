-- Every line lies within its page, starts after the line before it ends, and has a rule that decided.
WITH placed AS (
    SELECT *, lag(end_char, 1, 0) OVER (PARTITION BY page_id ORDER BY line_no) AS previous_end FROM page_lines
)
SELECT page_id, line_no, start_char, end_char, previous_end, label, rule, length(page_text) AS page_chars
FROM placed LEFT JOIN raw_pages USING (page_id)
WHERE start_char > end_char OR start_char < previous_end OR end_char > length(page_text)
   OR page_text IS NULL OR coalesce(rule, '') = ''
