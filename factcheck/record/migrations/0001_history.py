import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("story", "Story"), ("desk", "Desk"), ("installation", "Installation")], max_length=20
                    ),
                ),
                (
                    "subject_id",
                    models.PositiveBigIntegerField(help_text="The story's or desk's number; 0 for the installation."),
                ),
                ("head_sequence", models.PositiveBigIntegerField(default=0)),
                (
                    "head_hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "subject_id"), name="chain_one_a_subject"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["story", "desk", "installation"])), name="chain_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "installation"), _negated=True), ("subject_id", 0), _connector="OR"
                        ),
                        name="chain_installation_is_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("act", models.CharField(help_text="What was done, for example claim.accepted.", max_length=80)),
                ("subject_type", models.CharField(max_length=80)),
                ("subject_id", models.PositiveBigIntegerField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("payload_digest", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        help_text="Who did it; empty where the machine did.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chain",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="record.chain",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Payload",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="record.entry",
                    ),
                ),
                ("salt", models.CharField(max_length=32, null=True)),
                ("reason", models.TextField(null=True)),
                ("content", models.TextField(help_text="Canonical JSON.", null=True)),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content", None), ("reason", None), ("salt", None)),
                            models.Q(("content__isnull", False), ("reason__isnull", False), ("salt__isnull", False)),
                            _connector="OR",
                        ),
                        name="payload_whole_or_erased",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject_type", "subject_id"], name="entry_by_subject"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("chain", "sequence"), name="entry_one_a_place"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(condition=models.Q(("sequence__gte", 1)), name="entry_sequence_from_one"),
        ),
    ]
