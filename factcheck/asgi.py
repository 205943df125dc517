"""The ASGI entry point."""

import django

from factcheck.installation import load_settings

load_settings(status=3)  # at any other status gunicorn would start its processes again and again
django.setup(set_prefix=False)

from factcheck.operations.web_handler import WebHandler  # noqa: E402  Django must be set up before

application = WebHandler()
