"""Our own drafts: the list, bringing one in, checking it line by line, signing it off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from factcheck.accounts.models import User
from factcheck.workbench import passages
from factcheck.workbench.errors import BadInput, NotPermitted, Refused
from factcheck.workbench.forms.manuscripts import ActForm, DraftForm, MarkForm, VersionOfDraftForm
from factcheck.workbench.manuscripts import drafting, marking, pages, signing
from factcheck.workbench.models import Manuscript, ManuscriptItem, Story
from factcheck.workbench.names import hidden_from
from factcheck.workbench.paging import page_of
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.views.documents import part_number, run_rights
from factcheck.workbench.views.request import Request

ROWS = Manuscript.objects.select_related("story__desk", "author", "signed_off_by")
ITEMS = ManuscriptItem.objects.select_related("story__desk", "text__manuscript__author", "decided_by")
PAGE = "workbench/manuscripts/manuscript.html"
ACTS = ("write", "withdraw", "mark", "sign-off")
CORRECTIONS_SHOWN = 20
NO_FORM = "The form did not say which version was on the screen. Look at it as it is now, then decide."


@policy("signed-in")
@require_GET
def drafts(request: Request) -> HttpResponse:
    """The drafts, the last one worked on first, and above them what needs correcting."""
    page = page_of(pages.listed(request.user), ["-changed_at", "-pk"], request.GET)
    tasks = list(pages.corrections_for(request.user)[:CORRECTIONS_SHOWN])
    return render(request, "workbench/manuscripts/drafts.html", {"page": page, "corrections": tasks, "place": "drafts"})


@policy("manuscript.add")
@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "manuscript.add", Story.objects.select_related("desk"), pk=pk)
    form = DraftForm(request.POST, request.FILES) if request.method == "POST" else DraftForm()
    if form.is_valid():
        try:
            return redirect(
                drafting.add(
                    story, form.decoded, request.user, title=form.cleaned_data["title"], filename=_filename(form)
                )
            )
        except BadInput as error:
            form.add_error(None, str(error))
    context = {"story": story, "desk": story.desk, "form": form, "place": "drafts"}
    return render(request, "workbench/manuscripts/add.html", context, status=422 if form.errors else 200)


@policy("manuscript.write")
@require_http_methods(["GET", "POST"])
def add_text(request: Request, pk: int) -> HttpResponse:
    """Another version. The form begins with the words of the last one, to be changed or pasted over."""
    manuscript = fetch_for(request.user, "manuscript.write", ROWS, pk=pk)
    if request.method == "POST":
        form = VersionOfDraftForm(request.POST, request.FILES)
    else:
        last = manuscript.texts.get(number=manuscript.latest)
        form = VersionOfDraftForm(initial={"text": last.text, "version": manuscript.version})
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            drafting.add_text(manuscript, form.decoded, request.user, version, filename=_filename(form))
            return redirect(manuscript)
        except NotPermitted:
            raise
        except Refused as refused:
            form.add_error("text" if isinstance(refused, BadInput) else None, str(refused))
    context = {"manuscript": manuscript, "story": manuscript.story, "desk": manuscript.story.desk, "form": form}
    context["place"] = "drafts"
    return render(request, "workbench/manuscripts/add_text.html", context, status=422 if form.errors else 200)


def _filename(form: DraftForm) -> str:
    upload = form.cleaned_data["file"]
    return upload.name if upload else ""


@policy("story.view")
@require_GET
def manuscript(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", ROWS, pk=pk)
    return shown(request, found)


def shown(request: Request, found: Manuscript, status: int = 200, **more: Any) -> HttpResponse:
    """The page, or with htmx its text alone."""
    asked = request.GET
    opened = more.pop("opened", None) or asked.get("item", "")
    context = {**context_of(found, request.user, str(opened), asked.get("part", "")), **more}
    htmx = request.htmx and request.method == "GET"
    return render(request, f"{PAGE}#text" if htmx else PAGE, context, status=status)


def context_of(found: Manuscript, user: User, opened: str = "", part: str = "") -> dict[str, Any]:
    """Everything that the page shows to one person; `opened` is the id of the item that is laid open."""
    # Before what it found: should it end meanwhile, the page finds that out by itself.
    run = found.runs.order_by("-pk").first()
    hidden = hidden_from(user, [found.story_id])
    text = found.texts.defer("content").get(number=found.latest)
    items = list(text.items.select_related("decided_by").order_by("number"))
    parts = passages.parts(text.text, [item.start for item in items])
    chosen = next((item for item in items if str(item.pk) == opened), None)
    number = part_number(parts, part, chosen.start if chosen else None)
    begin, end = parts[number - 1]
    here = [item for item in items if begin <= item.start < end]
    notes = pages.notes_of(here, user, hidden)
    may = {act.replace("-", "_"): permit(user, f"manuscript.{act}", found) for act in ACTS}
    checking = found.state == Manuscript.State.CHECKING
    return {
        "manuscript": hidden.hide_in(found, "override"),
        "text": text,
        "story": found.story,
        "desk": found.story.desk,
        "place": "drafts",
        "paragraphs": passages.paragraphs(text.text, notes.values(), None, (begin, end)),
        "part": number,
        "parts": len(parts),
        **progress_of(items),
        "missing": signing.missing_in(text, items),
        "evidence_hash": signing.evidence_hash(text) if checking and may["sign_off"] else "",
        "run": run,
        "corrections": list(found.corrections.open().select_related("item")),
        "versions": list(pages.texts_of(found)) if found.latest > 1 else [],
        "since": since_the_last(found, text.text),
        "may": may,
        "may_mark_here": may["mark"] and found.state in (Manuscript.State.DRAFT, Manuscript.State.CHECKING),
        **(open_note(chosen, user) if chosen is not None else {}),
        **run_rights(user, found),
    }


def since_the_last(found: Manuscript, text: str) -> list[tuple[str, str]]:
    """What the newest version says otherwise than the one before; nothing for the first."""
    before = found.texts.filter(number=found.latest - 1).values_list("text", flat=True).first()
    return pages.changes_between(before, text) if before else []


def progress_of(items: list[ManuscriptItem]) -> dict[str, Any]:
    """ "7 of 12 checked", and how many stand how."""
    states = Counter(pages.Note(item).shown for item in items)
    labels = [*((state.value, state.label.lower()) for state in ManuscriptItem.State), ("changed", "changed since")]
    return {
        "settled": sum(item.is_settled for item in items),
        "total": len(items),
        "counts": [(value, label, states[value]) for value, label in labels if states[value]],
    }


# --- one item ------------------------------------------------------------------------------------------------------


def open_note(item: ManuscriptItem, user: User, **more: Any) -> dict[str, Any]:
    """What the open note of an item shows besides the closed one."""
    hidden = hidden_from(user, [item.story_id])
    changes = [key for change in item.changed for key in pages.keys_of(change["leads"])]
    words = pages.Words.of(
        user, hidden, [pk for kind, pk in changes if kind == "claim"], [pk for kind, pk in changes if kind == "verdict"]
    )
    leads = pages.leads_of(item, user, hidden, more.get("ticked"))
    return {
        "opened": item.pk,
        "leads": leads,
        "besides": sum(lead.is_beside for lead in leads),
        "doubts": pages.doubts_of(item, hidden),
        "changes": [
            (change["cause"], words.lead(*key))
            for change in item.changed
            for key in pages.keys_of(change["leads"]) or [("claim", 0)]
        ],
        **more,
    }


@policy("story.view")
@require_GET
def item(request: Request, pk: int) -> HttpResponse:
    """An item laid open: its note for htmx, else the manuscript's page at that place."""
    found = fetch_for(request.user, "story.view", ITEMS, pk=pk)
    return note(request, found) if request.htmx else redirect(pages.address_of(found))


def note(request: Request, found: ManuscriptItem, status: int = 200, **more: Any) -> HttpResponse:
    hidden = hidden_from(request.user, [found.story_id])
    manuscript = found.text.manuscript
    checkable = manuscript.state in (Manuscript.State.DRAFT, Manuscript.State.CHECKING)
    may_mark = permit(request.user, "manuscript.mark", found)
    context = {
        "note": pages.notes_of([found], request.user, hidden)[found.pk],
        "manuscript": manuscript,
        "may": {"mark": may_mark},
        "may_mark_here": may_mark and checkable and found.text.number == manuscript.latest,
        **open_note(found, request.user, **more),
    }
    return render(request, "workbench/manuscripts/_note.html", context, status=status)


def refusal_of(form: Form, field: str) -> str:
    """What is wrong with the one field that people write in; else that the form was none of ours."""
    return " ".join(map(str, form.errors.get(field, ()))) or NO_FORM


@policy("manuscript.mark")
@require_POST
def mark(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "manuscript.mark", ITEMS, pk=pk)
    form = MarkForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput(refusal_of(form, "note"))
        said = form.cleaned_data
        marking.mark(
            found, request.user, said["version"], said["state"],
            evidence=form.evidence(), words=said["note"], facts=said["facts"],
        )  # fmt: skip
    except NotPermitted:
        raise
    except Refused as refused:
        more = {"refusal": str(refused), "typed": request.POST.get("note", ""), "ticked": form.evidence()}
        fresh = ITEMS.get(pk=pk)
        if request.htmx:
            return note(request, fresh, refused.status, **more)
        return shown(request, ROWS.get(pk=fresh.text.manuscript_id), refused.status, opened=pk, **more)
    fresh = ITEMS.get(pk=pk)
    if not request.htmx:
        return redirect(pages.address_of(fresh))
    return note(request, fresh, beside=True, **beside_of(fresh, request.user))


def beside_of(item: ManuscriptItem, user: User) -> dict[str, Any]:
    """What a mark changes on the page besides its own note."""
    text, items = item.text, list(item.text.items.order_by("number"))
    signs = item.text.manuscript.state == Manuscript.State.CHECKING and permit(
        user, "manuscript.sign-off", text.manuscript
    )
    return {
        "text": text,
        "missing": signing.missing_in(text, items),
        "evidence_hash": signing.evidence_hash(text) if signs else "",
        **progress_of(items),
    }


# --- the manuscript ------------------------------------------------------------------------------------------------


def perform(request: Request, found: Manuscript, act: Callable[[dict[str, Any]], Any], done: str) -> HttpResponse:
    """Do one act on the version that was on the screen; a refusal shows the page as it stands, with what was typed."""
    form = ActForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput(NO_FORM)
        act(form.cleaned_data)
    except NotPermitted:
        raise
    except Refused as refused:
        typed = {name: request.POST.get(name, "") for name in ("why", "override")}
        return shown(request, ROWS.get(pk=found.pk), refused.status, refused=refused, **typed)
    messages.success(request, done)
    return redirect(found)


@policy("manuscript.write")
@require_POST
def hand_in(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "manuscript.write", ROWS, pk=pk)
    done = "Handed in: a fact-checker can go through it now."
    return perform(request, found, lambda said: drafting.hand_in(found, request.user, said["version"]), done)


@policy("manuscript.sign-off")
@require_POST
def sign_off(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "manuscript.sign-off", ROWS, pk=pk)
    return perform(
        request,
        found,
        lambda said: signing.sign_off(
            found, request.user, said["version"], said["evidence_hash"], override=said["override"]
        ),
        "Signed off. You and its author will be told when something under it changes.",
    )


@policy("manuscript.sign-off")
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "manuscript.sign-off", ROWS, pk=pk)
    done = "Open again: its marks can be changed."
    return perform(request, found, lambda said: signing.reopen(found, request.user, said["version"], said["why"]), done)


@policy("manuscript.withdraw")
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "manuscript.withdraw", ROWS, pk=pk)
    done = "Withdrawn. It is kept, and no longer in the list."
    return perform(
        request, found, lambda said: drafting.withdraw(found, request.user, said["version"], said["why"]), done
    )
