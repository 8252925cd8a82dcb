-- What changed on the way between two pages that share text: who said it, how, how surely, how many, where, how strongly.
-- Two claims of two copies are the same claim when their words are equal, or else when they are about the same kind of
-- event and share half of their words, or a fifth if they have the same speaker too, each is matched once, to its nearest.
-- A row tells only what differs. Those that share less than half of their words are compared by verb and hedge alone.
-- A number differs where the words on both sides of it are equal and stand once. A place differs where each names a
-- region, or each a settlement, that the other does not: to say it more finely is no change. A verb differs where each
-- tells the same kind of act with one verb, in another degree.
with drift_word(kind, form, degree) as (
    values {drift_words}
),
pairs as (
    select page_id_a, page_id_b from copies where kind in ('same_text', 'revised', 'wire_copy', 'rewrite')
),
paired_pages as (
    select page_id_a as page_id from pairs
    union
    select page_id_b from pairs
),
told as materialized (
    select
        claim.claim_id,
        claim.page_id,
        claim.event_type,
        claim.source_id,
        claim.stance,
        claim.content_text,
        lower(claim.content_text) as wording,
        row_number() over (
            partition by claim.page_id, lower(claim.content_text)
            order by claim.content_spans[1].start_char, claim.claim_id
        ) as nth
    from claims as claim
    where claim.page_id in (select page_id from paired_pages)
),
-- Both sides of each pair first, so that no plan joins all pages that say the same.
told_a as materialized (select * from pairs join told on told.page_id = pairs.page_id_a),
told_b as materialized (select * from pairs join told on told.page_id = pairs.page_id_b),
repeated as materialized (
    select page_id_a, page_id_b, a.claim_id as claim_id_a, b.claim_id as claim_id_b, 1.0::double as overlap
    from told_a as a
    join told_b as b using (page_id_a, page_id_b, wording, nth)
),
left_a as materialized (
    select told_a.*
    from told_a
    anti join repeated on repeated.claim_id_a = told_a.claim_id and repeated.page_id_b = told_a.page_id_b
),
left_b as materialized (
    select told_b.*
    from told_b
    anti join repeated on repeated.claim_id_b = told_b.claim_id and repeated.page_id_a = told_b.page_id_a
),
worded as materialized (
    select
        *,
        regexp_extract_all(wording, '\p{N}+(?:[.,]\p{N}+)*|\p{L}+') as tokens,
        list_distinct(regexp_extract_all(wording, '[\p{L}\p{N}]{3,}')) as words
    from told
    where claim_id in (select claim_id from left_a union select claim_id from left_b)
),
worded_a as materialized (
    select left_a.page_id_a, left_a.page_id_b, worded.* from left_a join worded using (claim_id)
),
worded_b as materialized (
    select left_b.page_id_a, left_b.page_id_b, worded.* from left_b join worded using (claim_id)
),
candidates as (
    select
        a.page_id_a,
        a.page_id_b,
        a.claim_id as claim_id_a,
        b.claim_id as claim_id_b,
        len(list_intersect(a.words, b.words)) as n_shared,
        n_shared / greatest(len(a.words) + len(b.words) - n_shared, 1) as overlap,
        a.source_id = b.source_id as same_source
    from worded_a as a
    join worded_b as b
        on b.page_id_a = a.page_id_a and b.page_id_b = a.page_id_b and b.event_type is not distinct from a.event_type
),
reworded as (
    select page_id_a, page_id_b, claim_id_a, claim_id_b, overlap
    from candidates
    where overlap >= 0.5 or (same_source and overlap >= 0.2)
    qualify row_number() over (partition by page_id_b, claim_id_a order by overlap desc, claim_id_b) = 1
        and row_number() over (partition by page_id_a, claim_id_b order by overlap desc, claim_id_a) = 1
),
matched as materialized (
    select * from repeated
    union all
    select * from reworded
),
aligned as (
    select * from matched where overlap >= 0.5
),
speakers as (
    select claim.claim_id, coalesce(source.name, claim.source_text) as who
    from claims as claim
    left join sources as source using (source_id)
),
hedged as materialized (
    -- The words that weaken a claim, those of its cue included: "a video appearing to show".
    select
        claim.claim_id,
        list_distinct(claim.hedges || coalesce(list(word.form) filter (word.form is not null), [])) as hedges
    from claims as claim
    left join drift_word as word
        on word.kind = 'hedge' and contains(' ' || lower(claim.cue_text) || ' ', ' ' || word.form || ' ')
    where claim.claim_id in (select claim_id from told)
    group by claim.claim_id, claim.hedges
),
numbered as materialized (
    select claim_id, spot, tokens[spot] as number, coalesce(tokens[spot - 1], '') || ' … ' || coalesce(tokens[spot + 1], '') as beside
    from (select claim_id, tokens, unnest(range(1, len(tokens) + 1)) as spot from worded)
    where regexp_matches(tokens[spot], '^\p{N}')
    qualify count(*) over (partition by claim_id, beside) = 1
),
said_acts as materialized (
    select worded.claim_id, word.kind, word.form, word.degree
    from worded
    join drift_word as word
        on word.kind <> 'hedge' and contains(' ' || array_to_string(worded.tokens, ' ') || ' ', ' ' || word.form || ' ')
),
acts as materialized (
    -- The one verb of its kind, a form inside a longer one aside ("reached" in "never reached").
    select claim_id, kind, any_value(form) as form, any_value(degree) as degree
    from said_acts
    where not exists (
        select 1
        from said_acts as longer
        where longer.claim_id = said_acts.claim_id
            and longer.kind = said_acts.kind
            and longer.form <> said_acts.form
            and contains(longer.form, said_acts.form)
    )
    group by claim_id, kind
    having count(*) = 1
),
located as (
    select
        target.claim_id,
        list_distinct(list(target.region_id)) as regions,
        list_distinct(list(target.place_id) filter (target.place_id <> target.region_id)) as settlements
    from claim_places as target
    where target.role = 'target' and target.claim_id in (select claim_id from told)
    group by target.claim_id
),
place_pairs as (
    select
        aligned.*,
        list_filter(a.regions, lambda id: not list_contains(b.regions, id)) as regions_a,
        list_filter(b.regions, lambda id: not list_contains(a.regions, id)) as regions_b,
        list_filter(a.settlements, lambda id: not list_contains(b.settlements, id)) as settlements_a,
        list_filter(b.settlements, lambda id: not list_contains(a.settlements, id)) as settlements_b
    from aligned
    join located as a on a.claim_id = claim_id_a
    join located as b on b.claim_id = claim_id_b
),
moved as (
    select
        * exclude (regions_a, regions_b, settlements_a, settlements_b),
        if(len(settlements_a) > 0 and len(settlements_b) > 0, settlements_a, regions_a) as ids_a,
        if(len(settlements_a) > 0 and len(settlements_b) > 0, settlements_b, regions_b) as ids_b
    from place_pairs
    where (len(settlements_a) > 0 and len(settlements_b) > 0) or (len(regions_a) > 0 and len(regions_b) > 0)
),
moved_ids as materialized (
    select claim_id_a, claim_id_b, 'a' as side, unnest(ids_a) as where_id from moved
    union all
    select claim_id_a, claim_id_b, 'b', unnest(ids_b) from moved
),
place_words as materialized (
    select where_id, coalesce(min(place.name), min(region.name), where_id) as name
    from (select distinct where_id from moved_ids)
    left join places as place on place.place_id = where_id
    left join regions as region on region.region_id = where_id
    group by where_id
),
-- What one side says first, so that no plan joins all claims that use one verb, or put a number between the same words.
numbered_a as materialized (
    select aligned.claim_id_a, aligned.claim_id_b, a.spot, a.number, a.beside
    from aligned
    join numbered as a on a.claim_id = claim_id_a
),
acts_a as materialized (
    select matched.claim_id_a, matched.claim_id_b, a.kind, a.form, a.degree
    from matched
    join acts as a on a.claim_id = claim_id_a
),
changes as (
    select claim_id_a, claim_id_b, 'source' as change, a.who as value_a, b.who as value_b
    from aligned join speakers as a on a.claim_id = claim_id_a join speakers as b on b.claim_id = claim_id_b
    union all
    select claim_id_a, claim_id_b, 'stance', a.stance, b.stance
    from aligned join told as a on a.claim_id = claim_id_a join told as b on b.claim_id = claim_id_b
    union all
    select
        claim_id_a,
        claim_id_b,
        'hedge',
        array_to_string(list_sort(list_filter(a.hedges, lambda word: not list_contains(b.hedges, word))), ', '),
        array_to_string(list_sort(list_filter(b.hedges, lambda word: not list_contains(a.hedges, word))), ', ')
    from matched join hedged as a on a.claim_id = claim_id_a join hedged as b on b.claim_id = claim_id_b
    union all
    select
        claim_id_a, claim_id_b, 'number', string_agg(a.number, ', ' order by a.spot), string_agg(b.number, ', ' order by a.spot)
    from numbered_a as a
    join numbered as b on b.claim_id = claim_id_b and b.beside = a.beside and b.number <> a.number
    group by claim_id_a, claim_id_b
    union all
    select
        claim_id_a,
        claim_id_b,
        'place',
        string_agg(word.name, ', ' order by word.name) filter (side = 'a'),
        string_agg(word.name, ', ' order by word.name) filter (side = 'b')
    from moved_ids join place_words as word using (where_id)
    group by claim_id_a, claim_id_b
    union all
    select
        claim_id_a, claim_id_b, 'verb', string_agg(a.form, ', ' order by a.kind), string_agg(b.form, ', ' order by a.kind)
    from acts_a as a
    join acts as b on b.claim_id = claim_id_b and b.kind = a.kind and b.degree <> a.degree
    group by claim_id_a, claim_id_b
)
select
    changes.claim_id_a,
    changes.claim_id_b,
    a.page_id as page_id_a,
    b.page_id as page_id_b,
    changes.change,
    nullif(changes.value_a, '') as value_a,
    nullif(changes.value_b, '') as value_b,
    a.content_text as content_a,
    b.content_text as content_b
from changes
join told as a on a.claim_id = changes.claim_id_a
join told as b on b.claim_id = changes.claim_id_b
where changes.value_a is distinct from changes.value_b
order by changes.claim_id_a, changes.claim_id_b, changes.change
