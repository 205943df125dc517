"""Who speaks in a comparison, under names that one reader may read, and which claims are whose.

Comes in: what a comparison said, and what the database adds for the reader. Next: the matrix, the time line of tolls,
what could have been printed and what came in since; all of them name speakers by this and by nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from factcheck.workbench.matrix.values import Labels, Name, Speaker
from factcheck.workbench.matrix.words import Json, without_capital

OWN_VOICE = "own voice"


class Voices:
    """The speakers of one comparison. `contents` and `positions` are its claims and positions by their ids."""

    def __init__(self, result: Json, labels: Labels) -> None:
        self.labels = labels
        self.contents: dict[str, Json] = {content["id"]: content for content in result["claims"]}
        self.positions: dict[str, Json] = {each["id"]: each for f in result["figures"] for each in f["positions"]}
        self.speakers: dict[str, Speaker] = {}
        self.speaker_of_claim: dict[str, str] = {}
        self._named = self._named_speakers()
        self._gather()

    def of(self, position: Json) -> Speaker:
        """Who gives this position's number."""
        return self.speakers[OWN_VOICE if position["claimant"] is None else self._speaker(position).key]

    def label_of(self, position: Json) -> str:
        """Who gives this position's number, in words: of own voices also whose, and a star for who has no name."""
        speaker = self.of(position)
        if speaker.own_voice:
            publishers = position.get("publishers") or ()
            return f"{self.mask(publishers[0])}, {OWN_VOICE}" if publishers else OWN_VOICE
        return speaker.label + ("*" if speaker.anonymous else "")

    def of_claim(self, content: Json) -> str:
        """Who says this one claim, in words; the document's own voice where nobody is named."""
        known = self.speakers.get(self.speaker_of_claim.get(content["id"], ""))
        if known or content["claimant"]["own_voice"]:
            return known.label if known else OWN_VOICE
        name = self.labels.names.get(content["id"])
        said = content["claimant"]["name"] or content["claimant"]["text"] or ""
        return name.label if name else without_capital(self.mask(said))

    def key_of_denier(self, content: Json) -> str:
        """The speaker of a denied claim, which belongs to no position; empty where they say nothing else."""
        if content["claimant"]["own_voice"]:
            return OWN_VOICE
        name = self.labels.names.get(content["id"])
        label = (
            name.label if name else without_capital(content["claimant"]["name"] or content["claimant"]["text"] or "")
        )
        return next((each.key for each in self.speakers.values() if each.label == label), "")

    def mask(self, words: str) -> str:
        """The engine's words as this reader may read them."""
        return self.labels.hidden.mask(words)

    def _gather(self) -> None:
        sides: dict[str, Counter[str]] = {}
        for position in self.positions.values():
            own_voice = position["claimant"] is None
            speaker = Speaker(OWN_VOICE, OWN_VOICE, own_voice=True) if own_voice else self._speaker(position)
            known = self.speakers.setdefault(speaker.key, speaker)
            sides.setdefault(known.key, Counter()).update(filter(None, [position.get("side")]))
            for claim in position["claims"]:
                own = self.contents[claim]["claimant"]["own_voice"]
                self.speaker_of_claim[claim] = OWN_VOICE if own else known.key
        for key, counted in sides.items():
            if counted and key != OWN_VOICE:
                self.speakers[key] = replace(self.speakers[key], side=counted.most_common(1)[0][0])
        if OWN_VOICE in self.speaker_of_claim.values() or any(map(_denied_in_own_voice, self.contents.values())):
            self.speakers.setdefault(OWN_VOICE, Speaker(OWN_VOICE, OWN_VOICE, own_voice=True))

    def _named_speakers(self) -> dict[str, Name]:
        """The engine's speakers to whom people gave a source: one claim says it for all accounts of that speaker.

        Where people named several sources for one speaker, each account goes by its own claims.
        """
        given: dict[str, dict[str, Name]] = {}
        for position in self.positions.values():
            named = [self.labels.names[claim] for claim in position["claims"] if claim in self.labels.names]
            for speaker in (position.get("speaker"), position["id"]):
                given.setdefault(speaker or position["id"], {}).update({name.key: name for name in named})
        return {key: next(iter(names.values())) for key, names in given.items() if len(names) == 1}

    def _speaker(self, position: Json) -> Speaker:
        """The position's speaker: the source that a person named for it, else the engine's words."""
        name = self._named.get(position["id"]) or self._named.get(position.get("speaker") or "")
        if name:
            return Speaker(name.key, name.label, "", name.anonymous, name.confidential)
        label = without_capital(self.mask(position["claimant"]))
        return Speaker(position.get("speaker") or label, label, "", bool(position.get("anonymous")))


def _denied_in_own_voice(content: Json) -> bool:
    return content["polarity"] == "denied" and content["claimant"]["own_voice"]
