"""Languages as files name them (ISO 639-2) and as browsers do (BCP 47)."""

import re

UNKNOWN = "und"
_TABLE = """
ar ara Arabic|be bel Belarusian|bg bul Bulgarian|bn ben Bengali|bs bos Bosnian|ca cat Catalan|cs ces,cze Czech
cy cym,wel Welsh|da dan Danish|de deu,ger German|el ell,gre Greek|en eng English|eo epo Esperanto|es spa Spanish
et est Estonian|eu eus,baq Basque|fa fas,per Persian|fi fin Finnish|fr fra,fre French|ga gle Irish|gl glg Galician
gu guj Gujarati|he heb Hebrew|hi hin Hindi|hr hrv Croatian|hu hun Hungarian|hy hye,arm Armenian|id ind Indonesian
is isl,ice Icelandic|it ita Italian|ja jpn Japanese|ka kat,geo Georgian|kk kaz Kazakh|kn kan Kannada|ko kor Korean
la lat Latin|lt lit Lithuanian|lv lav Latvian|mk mkd,mac Macedonian|ml mal Malayalam|mn mon Mongolian|mr mar Marathi
ms msa,may Malay|mt mlt Maltese|nb nob Norwegian Bokmål|nl nld,dut Dutch|nn nno Norwegian Nynorsk|no nor Norwegian
pa pan Punjabi|pl pol Polish|pt por Portuguese|ro ron,rum Romanian|ru rus Russian|sk slk,slo Slovak|sl slv Slovenian
sq sqi,alb Albanian|sr srp Serbian|sv swe Swedish|sw swa Swahili|ta tam Tamil|te tel Telugu|th tha Thai|tl tgl Tagalog
tr tur Turkish|uk ukr Ukrainian|ur urd Urdu|vi vie Vietnamese|yi yid Yiddish|zh zho,chi Chinese|zu zul Zulu
"""
_ROWS = [row.split(None, 2) for row in _TABLE.strip().replace("\n", "|").split("|")]
_SHORT = {code: short for short, codes, _ in _ROWS for code in codes.split(",")}
_NAMES = {short: name for short, _, name in _ROWS}
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}")


def language_tag(code: str) -> str:
    """A lower-case BCP 47 tag for whatever a file says ("eng" -> "en", "pt_BR" -> "pt-br"), else "und"."""
    tag = code.strip().lower().replace("_", "-")
    primary, dash, rest = tag.partition("-")
    tag = _SHORT.get(primary, primary) + dash + rest
    return tag if _TAG.fullmatch(tag) else UNKNOWN


def language_name(tag: str) -> str:
    """The English name of a tag's language; empty when it is unknown."""
    return _NAMES.get(tag.partition("-")[0], "")
