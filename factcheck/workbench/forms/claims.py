"""Forms of extraction: every field of one claim, for correcting it and for adding one.

Comes in: a claim's content in the engine's shape. Next: claims.correct and claims.add, which are sent only what the
person changed. Each field carries along the value that it was shown with, so that what counts as changed is decided
against what was on the person's screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime

from factcheck.accounts.models import User
from factcheck.engine.lexicon import standard
from factcheck.workbench import claims, margin
from factcheck.workbench.errors import BadInput
from factcheck.workbench.forms.typed import can_be_told
from factcheck.workbench.models import Claim, Source, Story
from factcheck.workbench.notation import quantity_words

ENDS = ("low", "high", "low_open", "high_open", "low_soft", "high_soft")
BESIDE_THE_NUMBER = ("unit", "per", "change", "additional")
SPEAKER = ("speaker", "claimant_name", "source", "anonymous")
SCOPE = ("as_of", "time", "place", "cumulative")
OWN, NAMED, DESK = "own", "named", "source"
CERTAINTIES = ("asserted", "estimated", "possible", "reported", "conditional", "forecast")


class SourceField(forms.ModelChoiceField):
    """The desk's sources, each under the name that this person may read."""

    user: User

    def label_from_instance(self, source: Source) -> str:
        return source.label_for(self.user)


class ClaimForm(forms.Form):
    """Every field of a claim that a person may set."""

    quantity = forms.CharField(
        label="The number",
        max_length=200,
        required=False,
        help_text="In words or digits: “more than 100”, “dozens”, “7”, “20 to 30”.",
    )
    low = forms.DecimalField(label="Lower end", max_digits=24, required=False, help_text="Empty: unbounded.")
    low_open = forms.BooleanField(label="lower end excluded", required=False)
    low_soft = forms.BooleanField(label="lower end by convention", required=False)
    high = forms.DecimalField(label="Upper end", max_digits=24, required=False, help_text="Empty: unbounded.")
    high_open = forms.BooleanField(label="upper end excluded", required=False)
    high_soft = forms.BooleanField(label="upper end by convention", required=False)
    unit = forms.CharField(max_length=20, required=False, help_text="percent, USD, km … Empty for a count.")
    per = forms.CharField(max_length=40, required=False, help_text="“year” in “2 million a year”.")
    change = forms.ChoiceField(
        label="A change", required=False, choices=[("", "no"), ("up", "up by this"), ("down", "down by this")]
    )
    additional = forms.BooleanField(label="in addition to an earlier number", required=False)

    measure = forms.CharField(
        label="What is counted",
        max_length=100,
        required=False,
        help_text="killed, injured, missing … or the noun itself.",
    )
    population = forms.CharField(label="Of whom or what", max_length=200, required=False)
    status = forms.ChoiceField(
        label="They are", required=False,
        choices=[("unknown", "not said"), ("civilian", "civilians"), ("combatant", "fighters")],
    )  # fmt: skip
    agent = forms.CharField(label="Caused by", max_length=200, required=False)

    speaker = forms.ChoiceField(
        label="Said by",
        widget=forms.RadioSelect,
        choices=[(OWN, "the outlet’s own voice"), (NAMED, "someone as named here"), (DESK, "a source of the desk")],
    )
    claimant_name = forms.CharField(label="Name as in the text", max_length=200, required=False)
    source = SourceField(label="Source of the desk", queryset=Source.objects.none(), required=False, empty_label="none")
    anonymous = forms.BooleanField(label="speaks without being named", required=False)
    via = forms.CharField(
        label="Through", max_length=300, required=False, help_text="The one nearest to the page last; commas between."
    )
    certainty = forms.ChoiceField(choices=[(name, name) for name in CERTAINTIES])
    polarity = forms.ChoiceField(label="Affirmed or denied", choices=[("affirmed", "affirmed"), ("denied", "denied")])
    basis = forms.ChoiceField(
        label="How they know", required=False, choices=[("", "not said"), *margin.BASIS_WORDS.items()]
    )
    side = forms.ChoiceField(
        label="About which side", required=False, choices=[("", "not said"), *margin.SIDE_WORDS.items()]
    )

    as_of = forms.CharField(
        label="As of", max_length=40, required=False, help_text="2018-02-08, or 2018-02-08T14:00Z with the time."
    )
    time = forms.CharField(label="Period", max_length=100, required=False)
    place = forms.CharField(max_length=100, required=False)
    cumulative = forms.BooleanField(label="a running total", required=False)
    why = forms.CharField(label="Why", max_length=500, required=False, help_text="Kept in the story’s history.")

    def __init__(self, data: QueryDict | None, *, user: User, story: Story, content: dict[str, Any],
                 source: Source | None = None, **options: Any) -> None:  # fmt: skip
        initial = initial_of(content, source) | (options.pop("initial", None) or {})
        super().__init__(data, initial=initial, **options)
        self.content, self.current_source = content, source
        self.user = user
        sources = cast(SourceField, self.fields["source"])
        sources.user = user
        sources.queryset = (
            Source.objects.visible_to(user).standing().filter(desk=story.desk_id).prefetch_related("confidants")
        )
        self.known_measures = known_measures(story)
        self.fields["measure"].widget.attrs["list"] = self.measures_id

    @property
    def measures_id(self) -> str:
        """The id of the list of known measures, which the browser offers."""
        return f"{self['measure'].id_for_label}-known"

    # What was typed

    def clean_quantity(self) -> str:
        words: str = self.cleaned_data["quantity"]
        if "quantity" in self.changed_data and words:
            try:
                self.read_quantity = claims.quantity_fields(words)
            except BadInput as error:
                raise forms.ValidationError(str(error)) from error
        return words

    def clean_as_of(self) -> str:
        moment: str = self.cleaned_data["as_of"]
        if moment and "as_of" in self.changed_data and not is_moment(moment):
            raise forms.ValidationError("Write the date as 2018-02-08, or with the time as 2018-02-08T14:00Z.")
        return moment

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._follow_the_name(cleaned)
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low > high and set(self.changed_data) & set(ENDS):
            self.add_error("low", "The lower end is above the upper end.")
        if cleaned.get("speaker") == NAMED and not cleaned.get("claimant_name"):
            self.add_error("claimant_name", "Write who said it, as the text names them.")
        if cleaned.get("speaker") == DESK and not cleaned.get("source"):
            self.add_error("source", "Choose one of the desk’s sources.")
        return cleaned

    def _follow_the_name(self, cleaned: dict[str, Any]) -> None:
        """Somebody who fills in a name, or chooses a source, means it, wherever the radio button stands."""
        changed = set(self.changed_data)
        if "speaker" in changed:
            return
        if "source" in changed and cleaned.get("source"):
            cleaned["speaker"] = DESK
        elif "claimant_name" in changed and cleaned.get("claimant_name"):
            cleaned["speaker"] = NAMED

    # What it means for the claim

    def changes(self) -> dict[str, Any]:
        """Fields of the engine's claim that the person set otherwise than they were shown."""
        changed, cleaned = set(self.changed_data), self.cleaned_data
        read = getattr(self, "read_quantity", {})
        # A unit that the number's new words leave out was said elsewhere in the sentence: it stays.
        found: dict[str, Any] = {name: value for name, value in read.items() if value or name not in BESIDE_THE_NUMBER}
        if changed & set(ENDS):
            found |= self._ends(found)
        for name in {"additional", "measure", "certainty", "polarity"} & changed:
            found[name] = cleaned[name]
        for name in {"unit", "per", "change", "basis", "side"} & changed:
            found[name] = cleaned[name] or None
        if changed & {"population", "status"}:
            found["population"] = self._population()
        if "agent" in changed:
            found["agent"] = {"text": cleaned["agent"], "span": None} if cleaned["agent"] else None
        if "via" in changed:
            names = [name.strip() for name in cleaned["via"].split(",")]
            found["via"] = [{"text": name, "span": None} for name in names if name]
        if changed & set(SPEAKER):
            found["claimant"] = self._claimant()
        if changed & set(SCOPE):
            scope = {name: cleaned[name] or None for name in SCOPE if name in changed}
            found["scope"] = {**self.content["scope"], **scope}
            found["scope"]["cumulative"] = bool(found["scope"]["cumulative"])
        return found

    @property
    def chosen_source(self) -> Source | None:
        """The claim's source as it is to be: what was chosen, or what it was when nothing about the speaker changed."""
        if not set(self.changed_data) & set(SPEAKER):
            return self.current_source
        return self.cleaned_data["source"] if self.cleaned_data["speaker"] == DESK else None

    def _ends(self, read: dict[str, Any]) -> dict[str, Any]:
        """The ends as typed; those that were left as they were follow the number in words, if that was typed anew."""
        ends = {name: self.content[name] for name in ENDS} | {name: read[name] for name in ENDS if name in read}
        for name in set(self.changed_data) & set(ENDS):
            value = self.cleaned_data[name]
            ends[name] = f"{value:f}" if isinstance(value, Decimal) else value
        point = ends["low"] is not None and ends["low"] == ends["high"]
        one_sided = ends["low"] is None or ends["high"] is None
        shape = {"stated": ends["low"] if point else None, "hedge": None, "form": "point"}
        return ends | shape | ({} if point or one_sided else {"form": "range"})

    def _population(self) -> dict[str, Any] | None:
        words, status = self.cleaned_data["population"], self.cleaned_data["status"] or "unknown"
        current = self.content.get("population") or {
            "text": "", "head": "", "lemma": "", "span": None, "part_of": None, "status": "unknown"
        }  # fmt: skip
        if not words and not current["part_of"] and status == "unknown":
            return None
        if words == current["text"]:
            return {**current, "status": status}
        head = words.split()[-1].lower() if words else ""
        return {**current, "text": words, "head": head, "lemma": words.lower(), "span": None, "status": status}

    def _claimant(self) -> dict[str, Any]:
        cleaned, current = self.cleaned_data, self.content["claimant"]
        if cleaned["speaker"] == OWN:
            return dict(claims.OWN_VOICE)
        # What is stored for a desk's source is what anybody may read of it.
        name = str(cleaned["source"]) if cleaned["speaker"] == DESK else cleaned["claimant_name"]
        anonymous = bool(cleaned["anonymous"])
        if name == (current["name"] or current["text"]) and not current["own_voice"]:
            return {**current, "anonymous": anonymous}
        named = {"text": name, "name": name, "own_voice": False, "how": "explicit", "anonymous": anonymous}
        return {**claims.OWN_VOICE, **named}

    # After a conflict

    def on_top_of(self, claim: Claim) -> QueryDict:
        """What to show when somebody else changed the claim: the claim as it is now, with what was typed on top."""
        fresh = type(self)(None, user=self.user, story=claim.story, content=claim.content, source=claim.source)
        data = QueryDict(mutable=True)
        for name, field in self.fields.items():
            shown = fresh[name]
            was = field.prepare_value(shown.initial)
            now = self[name].data if name in self.changed_data else was
            data[shown.html_initial_name] = "" if was in (None, False) else str(was)
            if now not in (None, False, ""):
                data[shown.html_name] = str(now)
        data["version"] = str(claim.version)
        return data


class CorrectForm(ClaimForm):
    """The claim's fields, and which version of it was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.show_hidden_initial = name not in {"why", "version"}


class AddForm(ClaimForm):
    """The words of a number that the machine missed, and what they say."""

    quote = forms.CharField(
        label="Words of the number", max_length=500, strip=False, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="Only the number and its hedge, as they stand in the text: “more than 100”.",
    )  # fmt: skip
    before = forms.CharField(label="Words before them", max_length=500, required=False, strip=False)
    after = forms.CharField(
        label="Words after them", max_length=500, required=False, strip=False,
        help_text="Needed only where the same words stand in several places.",
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["measure"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and self.content["low"] is None and self.content["high"] is None:
            changes = self.changes()
            if changes.get("low") is None and changes.get("high") is None:
                self.add_error("quantity", "Say which number these words mean.")
        return cleaned


class VersionForm(forms.Form):
    """Accepting and rejecting: which version was on the screen, and why."""

    version = forms.IntegerField()
    why = forms.CharField(max_length=500, required=False)


def is_moment(words: str) -> bool:
    """Whether these are an ISO date, or a date with the time."""
    try:
        day = parse_date(words)
        moment = datetime.combine(day, time.min) if day else parse_datetime(words)
        return moment is not None and can_be_told(moment)
    except ValueError:
        return False


def initial_of(content: dict[str, Any], source: Source | None) -> dict[str, Any]:
    """The form's values for a claim as it stands."""
    claimant, scope = content["claimant"], content["scope"]
    population = content.get("population") or {}
    has_number = content["low"] is not None or content["high"] is not None
    return {
        "quantity": quantity_words(content) if has_number else "",
        **{name: content[name] for name in ENDS},
        **{name: content.get(name) or "" for name in ("unit", "per", "change", "measure", "basis", "side")},
        "additional": content["additional"],
        "population": population.get("text") or "",
        "status": population.get("status") or "unknown",
        "agent": (content.get("agent") or {}).get("text") or "",
        "speaker": DESK if source else OWN if claimant["own_voice"] else NAMED,
        "claimant_name": "" if claimant["own_voice"] or source else claimant["name"] or claimant["text"] or "",
        "source": source.pk if source else None,
        "anonymous": bool(claimant.get("anonymous")),
        "via": ", ".join(link["text"] for link in content.get("via") or []),
        "certainty": content["certainty"],
        "polarity": content["polarity"],
        **{name: scope.get(name) or "" for name in ("as_of", "time", "place")},
        "cumulative": bool(scope.get("cumulative")),
    }


def known_measures(story: Story) -> list[str]:
    """Measures to offer: those of the lexicon, and those that claims of the story have."""
    used: Iterable[str] = story.claims.standing().exclude(measure="").values_list("measure", flat=True).distinct()
    return sorted({*standard().measure_of.values(), *used})
