"""Typed reads of facts: answers to questions, and how fresh they are."""

from bihuan.modules.reports.queries.answering import Answer, answer
from bihuan.modules.reports.queries.asking import Asking, ask
from bihuan.modules.reports.queries.freshness import Freshness, freshness
from bihuan.modules.reports.queries.naming import names_of
from bihuan.modules.reports.queries.offering import groupable, offer

__all__ = ["Answer", "Asking", "Freshness", "answer", "ask", "freshness", "groupable", "names_of", "offer"]
