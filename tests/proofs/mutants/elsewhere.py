"""Mutants of what is read from other servers and from our own, and of addresses of rooms."""

from tests.proofs.mutants.mutant import mutant

PUBLIC, LOOKING_UP = "models/plumbing/fetching/public_addresses.py", "models/plumbing/fetching/looking_up.py"
ASKING, FOLLOWING = "models/plumbing/fetching/asking.py", "models/plumbing/fetching/following.py"
PLAYLISTS = "models/media/remote_playlists.py"
FETCHING_TESTS, PLAYLIST_TESTS = "tests/models/plumbing/fetching", "tests/models/media/test_remote_playlists.py"
ROOM_TESTS = "tests/models/media/test_personal_ways.py"

MUTANTS = (
    mutant(
        "an IPv4 address hides in an IPv6 address",
        PUBLIC,
        "(address in _MAPPED or address in _NAT64)",
        "address in _MAPPED",
        f"{FETCHING_TESTS}/test_public_addresses.py",
    ),
    mutant(
        "IPv6 is judged by a list of what is not public",
        PUBLIC,
        "meant not in _GLOBAL_6 or any(",
        "any(",
        f"{FETCHING_TESTS}/test_public_addresses.py",
    ),
    mutant(
        "only the first address of a name is judged",
        LOOKING_UP,
        "for each in found:",
        "for each in found[:1]:",
        f"{FETCHING_TESTS}/test_looking_up.py",
    ),
    mutant(
        "a name is looked up again for the connection",
        ASKING,
        "_connect_to(ip, address.port, until)",
        "_connect_to(address.host, address.port, until)  # type: ignore[arg-type]",
        f"{FETCHING_TESTS}/test_looking_up.py",
    ),
    mutant(
        "a sixth redirect is followed",
        FOLLOWING,
        "len(passed) > MOST_REDIRECTS",
        "len(passed) > MOST_REDIRECTS + 1",
        f"{FETCHING_TESTS}/test_following.py",
    ),
    mutant(
        "a redirect need not allow our pages",
        FOLLOWING,
        "is_allowed = is_allowed and (",
        "is_allowed = (",
        f"{FETCHING_TESTS}/test_following.py",
    ),
    mutant(
        "a packed answer that is too large is cut off",
        ASKING,
        "self.most_bytes + 1 - len(body)",
        "self.most_bytes - len(body)",
        f"{FETCHING_TESTS}/test_endless_answers.py",
    ),
    mutant(
        "an answer that drips in is waited for",
        ASKING,
        "            self.connection.settimeout(_left(self.until))\n            data",
        "            self.connection.settimeout(5)\n            data",
        f"{FETCHING_TESTS}/test_endless_answers.py",
    ),
    mutant(
        "segments that other sites may not read are no reason to refuse",
        PLAYLISTS,
        "self._all(self._probe, list(self.others.values())[:MOST_ORIGINS], serious=_REFUSED)",
        "self._all(self._probe, list(self.others.values())[:MOST_ORIGINS], serious={PRIVATE})",
        "tests/models/media/test_refused_playlists.py",
    ),
    mutant(
        "the servers of variants are not allowed",
        PLAYLISTS,
        "        self.others |= named.others\n",
        "",
        PLAYLIST_TESTS,
    ),
    mutant(
        "a playlist is read in a transaction",
        "web/owner/items/remote_playlists.py",
        "    return remote_playlists.origins_of(url)\n",
        "    with database.writing() as db:\n        db.connection()\n"
        "        return remote_playlists.origins_of(url)\n",
        "tests/web/owner/adding/test_remote_playlists.py",
    ),
    mutant(
        "one person's own way in is taken at once",
        "models/media/room_addresses.py",
        "reason is not None and not personal",
        "reason is not None and personal",
        ROOM_TESTS,
    ),
    mutant(
        "the operator's token goes to a proxy of the environment",
        "web/cli/asking.py",
        "ProxyHandler({})",
        "ProxyHandler()",
        "tests/web/cli/test_asking.py",
    ),
)
