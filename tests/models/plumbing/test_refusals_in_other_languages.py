"""Servers whose `lc_messages` are not English refuse a connection in their own words (contract 11.40)."""

import psycopg
import pytest

from models.plumbing.database_faults import Fault, fault_of, is_away

# As PostgreSQL 15 says it. Unknown words do not tell what is refused.
REFUSALS = {
    "FATAL:  Passwort-Authentifizierung für Benutzer »g« fehlgeschlagen": Fault.UNKNOWN_WORDS,
    "FATAL:  das Datenbanksystem startet": Fault.UNKNOWN_WORDS,
    "FATAL:  tut mir leid, schon zu viele Verbindungen": Fault.UNKNOWN_WORDS,
    "FATAL:  no existe la base de datos «g»": Fault.UNKNOWN_WORDS,
    "FATAL:  la base de données « g » n'existe pas": Fault.UNKNOWN_WORDS,
    'ВАЖНО:  роль "g" не существует': Fault.UNKNOWN_WORDS,
    "FATAL:  kein pg_hba.conf-Eintrag für Host »::1«, Benutzer »g«, Datenbank »g«": Fault.NOT_ALLOWED,
    "FATAL:  pg_hba.conf rechaza la conexión para el servidor «::1», usuario «g»": Fault.NOT_ALLOWED,
}


@pytest.mark.parametrize(("said", "fault"), REFUSALS.items())
def test_a_server_that_speaks_another_language_is_known_to_answer(said: str, fault: Fault) -> None:
    error = psycopg.OperationalError(f'connection failed: connection to server at "::1", port 5432 failed: {said}')
    assert fault_of(error) is fault
    assert is_away(error)


def test_a_refusal_in_unknown_words_tells_more_than_a_host_that_does_not_answer() -> None:
    said = "- host: 'a': connection failed: Connection refused\n- host: 'b': connection failed: FATAL:  tut mir leid"
    assert fault_of(psycopg.OperationalError(said)) is Fault.UNKNOWN_WORDS
