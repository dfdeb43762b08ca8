"""What workers have read before they are forked, so that no fork reads it again; to import this module is to read it."""

from analysis.indicators.definition import indicators
from analysis.known.texts import own
from analysis.wording.numbers import read_locales

indicators()
own()
read_locales()
