"""Pages made for measuring: sentences drawn from word lists, in the furniture of a news site."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

DAYS = 5

PLACES = ("Sumy", "Kharkiv", "Kherson", "Pokrovsk", "Mykolaiv", "Odesa", "Poltava", "Chernihiv")
SPEAKERS = (
    "Russia's defence ministry",
    "Ukraine's general staff",
    "The regional governor",
    "A local resident",
    "The mayor",
)
CUES = ("said", "denied", "claimed", "acknowledged", "reported", "warned")
EVENTS = (
    "{n} drones had struck warehouse number {day} near {place} and {n} trucks",
    "troops had captured a village {n} kilometres from {place} on June {day}",
    "{n} people were wounded near house {day} in {place}",
    "power had returned to {n} homes around {place}",
    "bridge {n} outside {place} fell on June {day}",
)
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "per", "ro", "sti", "ta", "ven", "yar")
SUBJECTS = ("Roads", "Schools", "Buses", "Shops", "Farmers", "Neighbours", "Trains", "Clinics", "Bakers", "Teachers")
VERBS = ("waited", "closed", "opened", "moved", "paused", "gathered", "worked", "met", "queued", "rested")
SCENES = ("by the river", "in the square", "near the mill", "at the depot", "on the hill", "behind the church")
WHILES = ("while rain fell", "before dusk", "after the harvest", "during the fair", "until the siren", "since spring")


def write_pages(folder: Path, n_pages: int) -> None:
    """Write a landing folder of pages that differ, one in six of them a copy of another under a new headline."""
    draw = random.Random(n_pages)
    bodies: list[list[str]] = []
    for number in range(n_pages):
        body = draw.choice(bodies) if bodies and draw.random() < 1 / 6 else _body(draw)
        bodies.append(body)
        day = folder / str(date(2025, 6, 1) + timedelta(days=number % DAYS))
        day.mkdir(parents=True, exist_ok=True)
        headline = f"{draw.choice(PLACES)} wakes to news number {number}"
        if number % 2:
            (day / f"{number}.txt").write_text("\n".join([headline, *body]), encoding="utf-8")
        else:
            (day / f"{number}.html").write_text(html(headline, body), encoding="utf-8")


def _body(draw: random.Random) -> list[str]:
    return [" ".join(_sentence(draw) for _ in range(draw.randint(2, 4))) for _ in range(draw.randint(5, 12))]


def _sentence(draw: random.Random) -> str:
    if draw.random() < 0.4:
        return (
            f"{draw.choice(SUBJECTS)} {draw.choice(VERBS)} {draw.choice(SCENES)} {draw.choice(WHILES)}, "
            f"and {draw.randint(2, 999)} {draw.choice(SUBJECTS).lower()} {draw.choice(VERBS)} {draw.choice(SCENES)}."
        )
    return attribution(draw)


def attribution(draw: random.Random) -> str:
    """Return a sentence in which somebody says something of a place."""
    event = draw.choice(EVENTS).format(place=draw.choice(PLACES), n=draw.randint(2, 90), day=draw.randint(1, 28))
    name = "".join(draw.choice(SYLLABLES) for _ in range(3)).capitalize()
    return f"{draw.choice(SPEAKERS)} {draw.choice(CUES)}, citing {name} {draw.choice(WHILES)}, that {event}."


def furnished_page(number: int) -> str:
    """Return an HTML page of the weight that news sites have: menus, teasers, scripts and styles around an article."""
    draw = random.Random(number)
    menu = "".join(
        f'<li class="menu-item"><a href="/{name}/{n}">{name} {n}</a></li>' for n in range(40) for name in PLACES
    )
    teasers = "".join(_teaser(draw, n) for n in range(60))
    scripts = "".join(
        f'<script>window.queue = {{"slot": {n}, "sizes": [[300, 250]]}};</script>' * 10 for n in range(40)
    )
    paragraphs = "".join(f'<p class="paragraph"><span>{text}</span></p>' for text in _body(draw))
    return (
        f"<html><head><title>{draw.choice(PLACES)} wakes to news</title>{scripts}</head><body>"
        f'<header><nav><ul>{menu}</ul></nav></header><main><article class="story"><h1>{_sentence(draw)}</h1>'
        f'<div class="byline">By Ann Lee</div><div class="story-body">{paragraphs}</div></article></main>'
        f'<aside class="related">{teasers}</aside><footer><p>All rights reserved.</p></footer></body></html>'
    )


def flattened_page(number: int) -> str:
    """Return a page of the same kind as a browser's copy leaves it, a block a line."""
    draw = random.Random(number)
    menu = [f"{name} {n}" for n in range(40) for name in PLACES]
    teasers = [line for _ in range(60) for text in [_sentence(draw)] for line in (text[:60], text)]
    return "\n".join([*menu, _sentence(draw), "By Ann Lee", *_body(draw), *teasers, "All rights reserved."])


def _teaser(draw: random.Random, number: int) -> str:
    text = _sentence(draw)
    return (
        f'<div class="card card-{number}"><a href="/story/{number}"><img src="/{number}.jpg" alt=""></a>'
        f'<h3 class="card-title"><a href="/story/{number}">{text[:60]}</a></h3><p class="card-text">{text}</p></div>'
    )


def html(headline: str, body: list[str]) -> str:
    """Return a light page: a menu of three, a headline, and paragraphs."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    nav = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "World", "Sport"))
    return f"<html><body><nav><ul>{nav}</ul></nav><article><h1>{headline}</h1>{paragraphs}</article></body></html>"
