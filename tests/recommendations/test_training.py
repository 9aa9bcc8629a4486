"""Training: its figures, its file, and what happens when either is bad."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

from app.catalogue.models import Title
from app.foundation import clock
from app.foundation.db import db
from app.foundation.jobs import JobCancelled
from app.profiles.models import Profile
from app.recommendations import artefact, training
from app.recommendations.jobs import train_recommendations
from app.recommendations.models import TrainingRun
from app.recommendations.serving import current_weights, forget_weights
from app.recommendations.weights import Weights, fit, gain, keep_strongest, rank_of
from tests.cast import Cast
from tests.recommendations.house import MUSIC, SEA, QuietRun, train, watch


def test_the_weights_are_the_closed_form_solution() -> None:
    rng = np.random.default_rng(7)
    matrix = (rng.random((40, 6)) < 0.4).astype(float)
    weights = fit(matrix, 3.0)
    assert np.allclose(np.diag(weights), 0)
    residual = matrix.T @ (matrix @ weights - matrix) + 3.0 * weights
    np.fill_diagonal(residual, 0)
    assert np.allclose(residual, 0, atol=1e-9), "off the diagonal the gradient is nothing"


def test_rank_and_gain() -> None:
    scores = np.array([0.9, 0.5, 0.5, 0.1])
    assert rank_of(scores, 0, []) == 1 and rank_of(scores, 1, []) == 3 and rank_of(scores, 1, [0]) == 2
    assert gain(1) == 1 and gain(3) == 0.5 and gain(11) == 0


def test_a_training_foretells_better_than_popularity_and_is_served(cast: Cast, films: dict[str, Title]) -> None:
    run = train()
    assert run.state == "current" and run.reason == ""
    assert run.figures["ndcg"] >= 1.5 * run.figures["popularity_ndcg"], run.figures
    weights = current_weights()
    assert weights is not None
    near = weights.row(films["Night Ferry"].id)
    assert max(near, key=lambda i: near[i]) in {films[name].id for name in SEA}
    assert all(near.get(films[name].id, 0) < 0.1 for name in MUSIC)


def test_with_too_little_to_learn_from_nothing_is_taken(app: Flask, cast: Cast) -> None:
    forget_weights()
    run = train()
    assert run.state == "rejected" and "Too little" in run.reason and current_weights() is None


def test_the_daily_job_queues_one_training(cast: Cast, films: dict[str, Title]) -> None:
    from app.foundation.jobs import Job
    from app.recommendations.jobs import daily

    daily(None)  # type: ignore[arg-type]
    daily(None)  # type: ignore[arg-type]
    assert len(list(db.session.scalars(db.select(Job).filter_by(kind="recommendations.train")))) == 1


def test_a_worse_one_is_not_taken(cast: Cast, films: dict[str, Title], monkeypatch: pytest.MonkeyPatch) -> None:
    first = train()
    go_on_watching(films)
    monkeypatch.setattr(training, "fit", lambda matrix, strength: -9 * fit(matrix, strength))
    monkeypatch.setattr(training, "_foretold_by_popularity", lambda *_: {"ndcg": 0.0, "hits": 0.0})
    second = train()
    assert second.state == "rejected" and second.artefact == ""
    assert "worse than the one that stands" in second.reason, second.figures
    page = cast.admin.get("/admin/recommendations/")
    assert page.status_code == 200 and "Not taken" in page.text and "Over 12 newer watches" in page.text
    assert second.figures["newer"] == 12 and second.figures["newer_ndcg"] < second.figures["standing_ndcg"]
    db.session.refresh(first)
    assert first.state == "current" and current_weights() is not None


def go_on_watching(films: dict[str, Title]) -> None:
    """Everybody watches the fifth of their five, after the last training."""
    for number, profile in enumerate(db.session.scalars(db.select(Profile).where(Profile.name.like("Viewer %")))):
        names = SEA if number % 2 else MUSIC
        watch(profile, films[names[(number // 2 + 4) % 5]], hours_ago=0)


def test_a_good_one_is_taken_after_new_watches(cast: Cast, films: dict[str, Title]) -> None:
    first = train()
    go_on_watching(films)
    second = train()
    assert second.state == "current", second.reason
    assert second.figures["newer_ndcg"] >= second.figures["standing_ndcg"] - training.TOLERANCE
    db.session.refresh(first)
    assert first.state == "retired"


def test_a_figure_of_another_day_holds_nothing_up(cast: Cast, films: dict[str, Title]) -> None:
    """Among three titles any weights foretell well; the next training, among fourteen, is no worse for that."""
    first = train()
    first.figures = {**first.figures, "ndcg": 9.9}
    db.session.commit()
    assert train().state == "current"


def test_worse_than_popularity_is_not_taken_either(
    cast: Cast, films: dict[str, Title], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_foretold_by_popularity", lambda *_: {"ndcg": 1.1, "hits": 1.0})
    run = train()
    assert run.state == "rejected" and "worse than popularity" in run.reason and current_weights() is None


@pytest.mark.parametrize(
    ("error", "reason"), [(JobCancelled(), "It was stopped."), (MemoryError(), "It broke off with an error.")]
)
def test_a_training_that_is_stopped_or_breaks_says_so(
    cast: Cast, films: dict[str, Title], error: Exception, reason: str
) -> None:
    first = train()

    class StoppedRun(QuietRun):
        def progress(self, fraction: float, stage: str) -> None:
            raise error

    with pytest.raises(type(error)):
        train_recommendations(StoppedRun())  # type: ignore[arg-type]
    last = db.session.scalars(db.select(TrainingRun).order_by(TrainingRun.id.desc())).first()
    assert last and (last.state, last.reason) == ("failed", reason) and last.finished_at
    db.session.refresh(first)
    assert first.state == "current" and current_weights() is not None


def test_only_the_last_files_are_kept_and_nobody_goes_back_to_one_that_is_gone(
    cast: Cast, films: dict[str, Title], app: Flask
) -> None:
    folder = Path(app.config["INSTANCE"]) / artefact.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".0123").write_bytes(b"a killed training's draft")
    os.utime(folder / ".0123", (0, 0))
    runs = [train() for _ in range(training.KEPT_RUNS + 1)]
    for run in runs:
        db.session.refresh(run)
    assert [bool(run.artefact) for run in runs] == [False, *[True] * training.KEPT_RUNS]
    assert {path.name for path in folder.iterdir()} == {run.artefact for run in runs[1:]}
    (folder / runs[1].artefact).unlink()
    for run in runs[:2]:
        assert cast.admin.post(f"/admin/recommendations/{run.id}/serve").status_code == 303
    db.session.expire_all()
    assert [run.state for run in runs] == ["retired"] * training.KEPT_RUNS + ["current"]
    page = cast.admin.get("/admin/recommendations/").text
    assert f"/admin/recommendations/{runs[0].id}/serve" not in page and "whose file is whole" in page


def test_a_bad_file_is_told_once(
    cast: Cast, films: dict[str, Title], app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    run = train()
    spoil_cut(Path(app.config["INSTANCE"]) / artefact.FOLDER / run.artefact)
    forget_weights()
    for _ in range(3):
        assert current_weights() is None
        app.extensions["matinee.weights"].asked_at = -100.0
    assert [record.message for record in caplog.records if "cannot be used" in record.message] == [
        f"the recommender's file {run.artefact} cannot be used: it is not what was written"
    ]


def test_newcomers_see_what_is_watched_when_no_file_is_whole(cast: Cast, films: dict[str, Title], app: Flask) -> None:
    run = train()
    spoil_gone(Path(app.config["INSTANCE"]) / artefact.FOLDER / run.artefact)
    forget_weights()
    assert "What people watch here" in cast.stranger.get("/").text


def test_an_interrupted_training_says_so_when_the_next_begins(cast: Cast, films: dict[str, Title]) -> None:
    db.session.add(TrainingRun())
    db.session.commit()
    train()
    states = list(db.session.scalars(db.select(TrainingRun.state).order_by(TrainingRun.id)))
    assert states == ["failed", "current"]


def spoil_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def spoil_empty(path: Path) -> None:
    path.write_bytes(b"")


def spoil_bit(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(bytes(body))


def spoil_gone(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [spoil_cut, spoil_empty, spoil_bit, spoil_gone])
def test_a_spoilt_file_is_refused_and_the_page_is_complete(
    cast: Cast, films: dict[str, Title], app: Flask, spoil: Any
) -> None:
    run = train()
    watch(cast.profiles["owner"], films["Night Ferry"])
    spoil(Path(app.config["INSTANCE"]) / artefact.FOLDER / run.artefact)
    forget_weights()
    assert current_weights() is None
    page = cast.owner.get("/")
    assert page.status_code == 200 and "Top picks for you" in page.text, "content speaks alone"


def test_an_earlier_good_file_is_fallen_back_on(cast: Cast, films: dict[str, Title], app: Flask) -> None:
    train()
    second = train()
    spoil_cut(Path(app.config["INSTANCE"]) / artefact.FOLDER / second.artefact)
    forget_weights()
    assert current_weights() is not None


def test_a_file_of_an_older_schema_or_that_makes_no_sense_is_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = keep_strongest(np.array([3, 5]), np.array([[0, 0.5], [0.2, 0]]), np.array([2.0, 1.0]), np.array([1.0, 0.5]))
    monkeypatch.setattr(artefact, "SCHEMA", 0)
    old, _ = artefact.keep(good, 1)
    monkeypatch.undo()
    with pytest.raises(artefact.Unusable, match="schema 0"):
        artefact.load(old)
    wild = Weights(good.ids, good.neighbours + 9, good.values, good.watchers, good.popularity)
    name, _ = artefact.keep(wild, 2)
    with pytest.raises(artefact.Unusable, match="out of range"):
        artefact.load(name)
    with pytest.raises(artefact.Unusable):
        artefact.load("../../secret_key")


def test_what_was_written_is_read(app: Flask) -> None:
    weights = keep_strongest(
        np.array([3, 5, 8]), np.array([[0, 0.5, 0.1], [0.2, 0, 0], [0, 0, 0]]), np.ones(3), np.ones(3)
    )
    name, size = artefact.keep(weights, 9)
    read = artefact.load(name)
    assert read.row(3) == pytest.approx({5: 0.5, 8: 0.1}) and read.row(8) == {} and read.row(4) == {} and size > 0


def test_the_admin_sees_the_figures_trains_and_goes_back(cast: Cast, films: dict[str, Title]) -> None:
    first, second = train(), train()
    page = cast.admin.get("/admin/recommendations/").text
    assert "NDCG@10" in page and "Served now" in page and "Served before" in page
    assert cast.admin.post(f"/admin/recommendations/{first.id}/serve").status_code == 303
    db.session.expire_all()
    assert (first.state, second.state) == ("current", "retired")
    assert cast.admin.post("/admin/recommendations/train").status_code == 303
    for who in ("owner", "moderator", "editor"):
        assert cast.person(who).post(f"/admin/recommendations/{first.id}/serve").status_code == 403, who


def test_old_watches_make_less_popular(app: Flask) -> None:
    now = clock.now()
    from datetime import timedelta

    seen = {1: [(7, 1.0, now)], 2: [(8, 1.0, now - timedelta(days=120))]}
    popularity = training._popularity(seen, np.array([7, 8]))
    assert popularity[0] == 1 and popularity[1] == pytest.approx(0.25, abs=0.01)
