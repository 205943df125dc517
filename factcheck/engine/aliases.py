"""Aliases: the groups that claims count, under a desk's standard names while they are compared.

Comes in: a Story with its claims, and a lexicon with a desk's words. Next: comparison; afterwards the claims get the
words of their texts back. Speakers have their standard names from extraction, and keep those that a person gave them.
"""

from __future__ import annotations

from dataclasses import replace

from .lexicon import Lexicon
from .values import Claim, Comparison, Story


def under_standard_names(story: Story, lexicon: Lexicon) -> Story:
    """The story with every population that the desk has a name for under that name."""
    if not lexicon.aliases:
        return story
    return replace(story, claims=tuple(_named(claim, lexicon) for claim in story.claims))


def _named(claim: Claim, lexicon: Lexicon) -> Claim:
    population = claim.population
    if population is None:
        return claim
    standard = lexicon.known_as(population.text)
    if standard == population.text:
        return claim
    return replace(claim, population=replace(population, text=standard, head="", lemma=standard))


def with_own_words(comparison: Comparison, story: Story) -> Comparison:
    """The result with its claims' populations in the words of `story`, which has them as they were."""
    said = {claim.id: claim.population for claim in story.claims}
    claims = tuple(
        claim if claim.population is said[claim.id] else replace(claim, population=said[claim.id])
        for claim in comparison.claims
    )
    return replace(comparison, claims=claims)
