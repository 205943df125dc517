"""What was noted of earlier sessions keeps the network that somebody came from, and no longer the whole address."""

from django.db import migrations

from factcheck.accounts.sessions import shortened


def shorten(apps, schema_editor):
    noted = apps.get_model("usersessions", "UserSession").objects
    for session in noted.only("ip").iterator():
        noted.filter(pk=session.pk).update(ip=shortened(session.ip))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitations_and_sessions"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]
