"""The sorts of problem, by codes that never change their meaning."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Code"]


class Code(StrEnum):
    """A sort of problem. Files and what is in them are RES01 to 19, headers from 20, lines from 30, cells from 40."""

    UNREADABLE = "RES01"
    TOO_LARGE = "RES02"
    EMPTY = "RES03"
    UNKNOWN_FORMAT = "RES04"
    ENCODING = "RES05"
    DAMAGED_WORKBOOK = "RES06"
    OTHER_SPREADSHEET = "RES07"
    SEVERAL_SHEETS = "RES08"
    NO_SUCH_SHEET = "RES09"
    JSON_SYNTAX = "RES10"
    SHAPE = "RES11"
    QUOTES = "RES12"
    BINARY = "RES13"
    UNKNOWN_ENCODING = "RES14"
    DAMAGED_PARQUET = "RES15"
    UNSURE_ENCODING = "RES16"

    NO_HEADER = "RES20"
    MISSING_COLUMN = "RES21"
    TWO_COLUMNS = "RES22"
    NO_LINES = "RES23"
    NO_PERIOD_COLUMN = "RES24"
    NO_SUCH_INPUT = "RES25"
    WIDE_COMMA = "RES26"
    HEADER_BELOW = "RES27"

    BEYOND_HEADER = "RES30"
    BLANK_UNIT = "RES31"
    BLANK_PERIOD = "RES32"
    NOT_A_PERIOD = "RES33"
    DUPLICATE = "RES34"
    TWO_SPELLINGS = "RES35"
    DIGITS_LOST = "RES36"
    SAME_KEY = "RES37"
    SEVERAL_PERIODS = "RES38"
    NOT_LATER = "RES39"

    MISSING = "RES40"
    NOT_A_NUMBER = "RES41"
    TOO_MANY_DECIMALS = "RES42"
    OUT_OF_RANGE = "RES43"
    TOO_MANY_DIGITS = "RES44"
    PERCENT = "RES45"
    SEPARATORS = "RES46"
    NOT_A_GRADE = "RES47"
    NOT_A_CHOICE = "RES48"
    NOT_A_FLAG = "RES49"
    SPREADSHEET_ERROR = "RES50"
    NOT_CALCULATED = "RES51"
    DATE = "RES52"
    NO_SINGLE_VALUE = "RES53"
    UNPRINTABLE = "RES54"
    NOT_TEXT = "RES55"
    FLOAT_DIGITS = "RES64"
    MIXED_SIGNS = "RES65"
    SIGN_APART = "RES66"

    PERIODS_SKIPPED = "RES67"
    UNITS_GONE = "RES68"
    UNITS_COME = "RES69"
