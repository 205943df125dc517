"""The WSGI entry point."""

from django.core.wsgi import get_wsgi_application

from factcheck.installation import load_settings

load_settings()
application = get_wsgi_application()
