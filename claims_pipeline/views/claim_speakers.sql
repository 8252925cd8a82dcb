-- Who speaks in each claim, for what it counts, and in which outlet and story.
-- "Who" is for reading: the outlet in its own voice, else the name of the source, else its words or its country.
-- A speaker is for counting voices: the source, else its country. The outlet's own voice and unnamed speakers count by
-- story, so that copying adds none.
-- A party is for telling a dispute from a change of mind: a country, else the source, else the page. An armed group is a
-- party of its own, not its country.
with story_of_page as (
    select page_id, min(story_id) as story_id from story_members group by page_id
)
select
    claim.claim_id,
    claim.page_id,
    claim.landed_on,
    coalesce(story.story_id, claim.page_id) as story_id,
    coalesce(article.outlet, page.outlet, claim.page_id) as outlet,
    case
        when claim.stance = 'narrates' then coalesce(article.outlet, page.outlet, 'unnamed outlet')
        else coalesce(source.name, claim.source_text, claim.source_country, 'unnamed')
    end as who,
    if(claim.stance = 'narrates', null, claim.source_id) as source_id,
    claim.source_country,
    coalesce(
        if(claim.stance = 'narrates', null, coalesce(claim.source_id, claim.source_country)),
        story.story_id,
        claim.page_id
    ) as speaker,
    coalesce(if(source.kind = 'armed_group', claim.source_id, claim.source_country), claim.source_id, claim.page_id) as party,
    claim.event_type,
    claim.stance,
    claim.said_from,
    claim.said_to
from claims as claim
left join sources as source using (source_id)
left join articles as article on article.page_id = claim.page_id
left join raw_pages as page on page.page_id = claim.page_id
left join story_of_page as story on story.page_id = claim.page_id
order by claim.claim_id
