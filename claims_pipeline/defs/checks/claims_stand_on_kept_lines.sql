-- No claim takes any of its content from a dropped line.
SELECT claim_id, page_id, line_no, label, rule, s.start_char, s.end_char
FROM (SELECT claim_id, page_id, unnest(content_spans) AS s FROM claims) AS content
JOIN page_lines USING (page_id)
WHERE NOT kept
  AND page_lines.start_char < page_lines.end_char
  AND s.start_char < page_lines.end_char AND s.end_char > page_lines.start_char
