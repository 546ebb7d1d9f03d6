"""Programs for meetings that are not Jitsi are known by their host or their path (contract 10.7)."""

import pytest

from models.media.meeting_programs import is_other_program

OTHERS = ["us02web.zoom.us/j/1", "zoom.us./j/1", "acme.zoom-x.de/j/1", "teams.cloud.microsoft/meet/1"]
OTHERS += ["gov.teams.microsoft.us/l/meetup-join/1", "acme.webex.com/meet/dana", "www.gotomeet.me/dana"]
OTHERS += ["meet.google.com/a", "stream.meet.google.com/stream/a", "g.co/meet/a", "meet.lync.com/acme/dana/A"]
OTHERS += ["v.ringcentral.com/join/1", "app.chime.aws/meetings/1", "bluejeans.com/1", "acme.adobeconnect.com/room/"]
OTHERS += ["www.youtube.com/watch", "app.gather.town/app/a/b", "vdo.ninja/", "acme.daily.co/room", "whereby.com/acme"]
OTHERS += ["bbb.example/b/dan-abc-def", "bbb.example/b/dan-abc-def-ghi", "bbb.example/rooms/abc-def-ghi-jkl/join"]
OTHERS += ["bbb.example/bigbluebutton/api/join", "bbb.example/html5client/join"]


@pytest.mark.parametrize("address", OTHERS)
def test_another_program_is_known_by_its_host_or_its_path(address: str) -> None:
    host, _, path = address.partition("/")
    assert is_other_program(host, f"/{path}")


MAYBE_JITSI = [
    "meet.jit.si/Room",
    "8x8.vc/acme/Room",
    "meet.example.org/Room",
    "evilzoom.us/j/1",
    "zoom.us.example/j/1",
]
MAYBE_JITSI += ["microsoft.com.example/meet/1", "jitsi.example/b/Room", "jitsi.example/rooms/Room", "intranet/Room"]


@pytest.mark.parametrize("address", MAYBE_JITSI)
def test_any_other_server_may_be_one_of_jitsi(address: str) -> None:
    host, _, path = address.partition("/")
    assert not is_other_program(host, f"/{path}")
