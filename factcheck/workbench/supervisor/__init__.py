"""What `manage.py workbench` does: start everything that the workbench consists of, watch it, and end it.

`preparation` comes before the settings (libraries, folder, key, address), `database` after them (migrations, static
files, the demonstration); `broker` runs or adopts the embedded Valkey; `children` is one watched process, `supervision`
all of them together. The command in management/commands/workbench.py puts these in order.
"""
