"""Chance that repeats: every part of the world draws from a stream of its own."""

import math
from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, name: str) -> Random:
    """A generator that depends on the seed and the name alone, in every process."""
    return Random(f"{seed}/{name}")


def count(rng: Random, mean: float) -> int:
    """A Poisson draw by Knuth's product of uniforms; normal approximation above a mean of 50."""
    if mean <= 0:
        return 0
    if mean > 50:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, drawn = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        drawn += 1
    return drawn


def intensity(rng: Random, sigma: float = 0.9) -> float:
    """A log-normal multiplier with mean 1: most people do little, a few do a lot."""
    return rng.lognormvariate(-sigma * sigma / 2, sigma)


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    """One key, drawn in proportion to its weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]
