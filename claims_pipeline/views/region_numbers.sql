-- Events of which several numbers are told (dead, wounded, shot down, exchanged): by whom, and whether they disagree.
-- Who tells no number, or one that fits all, tells none of them apart and is left out. The last that a party told counts:
-- where the last numbers of two parties do not overlap they disagree, else the number was revised.
-- A party is an armed group, else a country, else a source, else the page that tells it in its own voice.
with numbered as (
    select
        *,
        case
            when quantity_to is null then 'at least ' || quantity_from
            when quantity_to = quantity_from then quantity_from::varchar
            else quantity_from || ' to ' || quantity_to
        end as number
    from propositions
    where quantity_from is not null
),
events as (
    select
        event_id,
        any_value(region_id) as region_id,
        any_value(event_type) as event_type,
        min(regexp_replace(label, ': [^:]*$', '')) as label,
        count(*) as n_numbers,
        min(quantity_from) as lowest,
        if(count(quantity_to) = count(*), max(quantity_to), null) as highest
    from numbered
    group by event_id
    having count(*) > 1
),
told as (
    select
        numbered.event_id,
        numbered.number,
        numbered.quantity_from,
        numbered.quantity_to,
        standings.voice_id,
        standings.party,
        standings.who,
        standings.said_to,
        count(*) over (partition by standings.claim_id, numbered.event_id) as n_fitting
    from numbered
    join standings using (proposition_id)
    where standings.relation in ('affirms', 'concedes')
),
apart as (
    select told.* from told join events using (event_id) where told.n_fitting < events.n_numbers
),
last_told as (
    select
        event_id,
        party,
        min(coalesce(quantity_to, 9223372036854775807)) as high,
        max(quantity_from) as low
    from (select *, max(said_to) over (partition by event_id, party) as last_day from apart)
    where said_to = last_day
    group by event_id, party
),
by_event as (
    select event_id, min(high) < max(low) and count(*) > 1 as disagree from last_told group by event_id
),
voices as (
    select event_id, list_sort(list(distinct number || ': ' || who || ', ' || strftime(said_to, '%Y-%m-%d'))) as told_by
    from apart
    group by event_id
)
select
    events.region_id,
    events.event_id,
    events.event_type,
    events.label,
    if(by_event.disagree, 'disputed', 'revised') as state,
    events.n_numbers,
    events.lowest,
    events.highest,
    voices.told_by
from events
join by_event using (event_id)
join voices using (event_id)
where events.region_id is not null
order by events.region_id, events.event_id
