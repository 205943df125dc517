"""Pages go out compressed: a page of 30 rows is a seventh of its size then.

A compressed page could betray a secret in it to whoever makes a reader's browser ask again and again with guesses in
the address, and sees how long each answer is (BREACH). Here it cannot: the one secret of a page, the token of its
forms, is masked anew in every answer; the session's cookie goes to no page that another site asks for in the background
(SameSite); and Django adds up to a hundred random bytes to each answer, so that lengths say little.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressionMiddleware(GZipMiddleware):
    """Compresses whole answers; a stream of events would wait in the compressor instead of being read."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)
