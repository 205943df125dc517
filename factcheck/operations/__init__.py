"""Operations: what whoever runs the workbench needs: backups, the record's exports, health, metrics, logs.

No stage imports from here: settings, addresses and the Celery application name what stands here, and the admin panel
may show it.
"""
