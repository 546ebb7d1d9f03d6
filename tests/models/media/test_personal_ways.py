"""Addresses of rooms that are one person's own way in are taken only when confirmed (contract 10.8)."""

import pytest

from models.errors import Invalid
from models.media.room_addresses import PERSONAL, clean_join_url, is_personal

SIGNED = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
OWN = {
    "https://bbb.example/bigbluebutton/api/join?fullName=D&meetingID=m&password=p&checksum=ab12": "checksum",
    "https://bbb.example/html5client/join?sessionToken=ab12": "token",
    "https://zoom.us/s/123456789": "starts the meeting",
    "https://zoom.us/%73/1": "starts the meeting",
    "https://zoom.us/wc/1/st%61rt": "starts the meeting",
    "https://zoom.us//s/1": "starts the meeting",
    "https://zoom.us./%2Fs/1": "starts the meeting",
    "https://meet.example.org/Room%3Bjsessionid=1": "token",
    "https://us02web.zoom.us/s/123456789?zak=eyJ": "starts the meeting",
    "https://us02web.zoom.us/wc/123456789/start": "starts the meeting",
    "https://zoom.us/j/123?zak=eyJ": "key of the host",
    "https://us02web.zoom.us/w/123?tk=abc&pwd=1": "registered",
    "https://teams.microsoft.com/meetingOptions/?organizerId=1&tenantId=2": "starts the meeting",
    "https://acme.webex.com/acme/m.php?AT=HM&MK=1": "starts the meeting",
    "https://acme.webex.com/acme/j.php?MTID=m1&hostKey=123456": "key of the host",
    "https://global.gotomeeting.com/host/123": "starts the meeting",
    "https://global.gotowebinar.com/join/123456/789012": "registered",
    "https://acme.whereby.com/room?roomKey=eyJ": "key of the host",
    "https://acme.daily.co/room?t=eyJ": "token",
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fe.org&data=05|dana@e.org#x": "name or address",
    "https://8x8.vc/vpaas-magic-cookie-1/Room?jwt=eyJ": "token",
    "https://meet.jit.si/Room#jwt=eyJ": "token",
    "https://meet.example.org/Room?TOKEN=x": "token",
    f"https://meet.example.org/join/{SIGNED}": "token",
    f"https://meet.example.org/join/{SIGNED}/": "token",
    f"https://meet.example.org/Room?p={SIGNED}": "token",
    f"https://meet.example.org/Room?p={SIGNED.replace('.', '%2E')}&x": "token",
    f"https://call.example.org/#/join/{SIGNED}": "token",
    "https://meet.example.org/Room?a=1;access_token=x": "token",
    "https://call.example.org/#/Room?auth=x": "token",
    "https://meet.example.org/Room;jsessionid=1": "token",
    "https://meet.example.org/Room?sig=x": "checksum",
    "https://events.zoom.us/ejl/AbcDef~x/home": "registered",
    "https://acme.zoom-x.de/s/123456789": "starts the meeting",
    "https://teams.cloud.microsoft/meetingOptions/?organizerId=1": "starts the meeting",
    "https://global.gotowebinar.com/eojoin/123456/789012": "registered",
    "https://moderated.jitsi.net/0057029a7d5e40fdbae508b18d54bf4f": "starts the meeting",
    "https://cloud.example/call/abc12345?email=dana%40e.org&access=x": "token",
    "https://cloud.example/nextcloud/index.php/call/abc12345?access=x&email=dana@e.org": "token",
    "https://acme.adobeconnect.com/room/?session=breezabc": "token",
    **{
        f"https://meet.example.org/Room?{key}=x": "token"
        for key in ("access-token", "X-Auth-Token", "authToken", "join_token", "invitation_token", "JSESSIONID")
    },
    **{
        f"https://meet.example.org/Room?{key}=x": "key of the host"
        for key in ("moderator_password", "moderatorPW", "moderator-pw", "host-key")
    },
}


@pytest.mark.parametrize("typed", OWN)
def test_one_persons_own_way_in_is_taken_only_when_confirmed(typed: str) -> None:
    with pytest.raises(Invalid, match=OWN[typed]) as refusal:
        clean_join_url(typed)
    assert refusal.value.sentence == PERSONAL
    assert is_personal(typed)
    assert clean_join_url(typed, personal=True).partition("?")[0] == typed.partition("?")[0]


FOR_ALL = [
    "https://us02web.zoom.us/j/123456789?pwd=abc.1#success",
    "https://zoom.us/my/dana?pwd=x",
    "zoom.us/w/1?wpk=1",
]
FOR_ALL += ["https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d"]
FOR_ALL += [
    "https://teams.live.com/meet/123?p=abc",
    "https://acme.webex.com/acme/j.php?MTID=m1",
    "acme.webex.com/meet/dana",
]
FOR_ALL += ["https://global.gotomeeting.com/join/123456789", "https://app.goto.com/meeting/123456789"]
FOR_ALL += ["https://meet.google.com/abc-defg-hij?authuser=1", "https://whereby.com/acme", "https://acme.daily.co/room"]
FOR_ALL += [
    "https://bbb.example/rooms/abc-def-ghi/join",
    "https://bbb.example/b/dan-abc-def",
    "https://e.org/join?token=",
]
FOR_ALL += [
    "https://events.zoom.us/ev/AbcDef",
    "https://teams.cloud.microsoft/meet/123?p=abc",
    "https://meet.jit.si/moderated/5f72b8512244c47c",
    "https://cloud.example/call/abc12345",
    "https://e.org/room?access=x&session=3",
    "https://acme.adobeconnect.com/room/",
    "https://app.livestorm.co/p/1/live?s=2",
]
FOR_ALL += [
    "https://e.org/token/x",
    "https://meet.jit.si/eyJan.and.friends",
    "https://e.org/x?tokens=1&t=5",
    "https://evilzoom.us/s/1",
    "https://e.org/x?password=1",
]


@pytest.mark.parametrize("typed", FOR_ALL)
def test_the_way_in_for_everybody_is_taken_at_once(typed: str) -> None:
    assert clean_join_url(typed)
    assert not is_personal(typed)
