-- Every claim on a proposition of this claim, by side, in the order of speaking.
SELECT
    proposition_id, propositions.label, claim_id, relation, claim_propositions.evidence, voice_id,
    said_from, coalesce(sources.name, source_text, 'the outlet') AS speaker,
    coalesce(articles.outlet, 'unknown outlet') AS outlet,
    content_text AS content, source_ref,
    count(*) OVER (PARTITION BY proposition_id, voice_id) AS n_of_voice
FROM claim_propositions
JOIN propositions USING (proposition_id)
JOIN claims USING (claim_id)
LEFT JOIN sources USING (source_id)
LEFT JOIN articles ON articles.page_id = claims.page_id
JOIN raw_pages ON raw_pages.page_id = claims.page_id
WHERE proposition_id IN (SELECT proposition_id FROM claim_propositions WHERE claim_id = $claim_id)
ORDER BY proposition_id, relation, said_from, claim_id
