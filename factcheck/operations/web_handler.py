"""From the web server to Django: each request is answered in one of a few threads that stay.

Django's own ASGI handler makes a thread for each request and passes it to and fro for each middleware; its database
connection cannot outlive it, so that every page begins by connecting. Here the threads, and with them the connections,
are kept (CONN_MAX_AGE), and a request changes threads once. A stream of live updates is sent from the event loop
afterwards: it has neither a thread nor a connection, so streams starve nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

# While one waits for the database, others go on. SQLite lets one write at a time: more would only wait for each other.
THREADS = {"sqlite": 2, "postgresql": 4}


class WebHandler(ASGIHandler):
    """Django's handler, with the whole of a request in one kept thread."""

    def __init__(self) -> None:
        super().__init__()
        self.threads = ThreadPoolExecutor(THREADS.get(connection.vendor, 2), thread_name_prefix="request")

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError(f"This is no request over HTTP but {scope['type']}.")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        try:
            response = await self._in_thread(self._answer, scope, body)
            if not response.streaming:
                await self.send_response(response, send)
            else:
                await self._send_until_gone(response, receive, send)
        finally:
            body.close()

    def _answer(self, scope: Any, body: Any) -> HttpResponseBase:
        """In a thread: what Django does with a request, from its first signal to its last."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refusal = self.create_request(scope, body)
        if request is None:
            response: HttpResponseBase = refusal or HttpResponse(status=400)
        else:
            response = self.get_response(request)
        response._handler_class = type(self)  # type: ignore[attr-defined]
        if not response.streaming:
            response.close()  # here, so that what it lets go of is this thread's
        return response

    async def _send_until_gone(self, response: HttpResponseBase, receive: Any, send: Any) -> None:
        """Send a stream until it, or its reader, is at the end."""
        tasks = [
            asyncio.create_task(self.listen_for_disconnect(receive)),
            asyncio.create_task(self.send_response(response, send)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            await self._in_thread(response.close)
        for error in ended:
            if isinstance(error, Exception) and not isinstance(error, RequestAborted):
                raise error

    async def _in_thread(self, act: Callable[..., Any], *given: Any) -> Any:
        """Do it in one of the kept threads, with a context of its own: nothing of one request reaches the next."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, copy_context().run, act, *given)
