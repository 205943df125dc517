"""Who meets what at each address: a row an address, a letter a person, for GET and for POST.

A new address has to get its row. The failure shows the row as it is now: judge it, then write it down. What the letters
mean, and in which order the people stand, says tests/workbench/visiting.py.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.kept import Kept
from tests.workbench.visiting import (
    REFUSED,
    VISITORS,
    address_of,
    browser_of,
    letter,
    names_of_addresses,
    things_of,
    visit,
)

# Things in the open story. POST is sent empty, so that who may do the act learns what the form still needs.
ROWS = {
    "account_email":                         ("44444444444", "44444444444"),
    "invitation":                            ("ggggggggggg", "ggggggggggg"),
    "sessions":                              ("lyyyyyyyyyl", "lrrrrrrrrrl"),
    "mfa_index":                             ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "mfa_authenticate":                      ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "mfa_reauthenticate":                    ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "mfa_activate_totp":                     ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "mfa_deactivate_totp":                   ("l444444444l", "l444444444l"),
    "mfa_view_recovery_codes":               ("l444444444l", "lmmmmmmmmml"),
    "mfa_generate_recovery_codes":           ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "mfa_download_recovery_codes":           ("l444444444l", "l444444444l"),
    "mfa_list_webauthn":                     ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "mfa_add_webauthn":                      ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "mfa_reauthenticate_webauthn":           ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "mfa_remove_webauthn":                   ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "mfa_edit_webauthn":                     ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "mfa_login_webauthn":                    ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "account_login":                         ("yrrrrrrrrry", "yrrrrrrrrry"),
    "account_logout":                        ("ryyyyyyyyyr", "rrrrrrrrrrr"),
    "account_inactive":                      ("yyyyyyyyyyy", "mmmmmmmmmmm"),
    "account_signup":                        ("yrrrrrrrrry", "yrrrrrrrrry"),
    "account_reauthenticate":                ("lyyyyyyyyyl", "lyyyyyyyyyl"),
    "account_email_verification_sent":       ("yyyyyyyyyyy", "mmmmmmmmmmm"),
    "account_change_password":               ("lyyyyyyyyyl", "lyyyyyyyyyl"),
    "account_set_password":                  ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "account_reset_password":                ("yyyyyyyyyyy", "yyyyyyyyyyy"),
    "account_confirm_login_code":            ("lrrrrrrrrrl", "lrrrrrrrrrl"),
    "account_confirm_email":                 ("yyyyyyyyyyy", "44444444444"),
    "account_reset_password_from_key_done":  ("yyyyyyyyyyy", "mmmmmmmmmmm"),
    "account_reset_password_from_key":       ("yyyyyyyyyyy", "yyyyyyyyyyy"),
    "account_reset_password_done":           ("yyyyyyyyyyy", "mmmmmmmmmmm"),
    "healthz":                               ("eeeeeeeeeee", "mmmmmmmmmmm"),
    "metrics":                               ("444444444y4", "mmmmmmmmmmm"),
    "export_history":                        ("l0000yy044l", "lmmmmmmmmml"),
    "home":                                  ("lrrrrrrrryl", "lmmmmmmmmml"),
    "set_theme":                             ("mmmmmmmmmmm", "iiiiiiiiiii"),
    "live":                                  ("lnnnnnnnnnl", "lmmmmmmmmml"),
    "live_since":                            ("liiiiiiiiil", "lmmmmmmmmml"),
    "here":                                  ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "counts":                                ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "search":                                ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "stories":                               ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "add_story":                             ("l0yyyyy0y0l", "l0uuuuu0u0l"),
    "story":                                 ("lyyyyyyy44l", "lmmmmmmmmml"),
    "history":                               ("lyyyyyyy44l", "lmmmmmmmmml"),
    "members":                               ("l0000yy044l", "l0000uu044l"),
    "add_document":                          ("l0yyyyy044l", "l0uuuuu044l"),
    "document":                              ("lyyyyyyy44l", "lmmmmmmmmml"),
    "original":                              ("lyyyyyyy44l", "lmmmmmmmmml"),
    "withdraw_document":                     ("l0000yy044l", "l0000uu044l"),
    "run":                                   ("lyyyyyyy44l", "lmmmmmmmmml"),
    "retry_run":                             ("lmmmmmmmmml", "l0cccccc44l"),
    "cancel_run":                            ("lmmmmmmmmml", "l0cccccc44l"),
    "add_claim":                             ("l00yyyy044l", "l00uuuu044l"),
    "claim":                                 ("lyyyyyyy44l", "lmmmmmmmmml"),
    "accept_claim":                          ("lmmmmmmmmml", "l00uuuu044l"),
    "reject_claim":                          ("lmmmmmmmmml", "l00uuuu044l"),
    "correct_claim":                         ("l00yyyy044l", "l00uuuu044l"),
    "see_claim":                             ("lmmmmmmmmml", "lnnnnnnn44l"),
    "claim_figure":                          ("l00yyyy044l", "l00iiii044l"),
    "undo_settlement":                       ("lmmmmmmmmml", "l00rrrr044l"),
    "queue":                                 ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "take_next":                             ("lmmmmmmmmml", "lrrrrrrrrrl"),
    "discrepancy":                           ("lyyyyyyy44l", "lmmmmmmmmml"),
    "take":                                  ("lmmmmmmmmml", "l00rrrr044l"),
    "skip":                                  ("lmmmmmmmmml", "l00rrrr044l"),
    "release":                               ("lmmmmmmmmml", "l0000rr044l"),
    "ask_for_help":                          ("lmmmmmmmmml", "l00uuuu044l"),
    "dismiss":                               ("lmmmmmmmmml", "l00uuuu044l"),
    "reopen":                                ("lmmmmmmmmml", "l00uuuu044l"),
    "uphold":                                ("lmmmmmmmmml", "l00uuuu044l"),
    "regroup":                               ("lmmmmmmmmml", "l00iiii044l"),
    "write_verdict":                         ("lmmmmmmmmml", "l00rrrr044l"),
    "assign":                                ("l0000yy044l", "l0000uu044l"),
    "unassign":                              ("lmmmmmmmmml", "l0000cc044l"),
    "undo":                                  ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "undo_last":                             ("lmmmmmmmmml", "lccrcrccccl"),
    "undo_one":                              ("lmmmmmmmmml", "l44r444444l"),
    "enquiries":                             ("lyyyyyyy44l", "l00uuuu044l"),
    "answer_enquiry":                        ("lmmmmmmmmml", "l00uuuu044l"),
    "close_enquiry":                         ("lmmmmmmmmml", "l00uuuu044l"),
    "claim_comments":                        ("lyyyyyyy44l", "l0uuuuu044l"),
    "discrepancy_comments":                  ("lyyyyyyy44l", "l0uuuuu044l"),
    "document_comments":                     ("lyyyyyyy44l", "l0uuuuu044l"),
    "take_back_comment":                     ("lmmmmmmmmml", "l00r000044l"),
    "notifications":                         ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "open_notification":                     ("lmmmmmmmmml", "l4444r4444l"),
    "read_notifications":                    ("lmmmmmmmmml", "lrrrrrrrrrl"),
    "notification_choices":                  ("lyyyyyyyyyl", "lrrrrrrrrrl"),
    "verdict":                               ("lyyyyyyy44l", "lmmmmmmmmml"),
    "withdraw_verdict":                      ("lmmmmmmmmml", "l00u000044l"),
    "approve":                               ("lmmmmmmmmml", "l0000uu044l"),
    "return_verdict":                        ("lmmmmmmmmml", "l0000uu044l"),
    "retract":                               ("lmmmmmmmmml", "l0000uu044l"),
    "reopen_verdict":                        ("lmmmmmmmmml", "l0000uu044l"),
    "publish":                               ("lmmmmmmmmml", "l0000uu044l"),
    "offer_claim_review":                    ("lmmmmmmmmml", "l0000uu044l"),
    "claim_review":                          ("lccccccc44l", "lmmmmmmmmml"),
    "sources":                               ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "source":                                ("lyyyyyyy44l", "lmmmmmmmmml"),
    "confide":                               ("l0000y0044l", "l0000u0044l"),
    "source_profile":                        ("l0000yy044l", "lmmmmmmmmml"),
    "admin:index":                           ("lllllllylyl", "lllllllylyl"),
    "admin:login":                           ("l000000r0rl", "l000000y0yl"),
    "admin:logout":                          ("rrrrrrrmrmr", "rrrrrrryryr"),
    "admin:password_change":                 ("lllllllylyl", "lllllllylyl"),
    "admin:password_change_done":            ("lllllllylyl", "lllllllmlml"),
    "admin:autocomplete":                    ("lllllll0l0l", "lllllllmlml"),
    "admin:jsi18n":                          ("lllllllylyl", "lllllllmlml"),
    "admin:view_on_site":                    ("44444444444", "44444444444"),
    "admin:(short)":                         ("lllllllrlrl", "lllllllrlrl"),
    "admin:workbench_rulebook_try":          ("lllllllylyl", "lllllllulul"),
    "admin:workbench_vocabulary_try":        ("lllllllylyl", "lllllllulul"),
    "admin:app_list":                        ("lllllllylyl", "lllllllylyl"),
    "admin:(nothing)":                       ("lllllll4l4l", "lllllll4l4l"),
    "admin:workbench_source_merge":          ("lllllll4l4l", "lllllll4l4l"),
    "admin:workbench_source_duplicates":     ("lllllllylyl", "lllllllmlml"),
    "work":                                  ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "queue_counts":                          ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "act_on_several":                        ("lmmmmmmmmml", "liiiiiiiiil"),
    "save_view":                             ("lmmmmmmmmml", "luuuuuuuuul"),
    "rename_view":                           ("lmmmmmmmmml", "l4444u4444l"),
    "delete_view":                           ("lmmmmmmmmml", "l4444r4444l"),
    "add_calculation":                       ("l00yyyy044l", "l00uuuu044l"),
    "calculation":                           ("lyyyyyyy44l", "lmmmmmmmmml"),
    "revise_calculation":                    ("l00yyyy044l", "l00uuuu044l"),
    "use_calculation":                       ("lmmmmmmmmml", "l00uuuu044l"),
    "withdraw_calculation":                  ("lmmmmmmmmml", "l00uuuu044l"),
    "take_up_calculation":                   ("lmmmmmmmmml", "l00uuuu044l"),
    "demonstration":                         ("l0yyyyy0y0l", "l0rrrrr0r0l"),
    "story_readings":                        ("lyyyyyyy44l", "lmmmmmmmmml"),
    "set_readings":                          ("lmmmmmmmmml", "l0000ii044l"),
    "figure_readings":                       ("lyyyyyyy44l", "lmmmmmmmmml"),
    "adjudicate":                            ("lmmmmmmmmml", "l0000ii044l"),
    "drafts":                                ("lyyyyyyyyyl", "lmmmmmmmmml"),
    "add_manuscript":                        ("l0yyyyy044l", "l0uuuuu044l"),
    "manuscript":                            ("lyyyyyyy44l", "lmmmmmmmmml"),
    "add_manuscript_text":                   ("l00y000044l", "l00u000044l"),
    "hand_in_manuscript":                    ("lmmmmmmmmml", "l00u000044l"),
    "sign_off_manuscript":                   ("lmmmmmmmmml", "l0000uu044l"),
    "reopen_manuscript":                     ("lmmmmmmmmml", "l0000uu044l"),
    "withdraw_manuscript":                   ("lmmmmmmmmml", "l00u0uu044l"),
    "manuscript_item":                       ("lrrrrrrr44l", "lmmmmmmmmml"),
    "mark_item":                             ("lmmmmmmmmml", "l00uuuu044l"),
    "correction":                            ("lyyyyyyy44l", "lmmmmmmmmml"),
    "end_correction":                        ("lmmmmmmmmml", "l00uuuu044l"),
    "put_away":                              ("lmmmmmmmmml", "l0000rr044l"),
    "bring_back":                            ("lmmmmmmmmml", "l0000cc044l"),
    "admin:workbench_source_import":         ("lllllllyl4l", "lllllllul4l"),
    "admin:workbench_source_export":         ("lllllllylyl", "lllllllmlml"),
    "admin:workbench_vocabulary_import":     ("lllllllylyl", "lllllllulul"),
    "admin:workbench_vocabulary_export":     ("lllllllylyl", "lllllllmlml"),
}  # fmt: skip
# The admin panel's pages of a model: what administrator and superuser meet by GET, then by POST; the rows are those
# with the smallest number, which may be another's. Everybody else is led to signing in.
ADMIN_KINDS = ("changelist", "add", "change", "history", "delete")
ADMIN_ROWS = {
    "workbench_calculation":   "yyyy 0000 y404 y4y4 0404",
    "workbench_sourcemerge":   "yyyy 0000 4444 4444 4444",
    "workbench_manuscript":      "yyyy 0000 y404 y4y4 0404",
    "workbench_correction":      "yyyy 0000 y404 y4y4 0404",
    "workbench_reading":         "yyyy 0000 y404 y4y4 0404",
    "workbench_snapshot":        "yyyy 0000 y404 y4y4 0404",
    "workbench_reprint":         "yyyy 0000 4444 4444 4444",
    "workbench_comment":         "yyyy 0000 y404 y4y4 0404",
    "workbench_enquiry":         "yyyy 0000 y404 y4y4 0404",
    "workbench_settlement":      "yyyy 0000 y404 y4y4 0404",
    "workbench_claim":         "yyyy 0000 y404 y4y4 0404",
    "workbench_discrepancy":   "yyyy 0000 y404 y4y4 0404",
    "record_chain":            "yyyy 0000 4y40 4y4y 4040",
    "record_entry":            "yyyy 0000 4y40 4y4y 4040",
    "accounts_user":           "yyyy yyyy yyyy yyyy 0000",
    "accounts_desk":           "yyyy 0y0y yyyy yyyy 0000",
    "accounts_membership":     "yyyy 0000 yy00 yyyy 0000",
    "accounts_invitation":     "yyyy 0000 4444 4444 4444",
    "workbench_rulebook":      "yyyy 0y0y yyyy yyyy 0000",
    "workbench_source":        "yyyy y0y0 y404 y4y4 0404",
    "workbench_story":         "yyyy 0000 y404 y4y4 0404",
    "workbench_document":      "yyyy 0000 y404 y4y4 0404",
    "workbench_figure":        "yyyy 0000 y404 y4y4 0404",
    "workbench_run":           "yyyy 0000 y404 y4y4 0404",
    "workbench_verdict":       "yyyy 0000 y404 y4y4 0404",
    "workbench_evidence":      "yyyy 0000 y404 y4y4 0404",
    "workbench_vocabulary":    "yyyy yyyy yyyy yyyy 0000",
}  # fmt: skip
METHODS = ("get", "post")
NAMED = frozenset(worlds.RESTRICTED)
SHOULD_CHANGE_NOTHING = ("get", "put", "patch", "delete")
# What a request may write without having changed anything: whose session it was, and where it was signed in.
BOOKKEEPING = ("django_session", "usersessions_usersession")
TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|csrf-token" content="|X-CSRFToken[^a-zA-Z0-9]+)[^"&]+')


def expected() -> dict[str, tuple[str, str]]:
    """Every row of both tables, a letter for each visitor."""
    rows = dict(ROWS)
    for model, said in ADMIN_ROWS.items():
        for kind, letters in zip(ADMIN_KINDS, said.split(), strict=True):
            rows[f"admin:{model}_{kind}"] = (in_the_panel(letters[:2]), in_the_panel(letters[2:]))
    return rows


def in_the_panel(letters: str) -> str:
    may = dict(zip(("administrator", "superuser"), letters, strict=True))
    return "".join(may.get(person, "l") for person in VISITORS)


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept) -> worlds.World:
    return kept.world


@pytest.fixture
def addresses(world: worlds.World, cast: Cast, empty_queues: None) -> dict[str, dict[str, str]]:
    """Name of an address -> its path with the things of the open story in it, and of the restricted one."""
    stories = {"open": world.open_story, "restricted": world.restricted_story}
    things = {which: things_of(story, cast) for which, story in stories.items()}
    return {
        name: {which: address_of(name, route, ids) for which, ids in things.items()}
        for name, route in names_of_addresses().items()
    }


def answers(cast: Cast, addresses: list[str], person: str, method: str) -> list[str]:
    """A letter for each; what one visit does is undone before the next."""
    browser, found = browser_of(cast, person), []
    for address in addresses:
        cache.clear()
        found.append(letter(visit(browser, method, address)))
    return found


@pytest.mark.parametrize("panel", [False, True], ids=["the workbench", "the admin panel"])
def test_every_address_meets_everybody_as_its_row_says(
    cast: Cast, addresses: dict[str, dict[str, str]], panel: bool
) -> None:
    addresses = {name: paths for name, paths in addresses.items() if name.startswith("admin:") is panel}
    paths = [each["open"] for each in addresses.values()]
    letters = {
        method: ["".join(row) for row in zip(*(answers(cast, paths, one, method) for one in VISITORS), strict=True)]
        for method in METHODS
    }
    met = dict(zip(addresses, zip(*(letters[method] for method in METHODS), strict=True), strict=True))
    rows = {name: row for name, row in expected().items() if name.startswith("admin:") is panel}
    wrong = [
        f'"{name}": {met[name]},  # said: {rows.get(name, "nothing")}' for name in met if met[name] != rows.get(name)
    ]
    gone = [f'"{name}": no such address any more' for name in rows if name not in met]
    order = " ".join(VISITORS)
    assert not wrong + gone, "Judge these rows, then write them down; " + order + "\n" + "\n".join(wrong + gone)


def test_in_a_restricted_story_only_those_named_meet_anything(cast: Cast, addresses: dict[str, dict[str, str]]) -> None:
    """Those named meet what they meet in an open one; everybody else the same answer as for nothing, whatever they ask."""
    browsers, wrong = {person: browser_of(cast, person) for person in VISITORS}, []
    for name, paths in addresses.items():
        if paths["open"] == paths["restricted"]:
            continue
        for method, row in zip(METHODS, ROWS[name], strict=True):
            for person, in_the_open in zip(VISITORS, row, strict=True):
                met = letter(visit(browsers[person], method, paths["restricted"]))
                hidden = person not in NAMED and in_the_open not in "lm"
                if met != ("4" if hidden else in_the_open):
                    wrong.append(f"{person} {method} {paths['restricted']} ({name}): {met}")
    assert not wrong


@pytest.mark.parametrize("method", SHOULD_CHANGE_NOTHING)
def test_looking_changes_nothing_nor_does_a_method_that_no_form_uses(
    cast: Cast, addresses: dict[str, dict[str, str]], method: str
) -> None:
    """By those who may do most: the editor in the workbench, the superuser in the panel. Sessions apart."""
    found = []
    browsers = {person: browser_of(cast, person) for person in ("superuser", "editor")}
    for name, paths in addresses.items():
        browser = browsers["superuser" if name.startswith("admin:") else "editor"]
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            getattr(browser, method)(paths["open"])
            transaction.set_rollback(True)
        found += [
            f"{method} {paths['open']} ({name}): {query['sql'][:120]}"
            for query in queries.captured_queries
            if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
            and not any(b in query["sql"] for b in BOOKKEEPING)
        ]
    assert not found


def test_a_number_of_nothing_is_answered_as_a_hidden_thing_is(cast: Cast, addresses: dict[str, dict[str, str]]) -> None:
    """Page for page, but for the address: what is hidden and what was never there cannot be told apart."""
    browser = browser_of(cast, "viewer")
    differ = []
    for name, route in names_of_addresses().items():
        if "<int:pk>" not in route or route.startswith("accounts/"):
            continue
        nothing = address_of(name, route, dict.fromkeys(things_of_nothing(), 987654321))
        for method in METHODS:
            paths = (addresses[name]["restricted"], nothing)
            hidden, absent = (visit(browser, method, path) for path in paths)
            told = [
                (each.status_code, TOKEN.sub(b"", each.content).replace(path.encode(), b"").replace(quoted(path), b""))
                for each, path in zip((hidden, absent), paths, strict=True)
            ]
            if letter(hidden) in REFUSED - {"0"} and told[0] != told[1]:
                differ.append(f"{method} {route}")
    assert not differ


def things_of_nothing() -> list[str]:
    return [route.split("/")[0] for route in names_of_addresses().values() if "<int:pk>" in route]


def quoted(path: str) -> bytes:
    return quote(path).encode()
