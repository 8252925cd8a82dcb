-- Every accepted page has exactly one article, and a rejected page none: no page vanishes on the way.
SELECT raw_pages.page_id, raw_pages.status, count(articles.page_id) AS n_articles
FROM raw_pages LEFT JOIN articles USING (page_id)
GROUP BY ALL
HAVING n_articles != CASE raw_pages.status WHEN 'accepted' THEN 1 ELSE 0 END
