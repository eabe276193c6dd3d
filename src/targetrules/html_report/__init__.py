"""The decisions of a period as one file of HTML: to look at, to print and to hand on, without any network.

from targetrules import load
from targetrules.html_report import report

made = report(load("jincheng-2010"), "counties.csv")
made.write("report.html")

``reporting`` puts together what is told (``told``), ``page`` writes it: sections that are the same for everybody as
tables of markup, and what is looked at unit by unit as data, of which the script of the page makes tables.
"""

from __future__ import annotations

from targetrules.html_report.reporting import report
from targetrules.html_report.told import Report

__all__ = ["Report", "report"]
