-- What the ledger knew on a day: who stood where, from pages that had arrived by then.
create or replace macro known_on(as_of) as table
select
    proposition.region_id,
    proposition.proposition_id,
    proposition.label,
    standing.relation,
    case
        when claim.stance = 'narrates' then coalesce(article.outlet, page.outlet, 'unnamed outlet')
        else coalesce(source.name, claim.source_text, claim.source_country, 'unnamed')
    end as who,
    claim.stance,
    claim.content_text as words,
    claim.said_from as said_on,
    claim.landed_on,
    claim.claim_id
from claims as claim
join claim_propositions as standing using (claim_id)
join propositions as proposition using (proposition_id)
left join raw_pages as page on page.page_id = claim.page_id
left join articles as article on article.page_id = claim.page_id
left join sources as source on source.source_id = claim.source_id
where claim.landed_on <= as_of::date
order by proposition.region_id, proposition.label, claim.said_from, claim.claim_id, proposition.proposition_id
