-- Propositions that one party affirms and another denies or disputes, or that a side has conceded.
-- A party is a country, else a named source, else the page that says it in its own voice: who contradicts only itself is
-- no dispute. Demands are no facts and never stand here.
-- A first day is the first by which it had certainly been said (said_to): "in June" counts from 30 June.
with sides as (
    select
        proposition_id,
        count(distinct party) as n_parties,
        count_if(relation in ('affirms', 'concedes')) as n_for,
        count_if(relation in ('denies', 'disputes')) as n_against,
        count_if(relation = 'concedes') as n_conceding,
        list(distinct who) filter (relation = 'affirms') as affirmed_by,
        list(distinct who) filter (relation in ('denies', 'disputes')) as denied_by,
        list(distinct who) filter (relation = 'concedes') as conceded_by,
        count(distinct voice_id) filter (relation = 'affirms') as n_voices_affirming,
        count(distinct voice_id) filter (relation in ('denies', 'disputes')) as n_voices_denying,
        count(distinct voice_id) filter (relation = 'concedes') as n_voices_conceding,
        min(said_to) filter (relation = 'affirms') as first_affirmed,
        min(said_to) filter (relation in ('denies', 'disputes')) as first_denied,
        min(said_to) filter (relation = 'concedes') as first_conceded
    from standings
    where relation <> 'no_comment'
    group by proposition_id
)
select
    proposition.region_id,
    coalesce(region.name, proposition.region_id) as region_name,
    proposition.proposition_id,
    proposition.event_type,
    proposition.label,
    if(sides.n_conceding > 0, 'conceded', 'disputed') as state,
    coalesce(list_sort(sides.affirmed_by), []) as affirmed_by,
    coalesce(list_sort(sides.denied_by), []) as denied_by,
    coalesce(list_sort(sides.conceded_by), []) as conceded_by,
    sides.n_voices_affirming,
    sides.n_voices_denying,
    sides.n_voices_conceding,
    sides.first_affirmed,
    sides.first_denied,
    sides.first_conceded
from propositions as proposition
join sides using (proposition_id)
left join regions as region using (region_id)
where proposition.region_id is not null
    and not starts_with(proposition.event_type, 'demand.')
    and (sides.n_conceding > 0 or (sides.n_for > 0 and sides.n_against > 0 and sides.n_parties > 1))
order by proposition.region_id, proposition.proposition_id
