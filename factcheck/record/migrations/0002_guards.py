from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from factcheck.record import triggers


def install(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def uninstall(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.uninstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_history")]

    operations = [migrations.RunPython(install, uninstall)]
