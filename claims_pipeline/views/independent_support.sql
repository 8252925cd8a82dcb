-- Each side of each proposition, counted by page, outlet, story and voice: only voices are independent.
-- Voices can outnumber the texts that carry them only where one text reports several: then the note says how many.
with voices as (
    select proposition_id, relation, voice_id, min(who) || ', ' || strftime(min(said_to), '%Y-%m-%d') as voice
    from standings
    group by proposition_id, relation, voice_id
),
named_voices as (
    select proposition_id, relation, list_sort(list(voice)) as voices
    from voices
    group by proposition_id, relation
),
fullest_text as (
    select proposition_id, relation, max(n_voices) as n_voices
    from (
        select proposition_id, relation, story_id, count(distinct voice_id) as n_voices
        from standings
        group by proposition_id, relation, story_id
    )
    group by proposition_id, relation
)
select
    standings.proposition_id,
    any_value(proposition.label) as label,
    standings.relation,
    count(distinct standings.claim_id) as n_claims,
    count(distinct standings.page_id) as n_pages,
    count(distinct standings.outlet) as n_outlets,
    count(distinct standings.story_id) as n_stories,
    count(distinct standings.voice_id) as n_voices,
    any_value(named_voices.voices) as voices,
    if(
        count(distinct standings.voice_id) > count(distinct standings.story_id),
        'one text reports ' || any_value(fullest_text.n_voices) || ' voices',
        null
    ) as more_voices_than_stories
from standings
join propositions as proposition using (proposition_id)
join named_voices
    on named_voices.proposition_id = standings.proposition_id and named_voices.relation = standings.relation
join fullest_text
    on fullest_text.proposition_id = standings.proposition_id and fullest_text.relation = standings.relation
group by standings.proposition_id, standings.relation
order by standings.proposition_id, standings.relation
