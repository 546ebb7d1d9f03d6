"""Which addresses are those of programs for meetings that are not Jitsi (contract 10.7, 10.8)."""

import re

from models.plumbing.web_addresses import is_below

ZOOM = ("zoom.us", "zoom.com", "zoom.com.cn", "zoomgov.com", "zoom-x.de")
TEAMS = ("teams.microsoft.com", "teams.microsoft.us", "teams.live.com", "teams.cloud.microsoft")
WEBEX = ("webex.com",)
GOTO = ("gotomeeting.com", "gotowebinar.com", "gototraining.com", "goto.com", "gotomeet.me")
WHEREBY, DAILY, ADOBE = ("whereby.com",), ("daily.co",), ("adobeconnect.com",)
_MEET = ("meet.google.com",)
_OTHERS = """
    g.co skype.com lync.com discord.com discord.gg slack.com facetime.apple.com facebook.com workplace.com youtube.com
    youtu.be vimeo.com ringcentral.com bluejeans.com chime.aws join.me teamviewer.com vonage.com lifesizecloud.com
    starleaf.com voovmeeting.com larksuite.com feishu.cn bbcollab.com livestorm.co demio.com gather.town around.co
    vdo.ninja streamyard.com riverside.fm riverside.com doxy.me livekit.io
"""
_WITHOUT_SPACES = (*ZOOM, *TEAMS, *WEBEX, *GOTO, *_MEET)
_HOSTS = (*_WITHOUT_SPACES, *WHEREBY, *DAILY, *ADOBE, *_OTHERS.split())
# Anybody may run a server of BigBlueButton: its rooms, and those of its usual page for rooms, Greenlight.
_BIGBLUEBUTTON = re.compile(r"/(bigbluebutton|html5client)/|/b/[a-z0-9]{3}(-[a-z0-9]{3}){2,3}$|/rooms/[^/]+/join$")


def is_other_program(host: str, path: str) -> bool:
    return is_below(host.rstrip("."), _HOSTS) or _BIGBLUEBUTTON.search(path) is not None


def has_no_spaces(host: str) -> bool:
    """Whether no address of a room on this host has spaces in it."""
    return is_below(host.rstrip("."), _WITHOUT_SPACES)
