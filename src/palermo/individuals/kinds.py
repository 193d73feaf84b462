"""The words with which details are sorted. Stored inside the sealed documents, never in a column."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NameKind(TextChoices):
    """What kind of name it is."""

    LEGAL = "legal", _("name in documents")
    CALLED = "called", _("name the person goes by")
    ALIAS = "alias", _("alias")
    NICKNAME = "nickname", _("nickname")
    FORMER = "former", _("former name")
    RELIGIOUS = "religious", _("religious name")
    FALSE_DOCUMENT = "false_document", _("name in a false document")


class BirthSource(TextChoices):
    """Who says so."""

    SAID = "said", pgettext_lazy("who said it", "the person")
    DOCUMENT = "document", _("a document")
    FAMILY = "family", _("the family")
    ASSESSED = "assessed", _("an age assessment")
    UNKNOWN = "unknown", _("not known")


class DocumentKind(TextChoices):
    """What kind of document it is."""

    PASSPORT = "passport", _("passport")
    IDENTITY_CARD = "identity_card", _("identity card")
    BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")
    RESIDENCE_PERMIT = "residence_permit", _("residence permit")
    TRAVEL_DOCUMENT = "travel_document", _("travel document")
    ASYLUM_PAPER = "asylum_paper", _("asylum or refugee paper")
    CASE_NUMBER = "case_number", _("number at another agency")
    OTHER = "other", _("other document")


class ContactKind(TextChoices):
    """How the person is reached."""

    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")
    MESSENGER = "messenger", _("messenger or social network")
    VIA_PERSON = "via_person", _("through somebody")
    OTHER = "other", _("other")


class Safety(TextChoices):
    """Whether a contact may be used. A call at the wrong moment can cost a life."""

    SAFE = "safe", _("safe to use")
    ASK_FOR = "ask_for", _("only as described")
    NEVER = "never", _("never use")
    UNKNOWN = "unknown", _("not known: ask first")


class AddressKind(TextChoices):
    """What the address is to the person."""

    CURRENT = "current", _("lives here")
    ORIGIN = "origin", _("comes from here")
    FAMILY = "family", _("the family lives here")
    FORMER = "former", _("lived here")
    EXPLOITATION = "exploitation", _("was held here")
    OTHER = "other", _("other")


class FamilyRelation(TextChoices):
    """What the other person is to this one."""

    PARENT = "parent", _("parent")
    CHILD = "child", _("child")
    SIBLING = "sibling", _("brother or sister")
    SPOUSE = "spouse", _("husband, wife or partner")
    FORMER_SPOUSE = "former_spouse", _("former husband, wife or partner")
    GRANDPARENT = "grandparent", _("grandparent")
    GRANDCHILD = "grandchild", _("grandchild")
    RELATIVE = "relative", _("other relative")
    GUARDIAN = "guardian", _("guardian")
    WARD = "ward", _("ward")


#: What this person is to the other, when the other is that to this one.
INVERSE: dict[FamilyRelation, FamilyRelation] = {
    FamilyRelation.PARENT: FamilyRelation.CHILD,
    FamilyRelation.CHILD: FamilyRelation.PARENT,
    FamilyRelation.GRANDPARENT: FamilyRelation.GRANDCHILD,
    FamilyRelation.GRANDCHILD: FamilyRelation.GRANDPARENT,
    FamilyRelation.GUARDIAN: FamilyRelation.WARD,
    FamilyRelation.WARD: FamilyRelation.GUARDIAN,
}


class PhotoKind(TextChoices):
    """What a picture shows."""

    PORTRAIT = "portrait", _("portrait")
    DOCUMENT = "document", _("document")
    OTHER = "other", _("other")
