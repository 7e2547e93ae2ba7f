"""Every table of the store; importing this package makes ``Base.metadata`` complete."""

from pipeline.storage.tables.base import Base, utc_now
from pipeline.storage.tables.calls import CallRow, CallState, RecordingRow
from pipeline.storage.tables.cases import (
    CallKeyRow,
    CallTraitsRow,
    CaseLinkRow,
    CaseRow,
    FaultCorrectionRow,
    PromiseDecisionRow,
    PromiseRow,
    QuarterFindingRow,
)
from pipeline.storage.tables.coaching import AssignedRow, AssignmentRow, ClipRow, CollectionRow
from pipeline.storage.tables.inbox import MailRow, NoticeRow
from pipeline.storage.tables.judgements import (
    CardFactRow,
    CheckResultRow,
    FindingRow,
    JudgementRow,
    LabelsRow,
    MaskedTextRow,
    ScorecardRow,
    TranscriptRow,
)
from pipeline.storage.tables.people import AuditRow, SavedSearchRow, SessionRow, SignInRow, TokenRow, UserRole, UserRow
from pipeline.storage.tables.quality import CalibrationAnswerRow, CalibrationCallRow, CalibrationRow
from pipeline.storage.tables.reviews import (
    AppealRow,
    DecisionRow,
    KindCorrectionRow,
    NoteRow,
    PrecedentRow,
    PublicationRow,
    ReviewRow,
    WordsCorrectionRow,
)
from pipeline.storage.tables.rules import AdoptionRow
from pipeline.storage.tables.work import DeliveryRow, JobRow, WebhookRow

__all__ = [
    "AdoptionRow",
    "AppealRow",
    "AssignedRow",
    "AssignmentRow",
    "AuditRow",
    "Base",
    "CalibrationAnswerRow",
    "CalibrationCallRow",
    "CalibrationRow",
    "CallKeyRow",
    "CallRow",
    "CallState",
    "CallTraitsRow",
    "CardFactRow",
    "CaseLinkRow",
    "CaseRow",
    "CheckResultRow",
    "ClipRow",
    "CollectionRow",
    "DecisionRow",
    "DeliveryRow",
    "FaultCorrectionRow",
    "FindingRow",
    "JobRow",
    "JudgementRow",
    "KindCorrectionRow",
    "LabelsRow",
    "MailRow",
    "MaskedTextRow",
    "NoteRow",
    "NoticeRow",
    "PrecedentRow",
    "PromiseDecisionRow",
    "PromiseRow",
    "PublicationRow",
    "QuarterFindingRow",
    "RecordingRow",
    "ReviewRow",
    "SavedSearchRow",
    "ScorecardRow",
    "SessionRow",
    "SignInRow",
    "TokenRow",
    "TranscriptRow",
    "UserRole",
    "UserRow",
    "WebhookRow",
    "WordsCorrectionRow",
    "utc_now",
]
