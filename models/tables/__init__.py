"""The tables and the rules on them. Importing this package maps all tables, so relations and migrations see them."""

from models.tables.audit_entry import AuditEntry
from models.tables.base import Base
from models.tables.guest_entry import GuestEntry
from models.tables.guest_group import GuestGroup
from models.tables.guest_link import GuestLink
from models.tables.guest_session import GuestMembership, GuestSession
from models.tables.live_session import LiveSession
from models.tables.maintenance_run import MaintenanceRun
from models.tables.media_file import MediaFile
from models.tables.media_item import MediaCollaborator, MediaItem
from models.tables.media_like import MediaLike
from models.tables.media_tag import MediaTag
from models.tables.module import Module
from models.tables.notice import Notice
from models.tables.one_time_address import OneTimeAddress
from models.tables.part_report import PartReport
from models.tables.preparation import Preparation
from models.tables.room import Room
from models.tables.site import Site
from models.tables.site_logo import SiteLogo
from models.tables.user import User
from models.tables.user_group import PermittedGroup, PermittedUser, UserGroup, UserGroupMember
from models.tables.user_session import UserSession
from models.tables.visit import Visit
from models.tables.workflow import Workflow, WorkflowStep

__all__ = [
    "AuditEntry",
    "Base",
    "GuestEntry",
    "GuestGroup",
    "GuestLink",
    "GuestMembership",
    "GuestSession",
    "LiveSession",
    "MaintenanceRun",
    "MediaCollaborator",
    "MediaFile",
    "MediaItem",
    "MediaLike",
    "MediaTag",
    "Module",
    "Notice",
    "OneTimeAddress",
    "PartReport",
    "PermittedGroup",
    "PermittedUser",
    "Preparation",
    "Room",
    "Site",
    "SiteLogo",
    "User",
    "UserGroup",
    "UserGroupMember",
    "UserSession",
    "Visit",
    "Workflow",
    "WorkflowStep",
]
