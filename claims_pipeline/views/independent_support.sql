-- Each side of each proposition, counted by page, outlet, story and voice: only voices are independent.
-- Voices can outnumber the texts that carry them, because one text can report several speakers.
with story_of_page as (
    select page_id, min(story_id) as story_id from story_members group by page_id
),
standings as (
    select
        standing.proposition_id,
        standing.relation,
        standing.voice_id,
        claim.claim_id,
        claim.page_id,
        claim.said_to,
        coalesce(article.outlet, page.outlet, claim.page_id) as outlet,
        coalesce(story.story_id, claim.page_id) as story_id,
        case
            when claim.stance = 'narrates' then coalesce(article.outlet, page.outlet, 'unnamed outlet')
            else coalesce(source.name, claim.source_text, claim.source_country, 'unnamed')
        end as who
    from claim_propositions as standing
    join claims as claim using (claim_id)
    left join sources as source using (source_id)
    left join articles as article on article.page_id = claim.page_id
    left join raw_pages as page on page.page_id = claim.page_id
    left join story_of_page as story on story.page_id = claim.page_id
),
voices as (
    select proposition_id, relation, voice_id, min(who) || ', ' || strftime(min(said_to), '%Y-%m-%d') as voice
    from standings
    group by proposition_id, relation, voice_id
),
named_voices as (
    select proposition_id, relation, list_sort(list(voice)) as voices
    from voices
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
    any_value(named_voices.voices) as voices
from standings
join propositions as proposition using (proposition_id)
join named_voices
    on named_voices.proposition_id = standings.proposition_id and named_voices.relation = standings.relation
group by standings.proposition_id, standings.relation
order by standings.proposition_id, standings.relation
