"""What the workbench keeps. Every write that touches several of these is one named function in a stage module."""

from factcheck.workbench.models.agreement import Agreement
from factcheck.workbench.models.calculations import Calculation, CalculationInput, CitedCalculation, Working
from factcheck.workbench.models.claims import Claim, Reading
from factcheck.workbench.models.comments import Comment, Notification, NotificationChoice
from factcheck.workbench.models.discrepancies import Discrepancy, Lease, SecondLease, Sighting, Skip
from factcheck.workbench.models.documents import Document, Original, Reprint, Sketch, SketchBand
from factcheck.workbench.models.enquiries import Enquiry
from factcheck.workbench.models.figures import Figure, FigureMembership, SettledPair, Settlement, Snapshot
from factcheck.workbench.models.manuscripts import (
    Correction,
    ItemEvidence,
    Manuscript,
    ManuscriptItem,
    ManuscriptText,
)
from factcheck.workbench.models.queue import BulkAct, SavedView
from factcheck.workbench.models.rulebooks import Rulebook
from factcheck.workbench.models.runs import Run
from factcheck.workbench.models.search import DiscrepancyWords, SearchEntry
from factcheck.workbench.models.sources import Source, SourceAlias, SourceConfidant, SourceMerge
from factcheck.workbench.models.stories import Story, StoryMember
from factcheck.workbench.models.verdicts import Evidence, Verdict, VerdictContributor
from factcheck.workbench.models.vocabulary import Vocabulary

__all__ = [
    "Agreement",
    "BulkAct",
    "Calculation",
    "CalculationInput",
    "CitedCalculation",
    "Claim",
    "Comment",
    "Correction",
    "Discrepancy",
    "DiscrepancyWords",
    "Document",
    "Enquiry",
    "Evidence",
    "Figure",
    "FigureMembership",
    "ItemEvidence",
    "Lease",
    "Manuscript",
    "ManuscriptItem",
    "ManuscriptText",
    "Notification",
    "NotificationChoice",
    "Original",
    "Reading",
    "Reprint",
    "Rulebook",
    "Run",
    "SavedView",
    "SearchEntry",
    "SecondLease",
    "SettledPair",
    "Settlement",
    "Sighting",
    "Sketch",
    "SketchBand",
    "Skip",
    "Snapshot",
    "Source",
    "SourceAlias",
    "SourceConfidant",
    "SourceMerge",
    "Story",
    "StoryMember",
    "Verdict",
    "VerdictContributor",
    "Vocabulary",
    "Working",
]
