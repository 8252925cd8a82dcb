-- A ledger of so many claims over a year: ten claims a page, each with a place and a proposition, words that differ.
insert into raw_pages by name
select
    left(md5('page' || n), 16) as page_id, date '2025-01-01' + (n * 365 // $n_pages)::integer as landed_on,
    n || '.txt' as source_ref, sha256(n::varchar) as content_sha256, 600 as n_bytes,
    'https://outlet-' || n % 200 || '.example/' || n as url, 'Outlet ' || n % 200 as outlet,
    'text/plain' as media_type, 'utf-8' as encoding, 'accepted' as status,
    concat_ws(' ', md5(n || 'a'), md5(n || 'b'), md5(n || 'c'), md5(n || 'd'), repeat('words of a page ', 30)) as page_text
from range($n_pages) as pages(n);

insert into articles by name
select
    page_id, landed_on, 'Headline ' || source_ref as title, outlet, landed_on as published_from,
    landed_on as published_to, 'landed_on' as published_basis, 'en' as language, left(page_text, 300) as text, 60 as n_words
from raw_pages;

insert into page_lines by name
select page_id, landed_on, 1 as line_no, 0 as start_char, 600 as end_char, 'body' as label, true as kept, 'made' as rule
from raw_pages;

insert into regions select 'UA-' || lpad(n::varchar, 2, '0'), 'UA', 'Region ' || n from range(27) as regions(n);
insert into sources by name
select 'source-' || n as source_id, 'Source ' || n as name, 'official' as kind, 'UA' as country, ['S' || n] as aliases
from range(500) as sources(n);

insert into stories by name
select page_id as story_id, page_id as canonical_page_id, 1 as n_pages, 1 as n_outlets from raw_pages;
insert into story_members by name select page_id, page_id as story_id, 'canonical' as role from raw_pages;

insert into claims by name
select
    left(md5('claim' || n), 16) as claim_id, left(md5('page' || n // 10), 16) as page_id,
    date '2025-01-01' + (n // 10 * 365 // $n_pages)::integer as landed_on, 'body' as zone,
    [{start_char: n % 300, end_char: n % 300 + 9}] as source_spans,
    [{start_char: n % 300 + 10, end_char: n % 300 + 14}] as cue_spans,
    [{start_char: n % 300 + 20, end_char: n % 300 + 90}] as content_spans,
    'Source ' || n % 500 as source_text, 'said' as cue_text, md5('content' || n) || ' of region' as content_text,
    'source-' || n % 500 as source_id, if(n % 2 = 0, 'UA', 'RU') as source_country,
    ['says', 'claims', 'denies', 'narrates'][n % 4 + 1] as stance, 'positive' as polarity, 'indirect' as directness,
    []::varchar[] as hedges, 'attack.drone' as event_type, 'RU' as actor_country, landed_on as said_from,
    landed_on as said_to, false as against_interest, 0.5 + n % 50 / 100 as confidence, 'made' as evidence,
    'made-1' as extractor_version
from range($n_claims) as claims(n);

insert into sources_seen by name
select distinct landed_on, source_id, source_text as alias, source_text as name, 'official' as kind from claims;

insert into claim_places by name
select
    claim_id, landed_on, 1 as start_char, 9 as end_char, 'UA-' || lpad((hash(claim_id) % 27)::varchar, 2, '0') as region_id,
    'target' as role, 'made' as evidence
from claims;

insert into propositions by name
select
    left(md5('proposition' || n), 16) as proposition_id, left(md5('event' || n), 16) as event_id,
    left(md5('scene' || n % 27), 16) as scene_id, 'attack.drone' as event_type, 'RU' as actor_country,
    'UA-' || lpad((n % 27)::varchar, 2, '0') as region_id, date '2025-01-01' as day_from, date '2025-12-31' as day_to,
    'Proposition ' || n as label
from range($n_pages) as propositions(n);

insert into claim_propositions by name
select
    claim_id, left(md5('proposition' || hash(claim_id) % $n_pages), 16) as proposition_id,
    if(stance = 'denies', 'denies', 'affirms') as relation, left(md5(source_id || page_id), 16) as voice_id,
    'made' as evidence
from claims;
