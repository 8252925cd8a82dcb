-- Whether a quiet day is quiet, or a source broke: what arrived, what could be read, what came of it, and what of that is
-- odd beside the days before. Odd is what lies many robust deviations (1.4826 median absolute deviations, or what chance
-- alone does to so few) from the median of the last 28 days with pages: 4 are a warning, 8 an error. One odd day among
-- them moves neither. Fewer than five days before tell nothing.
with story_of_page as (
    select page_id, min(story_id) as story_id from story_members group by page_id
),
page as (
    select
        raw_pages.landed_on,
        raw_pages.page_id,
        raw_pages.status,
        coalesce(articles.n_words, 0) as n_words,
        coalesce(articles.outlet, raw_pages.outlet) as outlet,
        story_of_page.story_id
    from raw_pages
    left join articles using (page_id)
    left join story_of_page using (page_id)
),
arrived as (
    select
        landed_on,
        count(*) as n_pages,
        count_if(status = 'rejected') as n_rejected,
        count_if(status = 'accepted' and n_words = 0) as n_empty_articles,
        count(distinct coalesce(outlet, page_id)) as n_outlets,
        count(distinct story_id) as n_stories,
        count(story_id) as n_in_stories
    from page
    group by landed_on
),
said as (
    select
        claim.landed_on,
        count(*) as n_claims,
        count_if(target.claim_id is null) as n_unplaced_claims
    from claims as claim
    left join (select distinct claim_id from claim_places where role = 'target') as target using (claim_id)
    group by claim.landed_on
),
lines as (
    select
        landed_on,
        sum(end_char - start_char) filter (not kept) as dropped_chars,
        sum(end_char - start_char) as all_chars
    from page_lines
    group by landed_on
),
figures as (
    select
        arrived.landed_on,
        arrived.n_pages,
        arrived.n_rejected,
        arrived.n_empty_articles,
        arrived.n_outlets,
        arrived.n_stories,
        arrived.n_in_stories,
        arrived.n_pages - arrived.n_rejected as n_read,
        coalesce(said.n_claims, 0) as n_claims,
        coalesce(said.n_unplaced_claims, 0) as n_unplaced_claims,
        coalesce(lines.dropped_chars, 0) / nullif(lines.all_chars, 0) as share_dropped
    from arrived
    left join said using (landed_on)
    left join lines using (landed_on)
),
-- How far a figure may lie from its median by chance: that of a share of so many, or of a count.
measured as (
    select
        landed_on,
        unnest([
            {'measure': 'pages', 'value': n_pages::double, 'among': 0::double, 'side': 0},
            {'measure': 'rejected', 'value': n_rejected / n_pages, 'among': n_pages::double, 'side': 1},
            {'measure': 'boilerplate', 'value': share_dropped, 'among': n_read::double, 'side': 0},
            {'measure': 'claims_per_page', 'value': n_claims / nullif(n_read, 0), 'among': -n_read::double, 'side': 0},
            {'measure': 'unplaced', 'value': n_unplaced_claims / nullif(n_claims, 0), 'among': n_claims::double, 'side': 1},
            {'measure': 'copies', 'value': 1 - n_stories / nullif(n_in_stories, 0), 'among': n_in_stories::double, 'side': 1}
        ], recursive := true)
    from figures
),
compared as (
    select
        *,
        median(value) over before as usual,
        count(value) over before as n_before,
        1.4826 * mad(value) over before as spread
    from measured
    window before as (partition by measure order by landed_on rows between 28 preceding and 1 preceding)
),
deviating as (
    select
        *,
        (value - usual) / greatest(
            spread,
            case
                when measure = 'pages' then greatest(sqrt(usual), 0.1 * usual, 0.5)
                when among < 0 then greatest(sqrt(usual / -among), 0.1 * usual, 0.05)
                else greatest(sqrt((usual * among + 1) * ((1 - usual) * among + 1)) / (among + 2) / sqrt(among + 2), 0.0125)
            end
        ) as deviations
    from compared
    where value is not null and n_before >= 5
),
-- A source is silent when it has been away for longer than ever in its last 28 days with pages, and far longer than usual.
outlet_day as (
    select distinct outlet, landed_on from page where outlet is not null
),
away as (
    select
        outlet,
        landed_on,
        landed_on - lag(landed_on) over (partition by outlet order by landed_on) as gap,
        row_number() over (partition by outlet order by landed_on desc) as n_back
    from outlet_day
),
last_seen as (
    select
        outlet,
        max(landed_on) as last_on,
        max((select max(landed_on) from outlet_day)) - max(landed_on) as n_away,
        median(gap) as usual,
        max(gap) as longest,
        greatest(1.4826 * mad(gap), 0.5) as spread,
        count(gap) as n_before
    from away
    where n_back <= 28
    group by outlet
),
odd as (
    select landed_on, measure, 'all pages' as subject, value, usual, deviations
    from deviating
    where abs(deviations) >= 4 and (side = 0 or deviations > 0)
    union all
    select last_on + n_away::integer, 'silent', outlet, n_away, usual, (n_away - usual) / spread
    from last_seen
    where n_before >= 4 and n_away > longest and (n_away - usual) / spread >= 4 and n_away <= 60
),
told as (
    select
        landed_on,
        measure,
        subject,
        round(value, 6) as value,
        round(usual, 6) as usual,
        round(deviations, 1) as deviations,
        if(abs(deviations) >= 8, 'error', 'warning') as severity,
        case measure
            when 'pages' then if(
                deviations < 0,
                format('{:d} pages landed, usually {:.0f}: look at what fetches them.', value::bigint, usual),
                format('{:d} pages landed, usually {:.0f}: see whether a source sends its archive.', value::bigint, usual)
            )
            when 'rejected' then format(
                '{:.0f} % of the pages could not be read, usually {:.0f} %: look at raw_pages.reason.', 100 * value, 100 * usual
            )
            when 'boilerplate' then format(
                '{:.0f} % of the text was dropped as furniture, usually {:.0f} %: see whether an outlet has a new layout, in page_lines.rule.',
                100 * value, 100 * usual
            )
            when 'claims_per_page' then format(
                '{:.1f} claims a page, usually {:.1f}: look at articles.text of the day, and at its language.', value, usual
            )
            when 'unplaced' then format(
                '{:.0f} % of the claims are about no region, usually {:.0f} %: look at place_mentions.reject_reason.',
                100 * value, 100 * usual
            )
            when 'copies' then format(
                '{:.0f} % of the pages carry a text that another has too, usually {:.0f} %: see whether a source was fetched twice, in story_members.',
                100 * value, 100 * usual
            )
            else format(
                '{} has been silent for {:d} days, usually {:.0f} lie between its pages: look at its source.',
                subject, value::bigint, usual
            )
        end as sentence
    from odd
),
alarms as (
    select
        landed_on,
        list(
            {'measure': measure, 'subject': subject, 'value': value, 'usual': usual, 'deviations': deviations, 'severity': severity, 'sentence': sentence}
            order by severity, measure, subject
        ) as alarms,
        string_agg(sentence, ' ' order by severity, measure, subject) as sentence
    from told
    group by landed_on
)
select
    figures.landed_on,
    figures.n_pages,
    figures.n_rejected::bigint as n_rejected,
    figures.n_empty_articles::bigint as n_empty_articles,
    figures.n_outlets,
    figures.n_stories,
    figures.n_claims,
    figures.n_unplaced_claims::bigint as n_unplaced_claims,
    round(figures.share_dropped, 6) as share_dropped,
    coalesce(alarms.alarms, []) as alarms,
    coalesce(alarms.sentence, 'As usual.') as sentence
from figures
left join alarms using (landed_on)
order by figures.landed_on
