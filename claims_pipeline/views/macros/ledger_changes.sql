-- What became known between two days: who came to stand where on which statement, and whether that took something back.
-- The later day is included, the earlier is not: `ledger_changes('2025-06-08', '2025-08-26')` is what the second ledger
-- held and the first did not. A row is the first that was known of a party on a side of a statement. The change is `new`
-- with the statement itself, `first` on its side, `reversed` where the party stood on another side before, else `joined`.
create or replace macro ledger_changes(after_day, until_day) as table
with sides as (
    select
        proposition_id,
        party,
        case relation when 'concedes' then 'conceded' when 'affirms' then 'affirmed' else 'denied' end as side,
        min(landed_on) as known_on,
        min_by(who, (landed_on, said_to, who)) as who
    from standings
    where relation <> 'no_comment'
    group by 1, 2, 3
),
known as (
    select
        *,
        min(known_on) over (partition by proposition_id) as first_known,
        min(known_on) over (partition by proposition_id, side) as side_known,
        min(known_on) over (partition by proposition_id, party) as party_known
    from sides
)
select
    known.known_on,
    proposition.region_id,
    proposition.label,
    case
        when known.known_on = known.first_known then 'new'
        when known.party_known < known.known_on then 'reversed'
        when known.known_on = known.side_known then 'first'
        else 'joined'
    end as change,
    known.side,
    known.who,
    proposition.proposition_id
from known
join propositions as proposition using (proposition_id)
where known.known_on > after_day::date and known.known_on <= until_day::date
order by known.known_on, proposition.region_id, proposition.label, known.side, known.who, proposition.proposition_id
