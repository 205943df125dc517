"""Operations: what whoever runs the workbench needs: backups, the record's exports, health, metrics, logs.

Nothing else in the project imports from here; settings, addresses and the Celery application name what stands here.
"""
