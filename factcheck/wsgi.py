"""The WSGI entry point."""

from django.core.wsgi import get_wsgi_application

from factcheck.installation import load_settings

load_settings(status=3)  # at any other status gunicorn would start its processes again and again
application = get_wsgi_application()
