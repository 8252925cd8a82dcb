-- What changed on the way between two pages that share text: who said it, how, how surely, how many, where.
-- Two claims of two copies are the same claim when they are about the same kind of event and share half of their words,
-- or have the same speaker, each claim is matched once, to its nearest.
with pairs as (
    select page_id_a, page_id_b from copies where kind in ('same_text', 'revised', 'wire_copy', 'rewrite')
),
paired_pages as (
    select page_id_a as page_id from pairs
    union
    select page_id_b from pairs
),
targets as (
    select claim_id, string_agg(distinct coalesce(place_id, region_id), ', ' order by coalesce(place_id, region_id)) as place
    from claim_places
    where role = 'target'
    group by claim_id
),
told as (
    select
        claim.claim_id,
        claim.page_id,
        claim.event_type,
        claim.source_id,
        claim.content_text,
        list_distinct(regexp_extract_all(lower(claim.content_text), '[\p{L}\p{N}]{3,}')) as words,
        coalesce(source.name, claim.source_text) as source,
        claim.stance,
        nullif(array_to_string(list_sort(claim.hedges), ', '), '') as hedge,
        nullif(array_to_string(list_sort(list_distinct(regexp_extract_all(claim.content_text, '\d[\d.,]*\d|\d'))), ' / '), '') as number,
        targets.place
    from claims as claim
    join paired_pages using (page_id)
    left join sources as source using (source_id)
    left join targets using (claim_id)
),
candidates as (
    select
        pairs.page_id_a,
        pairs.page_id_b,
        a.claim_id as claim_id_a,
        b.claim_id as claim_id_b,
        len(list_intersect(a.words, b.words))
            / greatest(len(list_distinct(list_concat(a.words, b.words))), 1) as overlap,
        a.source_id = b.source_id as same_source
    from pairs
    join told as a on a.page_id = pairs.page_id_a
    join told as b on b.page_id = pairs.page_id_b and b.event_type is not distinct from a.event_type
),
matched as (
    select page_id_a, page_id_b, claim_id_a, claim_id_b
    from candidates
    where overlap >= 0.5 or (same_source and overlap >= 0.2)
    qualify row_number() over (partition by page_id_b, claim_id_a order by overlap desc, claim_id_b) = 1
        and row_number() over (partition by page_id_a, claim_id_b order by overlap desc, claim_id_a) = 1
),
changes as (
    select matched.*, 'source' as change, a.source as value_a, b.source as value_b, a.content_text as content_a, b.content_text as content_b
    from matched join told as a on a.claim_id = claim_id_a join told as b on b.claim_id = claim_id_b
    union all
    select matched.*, 'stance', a.stance, b.stance, a.content_text, b.content_text
    from matched join told as a on a.claim_id = claim_id_a join told as b on b.claim_id = claim_id_b
    union all
    select matched.*, 'hedge', a.hedge, b.hedge, a.content_text, b.content_text
    from matched join told as a on a.claim_id = claim_id_a join told as b on b.claim_id = claim_id_b
    union all
    select matched.*, 'number', a.number, b.number, a.content_text, b.content_text
    from matched join told as a on a.claim_id = claim_id_a join told as b on b.claim_id = claim_id_b
    union all
    select matched.*, 'place', a.place, b.place, a.content_text, b.content_text
    from matched join told as a on a.claim_id = claim_id_a join told as b on b.claim_id = claim_id_b
)
select claim_id_a, claim_id_b, page_id_a, page_id_b, change, value_a, value_b, content_a, content_b
from changes
where value_a is distinct from value_b
order by claim_id_a, claim_id_b, change
