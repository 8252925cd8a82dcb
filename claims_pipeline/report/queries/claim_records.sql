-- All that a claim's page shows, a JSON object a claim: its row, its page, the lines around it, places, statements, copies.
with extent as (
    select
        claim_id,
        page_id,
        list_min([span.start_char for span in content_spans || source_spans || cue_spans]) as first_char,
        list_max([span.end_char for span in content_spans || source_spans || cue_spans]) as last_char
    from claims
),
stands_at as (
    select
        extent.claim_id,
        min(line.line_no) as first_line,
        max(line.line_no) as last_line
    from extent
    join page_lines as line
        on line.page_id = extent.page_id and line.start_char < extent.last_char and line.end_char > extent.first_char
    group by extent.claim_id
),
lines as (
    select
        stands_at.claim_id,
        list(
            {
                'no': line.line_no,
                'label': line.label,
                'kept': line.kept,
                'rule': line.rule,
                'start': line.start_char,
                'text': page.page_text[line.start_char + 1 : least(line.end_char, line.start_char + $line_chars)]
            }
            order by line.line_no
        ) as lines
    from stands_at
    join extent using (claim_id)
    join page_lines as line
        on line.page_id = extent.page_id
        and line.line_no between stands_at.first_line - $lines_around and stands_at.last_line + $lines_around
    join raw_pages as page on page.page_id = extent.page_id
    where line.line_no < stands_at.first_line + $most_lines
    group by stands_at.claim_id
),
where_to as (
    select
        target.claim_id,
        list(
            {
                'role': target.role,
                'region': target.region_id,
                'region_name': region.name,
                'place': place.name,
                'evidence': target.evidence
            }
            order by target.role <> 'target', target.start_char, target.region_id
        )[:$most_listed] as places
    from claim_places as target
    left join regions as region on region.region_id = target.region_id
    left join places as place on place.place_id = target.place_id
    group by target.claim_id
),
supported as (
    select
        proposition_id,
        sum(n_voices) filter (relation = 'affirms') as affirm,
        sum(n_voices) filter (relation in ('denies', 'disputes')) as deny,
        sum(n_voices) filter (relation = 'concedes') as concede
    from independent_support
    group by proposition_id
),
statements as (
    select
        stand.claim_id,
        list(
            {
                'id': stand.proposition_id,
                'label': proposition.label,
                'relation': stand.relation,
                'region': proposition.region_id,
                'evidence': stand.evidence,
                'affirm': coalesce(supported.affirm, 0)::bigint,
                'deny': coalesce(supported.deny, 0)::bigint,
                'concede': coalesce(supported.concede, 0)::bigint
            }
            order by stand.proposition_id
        )[:$most_listed] as statements
    from claim_propositions as stand
    join propositions as proposition using (proposition_id)
    left join supported using (proposition_id)
    group by stand.claim_id
),
drift as (
    select claim_id_a as claim_id, claim_id_b as other_id, change, value_a as here, value_b as there from copy_drift
    union all
    select claim_id_b, claim_id_a, change, value_b, value_a from copy_drift
),
copied_pages as (
    select page_id, story_id from story_members where story_id in (select story_id from stories where n_pages > 1)
),
same_words as (
    select claim.claim_id, other.claim_id as other_id
    from claims as claim
    join copied_pages as here on here.page_id = claim.page_id
    join copied_pages as there on there.story_id = here.story_id and there.page_id <> here.page_id
    join claims as other on other.page_id = there.page_id and lower(other.content_text) = lower(claim.content_text)
),
paired as (
    select distinct claim_id, other_id from (select claim_id, other_id from drift union all from same_words)
),
copies as (
    select
        paired.claim_id,
        list(
            {
                'claim_id': paired.other_id,
                'outlet': coalesce(article.outlet, page.outlet, page.source_ref),
                'landed_on': page.landed_on,
                'words': other.content_text[:$line_chars],
                'changes': coalesce(drifted.changes, [])
            }
            order by page.landed_on, page.source_ref, paired.other_id
        )[:$most_listed] as copies
    from paired
    join claims as other on other.claim_id = paired.other_id
    join raw_pages as page on page.page_id = other.page_id
    left join articles as article on article.page_id = other.page_id
    left join (
        select claim_id, other_id, list({'change': change, 'here': here, 'there': there} order by change) as changes
        from drift
        group by claim_id, other_id
    ) as drifted on drifted.claim_id = paired.claim_id and drifted.other_id = paired.other_id
    group by paired.claim_id
)
select
    claim.claim_id,
    to_json({
        'claim': claim,
        'who': spoken.who,
        'source': spoken.source_id,
        'page': {
            'title': article.title,
            'outlet': coalesce(article.outlet, page.outlet),
            'agency': article.agency,
            'published_from': article.published_from,
            'published_to': article.published_to,
            'file': page.source_ref,
            'url': page.url,
            'sha256': page.content_sha256
        },
        'link': links.link,
        'lines': coalesce(lines.lines, []),
        'places': coalesce(where_to.places, []),
        'statements': coalesce(statements.statements, []),
        'copies': coalesce(copies.copies, [])
    })::varchar as record
from claims as claim
join claim_speakers as spoken using (claim_id)
join raw_pages as page on page.page_id = claim.page_id
left join articles as article on article.page_id = claim.page_id
left join claim_links as links on links.claim_id = claim.claim_id
left join lines on lines.claim_id = claim.claim_id
left join where_to on where_to.claim_id = claim.claim_id
left join statements on statements.claim_id = claim.claim_id
left join copies on copies.claim_id = claim.claim_id
order by claim.claim_id
