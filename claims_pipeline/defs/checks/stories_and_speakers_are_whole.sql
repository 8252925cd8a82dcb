-- Every story has the pages it counts, and every claim on a proposition a known speaker or none.
SELECT 'stories' AS table_name, story_id AS row_id, n_pages AS said, count(story_members.page_id) AS found
FROM stories LEFT JOIN story_members USING (story_id)
GROUP BY ALL HAVING said != found
UNION ALL
SELECT 'claims', claim_id, NULL, NULL
FROM claims ANTI JOIN sources USING (source_id) WHERE source_id IS NOT NULL
