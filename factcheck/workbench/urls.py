"""The workbench's addresses, in the order of the work. Each view declares its access policy."""

from django.urls import path

from factcheck.workbench.views import (
    claims,
    comments,
    discrepancies,
    documents,
    enquiries,
    grouping,
    home,
    live,
    notifications,
    preferences,
    runs,
    search,
    sources,
    stories,
    undo,
    verdicts,
)

app_name = "workbench"

urlpatterns = [
    path("", home.home, name="home"),
    path("theme/", preferences.set_theme, name="set_theme"),
    path("live/", live.stream, name="live"),
    path("counts/", live.counts, name="counts"),
    path("search/", search.search, name="search"),
    # ingest
    path("stories/", stories.stories, name="stories"),
    path("stories/add/", stories.add_story, name="add_story"),
    path("stories/<int:pk>/", stories.story, name="story"),
    path("stories/<int:pk>/history/", stories.history, name="history"),
    path("stories/<int:pk>/members/", stories.members, name="members"),
    path("stories/<int:pk>/documents/add/", documents.add_document, name="add_document"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/original/", documents.original, name="original"),
    path("documents/<int:pk>/withdraw/", documents.withdraw, name="withdraw_document"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/retry/", runs.retry, name="retry_run"),
    path("runs/<int:pk>/cancel/", runs.cancel, name="cancel_run"),
    # extraction
    path("documents/<int:pk>/claims/add/", claims.add, name="add_claim"),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/<int:pk>/accept/", claims.accept, name="accept_claim"),
    path("claims/<int:pk>/reject/", claims.reject, name="reject_claim"),
    path("claims/<int:pk>/correct/", claims.correct, name="correct_claim"),
    path("claims/<int:pk>/seen/", claims.seen, name="see_claim"),
    # grouping
    path("claims/<int:pk>/figure/", grouping.claim_figure, name="claim_figure"),
    path("settlements/<int:pk>/undo/", grouping.undo_settlement, name="undo_settlement"),
    # review
    path("queue/", discrepancies.queue, name="queue"),
    path("queue/next/", discrepancies.take_next, name="take_next"),
    path("discrepancies/<int:pk>/", discrepancies.discrepancy, name="discrepancy"),
    path("discrepancies/<int:pk>/take/", discrepancies.take, name="take"),
    path("discrepancies/<int:pk>/release/", discrepancies.release, name="release"),
    path("discrepancies/<int:pk>/help/", discrepancies.ask_for_help, name="ask_for_help"),
    path("discrepancies/<int:pk>/dismiss/", discrepancies.dismiss, name="dismiss"),
    path("discrepancies/<int:pk>/reopen/", discrepancies.reopen, name="reopen"),
    path("discrepancies/<int:pk>/uphold/", discrepancies.uphold, name="uphold"),
    path("discrepancies/<int:pk>/regroup/", discrepancies.regroup, name="regroup"),
    path("discrepancies/<int:pk>/verdict/", verdicts.write, name="write_verdict"),
    path("undo/", undo.steps, name="undo"),
    path("undo/last/", undo.undo_last, name="undo_last"),
    path("undo/<int:pk>/", undo.undo_one, name="undo_one"),
    # enquiries
    path("discrepancies/<int:pk>/enquiries/", enquiries.about, name="enquiries"),
    path("enquiries/<int:pk>/answer/", enquiries.answer, name="answer_enquiry"),
    path("enquiries/<int:pk>/close/", enquiries.close, name="close_enquiry"),
    # comments
    path("claims/<int:pk>/comments/", comments.on_claim, name="claim_comments"),
    path("discrepancies/<int:pk>/comments/", comments.on_discrepancy, name="discrepancy_comments"),
    path("documents/<int:pk>/comments/", comments.on_document, name="document_comments"),
    path("comments/<int:pk>/take-back/", comments.take_back, name="take_back_comment"),
    path("notifications/", notifications.mine, name="notifications"),
    path("notifications/<int:pk>/open/", notifications.open_one, name="open_notification"),
    path("notifications/read/", notifications.read_all, name="read_notifications"),
    path("notifications/choices/", notifications.choices, name="notification_choices"),
    # verdicts and publishing
    path("verdicts/<int:pk>/", verdicts.verdict, name="verdict"),
    path("verdicts/<int:pk>/withdraw/", verdicts.withdraw, name="withdraw_verdict"),
    path("verdicts/<int:pk>/approve/", verdicts.approve, name="approve"),
    path("verdicts/<int:pk>/return/", verdicts.send_back, name="return_verdict"),
    path("verdicts/<int:pk>/retract/", verdicts.retract, name="retract"),
    path("verdicts/<int:pk>/reopen/", verdicts.reopen, name="reopen_verdict"),
    path("verdicts/<int:pk>/publish/", verdicts.publish, name="publish"),
    path("verdicts/<int:pk>/claim-review/", verdicts.offer_claim_review, name="offer_claim_review"),
    path("verdicts/<int:pk>/claim-review.json", verdicts.claim_review, name="claim_review"),
    # sources
    path("sources/", sources.sources, name="sources"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/confide/", sources.confide, name="confide"),
    path("sources/<int:pk>/profile/", sources.profile, name="source_profile"),
]
