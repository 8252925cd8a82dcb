from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from claims_pipeline.landing import LandingError, keep_raw, landed_files, landing_days
from claims_pipeline.pages import LandedFile

JUNE, JULY = date(2025, 6, 8), date(2025, 7, 1)


def _write(path: Path, content: str = "Text.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def _files(source: Path, day: date | None = None, max_bytes: int = 1_000, **limits: int) -> dict[str, LandedFile]:
    days = landing_days(source, day)
    return {file.path: file for file in landed_files(source, days, day, max_bytes=max_bytes, **limits)}


def test_a_folder_named_like_a_day_is_that_day_and_all_below_it(tmp_path: Path) -> None:
    _write(tmp_path / "2025-07-01/reuters/deep/b.html")
    _write(tmp_path / "2025-06-08/a.txt")
    assert landing_days(tmp_path) == [JUNE, JULY]
    assert [(file.path, file.landed_on) for file in landed_files(tmp_path, [JUNE, JULY], max_bytes=9)] == [
        ("2025-06-08/a.txt", JUNE),
        ("2025-07-01/reuters/deep/b.html", JULY),
    ]
    assert [file.path for file in landed_files(tmp_path, [JULY], max_bytes=9)] == ["2025-07-01/reuters/deep/b.html"]


def test_a_file_in_no_day_belongs_to_the_day_given_or_to_its_own_date(tmp_path: Path) -> None:
    for name in ("a.txt", "reuters/b.txt"):
        moment = datetime(2025, 6, 8, 23, 59, tzinfo=UTC).timestamp()
        os.utime(_write(tmp_path / name), (moment, moment))
    assert landing_days(tmp_path) == [JUNE]
    assert landing_days(tmp_path, JULY) == [JULY]
    assert set(_files(tmp_path, JULY)) == {"a.txt", "reuters/b.txt"}


def test_sidecars_and_hidden_files_are_no_pages_and_an_orphan_is_handed_on(tmp_path: Path) -> None:
    for name in ("a.html", "a.html.json", "b.jsonl.gz", "b.json", "orphan.json", ".hidden", ".git/config"):
        _write(tmp_path / name, f"content of {name}")
    files = _files(tmp_path, JUNE)
    assert list(files) == ["a.html", "b.jsonl.gz", "orphan.json"]
    assert files["a.html"].sidecar == b"content of a.html.json"
    assert files["b.jsonl.gz"].sidecar == b"content of b.json"
    assert files["orphan.json"].sidecar is None


def test_a_large_file_is_hashed_and_not_held(tmp_path: Path) -> None:
    _write(tmp_path / "big.txt", "a" * 2_000)
    _write(tmp_path / "big.jsonl", "a" * 2_000)
    files = _files(tmp_path, JUNE, max_container_bytes=5_000)
    assert files["big.txt"].content is None
    assert (files["big.txt"].n_bytes, files["big.txt"].sha256) == (2_000, sha256(b"a" * 2_000).hexdigest())
    assert files["big.jsonl"].content == b"a" * 2_000


def test_a_link_that_leaves_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret, source = _write(tmp_path / "secret/key.txt", "secret"), tmp_path / "source"
    _write(source / "2025-06-08/a.txt", "Text.")
    day = source / "2025-06-08"
    (day / "out.txt").symlink_to(secret)
    (day / "folder").symlink_to(secret.parent, target_is_directory=True)
    (day / "broken.txt").symlink_to(day / "nowhere")
    (day / "loop.txt").symlink_to(day / "loop.txt")
    (day / "inside.txt").symlink_to(day / "a.txt")
    (day / "a.txt.json").symlink_to(secret)
    files = _files(source)
    assert {Path(path).name for path, file in files.items() if file.error == "unreadable"} == {
        "out.txt",
        "folder",
        "broken.txt",
        "loop.txt",
    }
    assert files["2025-06-08/inside.txt"].content == b"Text."
    assert files["2025-06-08/a.txt"].sidecar == b""


def test_a_pipe_is_unreadable_and_does_not_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert _files(tmp_path, JUNE)["a.txt"].error == "unreadable"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path / "missing", "does not exist"),
        (lambda path: _write(path / "a.txt"), "is a file"),
        (lambda path: _write(path / "2025-02-30/a.txt").parents[1], "no such day"),
        (lambda path: _write(path / "2025-6-1/a.txt").parents[1], "YYYY-MM-DD"),
    ],
    ids=["missing", "file", "impossible_day", "short_day"],
)
def test_a_folder_that_is_none_is_refused_with_what_is_wrong(
    tmp_path: Path, make: Callable[[Path], Path], message: str
) -> None:
    with pytest.raises(LandingError, match=message):
        landing_days(make(tmp_path))


def test_a_name_that_is_no_utf8_is_escaped(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as stream:
        stream.write(b"Text.")
    assert _files(tmp_path, JUNE)["caf\\xe9.txt"].content == b"Text."


def test_an_empty_folder_has_no_days(tmp_path: Path) -> None:
    assert landing_days(tmp_path) == []


def test_raw_bytes_are_kept_once_under_their_hash_and_never_rewritten(tmp_path: Path) -> None:
    _write(tmp_path / "source/2025-06-08/a.txt", "Text.")
    _write(tmp_path / "source/2025-06-08/same.txt", "Text.")
    _write(tmp_path / "source/2025-06-08/big.txt", "a" * 2_000)
    source, home = tmp_path / "source", tmp_path / "home"
    files = list(keep_raw(home, landed_files(source, [JUNE], max_bytes=1_000)))
    digest = sha256(b"Text.").hexdigest()
    kept = home / "raw" / digest[:2] / digest
    assert len(files) == 3
    assert [path for path in home.rglob("*") if path.is_file()] == [kept]
    assert kept.read_bytes() == b"Text."
    assert kept.stat().st_mode & 0o777 == 0o444
    before = kept.stat()
    list(keep_raw(home, files))
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
