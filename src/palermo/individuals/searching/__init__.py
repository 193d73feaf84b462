"""Finding a person among sealed identities: by tokens first, by opening the best candidates last."""

from palermo.individuals.searching.query import SearchQuery
from palermo.individuals.searching.search import Found, Match, Scope, search_people

__all__ = ["Found", "Match", "Scope", "SearchQuery", "search_people"]
