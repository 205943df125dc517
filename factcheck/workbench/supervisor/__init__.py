"""What `manage.py workbench` does: start everything that the workbench consists of, watch it, and end it.

`preparation` comes before the settings (libraries, folder, key, address), `database` after them (migrations, static
files). The command in management/commands/workbench.py does both and then hands over (`handover`) to `__main__`, which
starts and watches: it stays for as long as the workbench runs, so it does without Django, which would be four fifths of
its memory. `broker` runs or adopts the embedded Valkey; `children` is one watched process, `supervision` all of them.
"""
