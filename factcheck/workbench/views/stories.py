"""Stories: the list, adding one, one story with its matrix and chart, its history, who may see it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from factcheck.accounts.models import Desk, User
from factcheck.record import verification
from factcheck.record.models import Chain, Entry
from factcheck.workbench import demonstration, ingest, narration, overview, printable, shelving, sources
from factcheck.workbench.errors import BadInput, NotPermitted
from factcheck.workbench.forms.stories import AsOfForm, MembersForm, StoryForm
from factcheck.workbench.forms.typed import row_number
from factcheck.workbench.manuscripts import pages as manuscript_pages
from factcheck.workbench.models import Story
from factcheck.workbench.paging import page_of
from factcheck.workbench.permissions import fetch_for, permit, policy, role_allows
from factcheck.workbench.views.request import Request

ACTS_A_PAGE = 50


def desks_for(user: User) -> list[Desk]:
    """The desks at which the person may open a story."""
    theirs = Desk.objects.filter(pk__in=user.roles())
    return [desk for desk in theirs if permit(user, "story.add", desk)]


@policy("signed-in")
@require_GET
def stories(request: Request) -> HttpResponse:
    away = request.GET.get("show") == "put-away"
    rows = overview.listed(request.user, Story.State.PUT_AWAY if away else Story.State.OPEN)
    page = page_of(rows, ["-last_activity", "-pk"], request.GET)
    roles = request.user.roles().values()
    context = {
        "page": page,
        "away": away,
        "may_add": bool(desks_for(request.user)),
        "may_put_away": any(role_allows(role, "story.put-away") for role in roles),
        "place": "stories",
    }
    return render(request, "workbench/stories/stories.html", context)


@policy("signed-in")
@require_http_methods(["GET", "POST"])
def add_story(request: Request) -> HttpResponse:
    desks = desks_for(request.user)
    if not desks:
        raise NotPermitted("This needs the role reporter at a desk.")
    form = StoryForm(request.POST or None, desks=desks)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "workbench/stories/add.html", {"form": form, "place": "stories"}, status=status)
    said = form.cleaned_data
    story = ingest.add_story(
        form.desk_chosen, said["title"], request.user, about=said["about"], restricted=said["restricted"]
    )
    return redirect(story)


@policy("signed-in")
@require_http_methods(["GET", "POST"])
def load_demonstration(request: Request) -> HttpResponse:
    """What the demonstration is, and adding it to a desk."""
    desks = desks_for(request.user)
    if not desks:
        raise NotPermitted("This needs the role reporter at a desk.")
    refused: BadInput | None = None
    if request.method == "POST":
        asked = request.POST.get("desk", "")
        desk = next((each for each in desks if str(each.pk) == asked), desks[0])
        try:
            return redirect(demonstration.add_story(desk, request.user))
        except BadInput as error:
            refused = error
    context = {"desks": desks, "refused": refused, "place": "stories"}
    return render(request, "workbench/stories/demonstration.html", context, status=422 if refused else 200)


@policy("story.put-away")
@require_POST
def put_away(request: Request, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "story.put-away", Story.objects.all(), pk=pk)
    shelving.put_away(story, request.user)
    messages.success(request, "Put away. It stands among the stories that were put away, and can be brought back.")
    return redirect("workbench:stories")


@policy("story.put-away")
@require_POST
def bring_back(request: Request, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "story.put-away", Story.objects.all(), pk=pk)
    shelving.bring_back(story, request.user)
    messages.success(request, "It is back on the desk, and is being compared again.")
    return redirect(story)


@policy("story.view")
@require_GET
def story(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", Story.objects.select_related("desk"), pk=pk)
    if "as_of" not in request.GET:
        return _as_it_is(request, found, AsOfForm())
    form = AsOfForm(request.GET)
    if not form.is_valid():
        return _as_it_is(request, found, form, status=422)
    try:
        then = printable.printable(found, request.user, form.cleaned_data["as_of"])
    except BadInput as error:
        form.add_error("as_of", str(error))
        return _as_it_is(request, found, form, status=422)
    context = {"story": found, "desk": found.desk, "then": then, "form": form, "place": "stories"}
    return render(request, "workbench/stories/as_of.html", context)


def _as_it_is(request: Request, found: Story, form: AsOfForm, status: int = 200) -> HttpResponse:
    """The story as it stands now, with the form that asks for another moment."""
    figure = row_number(request.GET.get("figure", ""))
    seen = overview.of_story(found, request.user, figure, whole=request.GET.get("rows") == "all")
    context = {
        "story": found,
        "desk": found.desk,
        "overview": seen,
        "counts": overview.headline(seen),
        "form": form,
        "may_add": found.state == Story.State.OPEN and permit(request.user, "document.add", found),
        "may_put_away": permit(request.user, "story.put-away", found),
        "may_restrict": permit(request.user, "story.restrict", found),
        "may_retry": permit(request.user, "run.retry", found),
        "may_cancel": permit(request.user, "run.cancel", found),
        "may_settle": permit(request.user, "figure.settle", found),
        "may_calculate": permit(request.user, "calculation.write", found),
        "drafts": list(manuscript_pages.of_story(found, request.user)),
        "may_draft": found.state == Story.State.OPEN and permit(request.user, "manuscript.add", found),
        "place": "stories",
    }
    return render(request, "workbench/stories/story.html", context, status=status)


@policy("story.view")
@require_GET
def history(request: Request, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "story.view", Story.objects.select_related("desk"), pk=pk)
    chain = Chain.objects.filter(kind="story", subject_id=story.pk).first()
    page = page_of(Entry.objects.for_chain("story", story.pk), ["-sequence"], request.GET, ACTS_A_PAGE)
    context = {
        "story": story,
        "desk": story.desk,
        "page": page,
        "acts": narration.tell(page.rows, request.user),
        "chain": chain,
        "may_export": permit(request.user, "history.export", story),
        "place": "stories",
    }
    if "verify" in request.GET and chain is not None:
        context |= {"verified": True, "faults": verification.verify(chain)}
    return render(request, "workbench/stories/history.html", context)


@policy("story.restrict")
@require_http_methods(["GET", "POST"])
def members(request: Request, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "story.restrict", Story.objects.select_related("desk"), pk=pk)
    chosen = {"members": list(story.members.values_list("user_id", flat=True))} if story.restricted else {}
    form = MembersForm(request.POST or None, initial=chosen, story=story, by=request.user)
    context = {"story": story, "desk": story.desk, "form": form, "place": "stories"}
    if request.method == "GET":
        return render(request, "workbench/stories/members.html", context)
    try:
        if request.POST.get("act") == "open":
            sources.open_story(story, request.user)
            messages.success(request, "The whole desk sees this story now.")
            return redirect(story)
        if form.is_valid():
            sources.restrict_story(story, request.user, list(form.cleaned_data["members"]))
            messages.success(request, "Only the people you chose see this story now.")
            return redirect(story)
    except BadInput as error:
        form.add_error(None, str(error))
    return render(request, "workbench/stories/members.html", context, status=422)
