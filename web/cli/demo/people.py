"""Who has been at the demo, and what they watched."""

from dataclasses import dataclass
from datetime import timedelta

# The names of links.
FAMILY, TERRACE, TEAM = "Family and friends", "Terrace", "The whole team"
REHEARSAL, FIRST_LISTENERS, CHOIR, GARDEN = "Rehearsal", "First listeners", "Choir", "Garden guests"


@dataclass(frozen=True)
class Visitor:
    """Who came by the link with this name, so long `ago`. `seconds`: what they watched, `share`: how much of the
    recording."""

    link: str
    ago: timedelta
    name: str
    email: str
    seconds: int = 0
    share: float = 0.0


def _ago(days: float = 0, minutes: float = 0) -> timedelta:
    return timedelta(days=days, minutes=minutes)


# The oldest first, because guests are listed in the order in which they were admitted.
VISITORS = (
    Visitor(REHEARSAL, _ago(19.4), "Thomas Müller", "thomas.mueller@example.com", 36, 1),
    Visitor(FAMILY, _ago(18.2), "Dana Cohen", "dana@example.com", 72, 1),
    Visitor(REHEARSAL, _ago(17.9), "Zoë van Dijk", "zoe@example.org", 19, 0.54),
    Visitor(FAMILY, _ago(16.6), "María José Gómez", "mariajose@example.es", 36, 1),
    Visitor(REHEARSAL, _ago(15.3), "נועה לוי", "noa.levi@example.com", 36, 1),
    Visitor(FIRST_LISTENERS, _ago(12.8), "Aisha Bello", "aisha@example.org", 108, 1),
    Visitor(FAMILY, _ago(12.1), "דניאל מזרחי", "daniel@example.com", 28, 0.78),
    Visitor(FIRST_LISTENERS, _ago(11.7), "Łukasz Nowak", "lukasz.nowak@example.com", 36, 1),
    Visitor(FIRST_LISTENERS, _ago(11.5), "Ελένη Νικολάου", "eleni@example.com", 36, 1),
    Visitor(FIRST_LISTENERS, _ago(10.9), "Emily O'Connor", "emily@example.com", 11, 0.3),
    Visitor(FIRST_LISTENERS, _ago(9.2), "Ольга Смирнова", "olga@example.com", 72, 1),
    Visitor(FAMILY, _ago(8.5), "سارة حداد", "sara@example.com", 36, 1),
    Visitor(FAMILY, _ago(6.3), "Ravi Kumar", "ravi@example.com", 16, 0.44),
    Visitor(CHOIR, _ago(5.6), "Thomas Müller", "thomas.mueller@example.com", 36, 1),
    Visitor(CHOIR, _ago(5.1), "María José Gómez", "mariajose@example.es", 108, 1),
    Visitor(CHOIR, _ago(4.2), "נועה לוי", "noa.levi@example.com", 23, 0.64),
    Visitor(FAMILY, _ago(3.4), "Anna Lindqvist", "anna@example.com", 36, 1),
    Visitor(CHOIR, _ago(2.7), "Zoë van Dijk", "zoe@example.org", 36, 1),
    Visitor(TEAM, _ago(1.2), "Dana Cohen", "dana@example.com"),
    Visitor(TEAM, _ago(1.19), "Łukasz Nowak", "lukasz.nowak@example.com"),
    Visitor(CHOIR, _ago(1.1), "Kofi Mensah", "kofi@example.com", 8, 0.22),
    Visitor(FAMILY, _ago(0.7), "Ελένη Νικολάου", "eleni@example.com", 36, 1),
    Visitor(TERRACE, _ago(minutes=48), "Emily O'Connor", "emily@example.com", 1260),
    Visitor(TERRACE, _ago(minutes=44), "Ольга Смирнова", "olga@example.com", 840),
    Visitor(TERRACE, _ago(minutes=31), "דניאל מזרחי", "daniel@example.com", 1080),
)
