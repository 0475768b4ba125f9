"""The XML that WeChat and WeCom send and take: small, flat, and without any entity."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_BYTES = 64 * 1024
ROOT = "xml"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (2.2) does not allow."""

Fields = dict[str, str]


class BadDocument(ValueError):
    """Not the XML of a message: too large, malformed, with entities, or of another shape."""


def fields_of(body: bytes) -> Fields:
    """Return the texts of a document by tag; those one level deeper as `Outer.Inner`.

    Raises BadDocument.
    """
    if len(body) > MOST_BYTES:
        raise BadDocument("too large")
    try:
        root: Element = fromstring(
            body, forbid_dtd=True, forbid_entities=True, forbid_external=True
        )
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadDocument(type(error).__name__) from error
    if root.tag != ROOT:
        raise BadDocument("another root")
    return read(root)


def read(root: Element) -> Fields:
    found: Fields = {}
    for child in root:
        found.setdefault(child.tag, child.text or "")
        for inner in child:
            found.setdefault(f"{child.tag}.{inner.tag}", inner.text or "")
    return found


def document(fields: Mapping[str, Any]) -> str:
    """Return the fields as a document: texts in CDATA, numbers plain, mappings nested."""
    return f"<{ROOT}>{elements(fields)}</{ROOT}>"


def elements(fields: Mapping[str, Any]) -> str:
    return "".join(f"<{tag}>{content(value)}</{tag}>" for tag, value in fields.items())


def content(value: Any) -> str:
    if isinstance(value, Mapping):
        return elements(value)
    if isinstance(value, int):
        return str(value)
    return f"<![CDATA[{character_data(str(value))}]]>"


def character_data(text: str) -> str:
    """Return `text` as it may stand in CDATA: what XML cannot hold is left out."""
    return NOT_XML.sub("", text).replace("]]>", "]]]]><![CDATA[>")
