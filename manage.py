#!/usr/bin/env python3
"""Django's command line: `python manage.py workbench` starts everything, `python manage.py help` lists the rest."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  for whoever runs it with an older one
    sys.exit("Python 3.11 or newer is needed; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031


def main() -> None:
    from factcheck.installation import load_settings, one_line_refusals

    with one_line_refusals():
        if sys.argv[1:2] == ["workbench"]:
            from factcheck.workbench.supervisor.preparation import before_settings

            before_settings(sys.argv[2:])
        load_settings()
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
