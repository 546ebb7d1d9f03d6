"""The nouns. Importing this package maps every table, so that relations and migrations see them all."""

from models.tables.base import Base
from models.tables.guest_entry import GuestEntry
from models.tables.guest_group import GuestGroup, GuestMembership
from models.tables.guest_link import GuestLink
from models.tables.guest_session import GuestSession
from models.tables.maintenance_run import MaintenanceRun
from models.tables.media_file import MediaFile
from models.tables.media_item import MediaCollaborator, MediaItem
from models.tables.module import Module
from models.tables.notice import Notice
from models.tables.site import Site
from models.tables.user import User
from models.tables.visit import Visit
from models.tables.workflow import Workflow, WorkflowStep

__all__ = [
    "Base",
    "GuestEntry",
    "GuestGroup",
    "GuestLink",
    "GuestMembership",
    "GuestSession",
    "MaintenanceRun",
    "MediaCollaborator",
    "MediaFile",
    "MediaItem",
    "Module",
    "Notice",
    "Site",
    "User",
    "Visit",
    "Workflow",
    "WorkflowStep",
]
