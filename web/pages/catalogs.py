"""The catalogs of translations."""

from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Babel, Domain, get_locale

from web.pages.isolating import filled_in

CATALOGS = Path(__file__).parent.parent / "translations"


class PoCatalogs(Domain):
    """Reads translations from the .po files themselves, so there is no build step to forget. The first page in each
    language takes some milliseconds longer."""

    def get_translations(self) -> NullTranslations:
        return _catalog(str(get_locale()))

    def gettext(self, string: str, **variables: Any) -> str:
        return str(super().gettext(string, **filled_in(variables)))

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        text = self.get_translations().ungettext(singular, plural, num)
        return str(text % filled_in({"num": num} | variables))


class PoBabel(Babel):
    @cached_property
    def domain_instance(self) -> PoCatalogs:
        return PoCatalogs()


@cache
def _catalog(language: str) -> NullTranslations:
    file = CATALOGS / f"{language}.po"
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
