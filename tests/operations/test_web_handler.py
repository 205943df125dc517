"""The web handler: requests are answered in a few kept threads with kept connections, and nothing of one reaches another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from factcheck.operations.web_handler import THREADS, WebHandler
from factcheck.workbench.permissions import policy

pytestmark = pytest.mark.django_db(transaction=True)
Message = dict[str, Any]


@policy("anyone")
def who(request: HttpRequest) -> HttpResponse:
    """The thread, its connection, and what an earlier request left in this one's context."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(f"{threading.current_thread().name} {id(connection.connection)}")


@policy("anyone")
def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.body)


@policy("anyone")
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


@policy("anyone")
def stream(request: HttpRequest) -> StreamingHttpResponse:
    async def pieces() -> Any:
        yield f"{threading.current_thread().name}\n"
        await asyncio.sleep(60)

    return StreamingHttpResponse(pieces())


urlpatterns = [path("who/", who), path("echo/", echo), path("broken/", broken), path("stream/", stream)]
handler500 = "factcheck.operations.views.server_error"


def ask(handler: WebHandler, address: str, body: bytes = b"", gone_after: float | None = None) -> Callable[[], Any]:
    """A request as a web server passes it on; its status and body."""

    async def run() -> tuple[int, bytes]:
        sent: list[Message] = []
        waiting = [{"type": "http.request", "body": body}]

        async def receive() -> Message:
            if waiting:
                return waiting.pop()
            await asyncio.sleep(60 if gone_after is None else gone_after)
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "POST" if body else "GET", "path": address, "query_string": b"",
            "headers": [(b"host", b"localhost")], "root_path": "",
        }  # fmt: skip
        await handler(scope, receive, send)
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])

    return run


@pytest.fixture
def handler() -> Any:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        made = WebHandler()
        yield made
        for _ in range(8):
            made.threads.submit(connections.close_all)
        made.threads.shutdown()


def answers(*asks: Callable[[], Any]) -> list[tuple[int, bytes]]:
    """All at once, on a loop of their own: browser tests leave one running in this thread."""

    async def together() -> list[tuple[int, bytes]]:
        return await asyncio.gather(*(each() for each in asks))

    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, together()).result()


def test_threads_and_connections_are_kept(handler: WebHandler) -> None:
    connections["default"].settings_dict["CONN_MAX_AGE"], before = 600, connection.settings_dict["CONN_MAX_AGE"]
    try:
        said = {body for _ in range(5) for _, body in answers(*[ask(handler, "/who/")] * 8)}
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = before
        close_old_connections()
    names = {each.split()[0] for each in said}
    assert 1 <= len(names) <= THREADS[connection.vendor]
    assert len(said) == len(names), "a thread connects once"


def test_a_form_arrives_whole(handler: WebHandler) -> None:
    sent = b"word " * 100_000
    assert answers(ask(handler, "/echo/", sent)) == [(200, sent)]


def test_what_breaks_is_answered(handler: WebHandler) -> None:
    [(status, body)] = answers(ask(handler, "/broken/"))
    assert status == 500
    assert b"on purpose" not in body


def test_streams_take_no_thread_from_ordinary_requests(handler: WebHandler) -> None:
    """More streams than there are threads are open while a page is asked for; they end when their readers go."""
    streams = [ask(handler, "/stream/", gone_after=1.0)] * 12
    *ended, (status, body) = answers(*streams, ask(handler, "/who/"))
    assert status == 200
    assert body.startswith(b"request")
    assert all(status == 200 and not body.startswith(b"request") for status, body in ended)
