-- The clock of each conceded proposition: first claimed, first denied, first conceded, by whom, days between.
-- What was conceded before anybody claimed or denied it has no days between.
-- A first day is the first by which it had certainly been said (said_to): "in June" counts from 30 June.
-- Who denies an advance into a region denies that it was entered. The ledger keeps the two apart, so that a dispute over
-- one is not counted as one over the other, the clock does not, because that denial is what the concession takes back.
with scope(conceded_type, denied_type) as (
    values
        ('territorial.entered', 'territorial.advanced'),
        ('territorial.entered', 'territorial.offensive')
),
conceded as materialized (
    select
        proposition.*,
        clock.first_conceded,
        clock.last_conceded
    from propositions as proposition
    join (
        select proposition_id, min(said_to) as first_conceded, max(said_to) as last_conceded
        from standings
        where relation = 'concedes'
        group by proposition_id
    ) as clock using (proposition_id)
    where proposition.region_id is not null
),
also_denied_as as (
    -- The proposition itself, and the wider movement into the same region by the same side at the time.
    select proposition_id, proposition_id as denied_proposition_id from conceded
    union
    select conceded.proposition_id, wider.proposition_id
    from conceded
    join scope on scope.conceded_type = conceded.event_type
    join propositions as wider
        on wider.event_type = scope.denied_type
        and wider.region_id = conceded.region_id
        and wider.place_id is not distinct from conceded.place_id
        and wider.actor_country is not distinct from conceded.actor_country
        and wider.day_from <= conceded.day_to
        and conceded.day_from <= wider.day_to
),
denials as materialized (
    select also_denied_as.proposition_id, standings.source_country, standings.said_to, standings.who
    from also_denied_as
    join conceded using (proposition_id)
    join standings on standings.proposition_id = also_denied_as.denied_proposition_id
    where standings.relation in ('denies', 'disputes') and standings.said_to <= conceded.last_conceded
),
here as materialized (
    select standings.* from standings join conceded using (proposition_id)
),
claimed as (
    select proposition_id, min(said_to) as first_day, list_sort(list(distinct who)) as by_whom
    from (select *, min(said_to) over (partition by proposition_id) as first_day from here where relation = 'affirms')
    where said_to = first_day
    group by proposition_id
),
denied as (
    select proposition_id, min(said_to) as first_day, list_sort(list(distinct who)) as by_whom
    from (select *, min(said_to) over (partition by proposition_id) as first_day from denials)
    where said_to = first_day
    group by proposition_id
),
conceding as (
    select proposition_id, min(said_to) as first_day, list_sort(list(distinct who)) as by_whom
    from (select *, min(said_to) over (partition by proposition_id) as first_day from here where relation = 'concedes')
    where said_to = first_day
    group by proposition_id
),
reversed as (
    select distinct denials.proposition_id
    from denials
    join here
        on here.proposition_id = denials.proposition_id
        and here.source_country = denials.source_country
        and here.relation = 'concedes'
        and here.said_to > denials.said_to
)
select
    conceded.region_id,
    conceded.proposition_id,
    conceded.label,
    claimed.first_day as first_claimed,
    coalesce(claimed.by_whom, []) as claimed_by,
    denied.first_day as first_denied,
    coalesce(denied.by_whom, []) as denied_by,
    conceding.first_day as first_conceded,
    coalesce(conceding.by_whom, []) as conceded_by,
    if(claimed.first_day <= conceding.first_day, date_diff('day', claimed.first_day, conceding.first_day), null)
        as days_claim_to_concession,
    if(denied.first_day <= conceding.first_day, date_diff('day', denied.first_day, conceding.first_day), null)
        as days_denial_to_concession,
    reversed.proposition_id is not null as is_reversal
from conceded
join conceding using (proposition_id)
left join claimed using (proposition_id)
left join denied using (proposition_id)
left join reversed using (proposition_id)
order by conceded.region_id, conceded.proposition_id
