"""What other modules may ask of reports: to have facts counted, all of them anew perhaps."""

from bihuan.modules.reports.bookkeeping import begin_anew, refresh

__all__ = ["begin_anew", "refresh"]
