"""Item-item weights from co-watching, in closed form, and how well they foretell the last watch of everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

NEIGHBOURS = 60
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """Trained weights over `ids` (n, ascending).

    A watch of title i speaks for title `neighbours[i, m]` (a position in `ids`, -1 for none) with `values[i, m]`.
    `watchers` counts who watched each; `popularity` (0 to 1) is that number faded by age.
    """

    ids: NDArray[np.int64]
    neighbours: NDArray[np.int32]
    values: NDArray[np.float32]
    watchers: NDArray[np.int32]
    popularity: NDArray[np.float32]

    @cached_property
    def known(self) -> dict[int, tuple[int, float]]:
        """Title id -> (watchers, popularity), made once for all who ask."""
        numbers = zip(self.watchers.tolist(), self.popularity.tolist(), strict=True)
        return dict(zip(self.ids.tolist(), numbers, strict=True))

    def row(self, title_id: int) -> dict[int, float]:
        """Title id -> weight, of what a watch of this title speaks for; empty for one that nobody watched."""
        place = int(np.searchsorted(self.ids, title_id))
        if place >= len(self.ids) or self.ids[place] != title_id:
            return {}
        pairs = zip(self.neighbours[place].tolist(), self.values[place].tolist(), strict=True)
        return {int(self.ids[other]): value for other, value in pairs if other >= 0}


def interactions(histories: Mapping[int, Sequence[int]], ids: NDArray[np.int64]) -> Floats:
    """X (users x titles): 1 where a user watched a title."""
    places = {int(title_id): place for place, title_id in enumerate(ids)}
    matrix = np.zeros((len(histories), len(ids)))
    for row, titles in enumerate(histories.values()):
        matrix[row, [places[title_id] for title_id in titles if title_id in places]] = 1.0
    return matrix


def fit(matrix: Floats, regularisation: float) -> Floats:
    """EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", eq. 8): the item-item matrix B, with a
    zero diagonal, that minimises |X - XB|² + λ|B|². P = (XᵀX + λI)⁻¹, B = I - P diag(1 / diag P).
    """
    gram = matrix.T @ matrix
    gram[np.diag_indices_from(gram)] += regularisation
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights)


def keep_strongest(
    ids: NDArray[np.int64], dense: Floats, watchers: Floats, popularity: Floats, most: int = NEIGHBOURS
) -> Weights:
    """The strongest weights of each row, so that a large house's artefact stays small."""
    count = min(most, max(1, len(ids) - 1))
    order = np.argsort(-np.abs(dense), axis=1, kind="stable")[:, :count].astype(np.int32)
    values = np.take_along_axis(dense, order.astype(np.int64), axis=1).astype(np.float32)
    order[values == 0.0] = -1
    return Weights(ids.astype(np.int64), order, values, watchers.astype(np.int32), popularity.astype(np.float32))


def rank_of(scores: Floats, place: int, known: Sequence[int]) -> int:
    """The rank (from 1) of one title among those not known yet; equals count half against it."""
    open_to = np.ones(len(scores), dtype=bool)
    open_to[list(known)] = False
    others = scores[open_to]
    better = int((others > scores[place]).sum())
    equal = int((others == scores[place]).sum()) - 1
    return 1 + better + (equal + 1) // 2


def gain(rank: int, most: int = 10) -> float:
    """NDCG@10 (Järvelin and Kekäläinen 2002) of one relevant title: 1 / log2(rank + 1), and 0 past the tenth."""
    return float(1 / np.log2(rank + 1)) if rank <= most else 0.0
