"""Strings that have broken search pages elsewhere, or could: 2,000 characters are let through."""

_OPERATORS = (
    "+", "-", "*", "?", "~", "^", "|", "&", "!", "&&", "||", "(", ")", "()", ")(", "[", "]", "[]",
    "{", "}", "{}", "\\", "/", "//", ":", ";", "<", ">", "=", "@", "#", "$", "%", "_", "`", "'",
    "AND", "OR", "NEAR", "TO", "IN", "ANDNOT", "ANDMAYBE", "REQUIRE", "IN: []",
)  # fmt: skip
_QUOTES = (
    '"', '""', '"""', '"a', 'a"', '" "', '"reading mentors', 'reading" mentors"', '"\\"', "“", "”",
    "“reading”", "“reading mentors", "«reading»", "‘reading’", "''", "'\"'", '"' * 1_000,
    '"a b" ' * 300, '"a" ' * 400, "“”" * 900, "\"reading mentors\"~3", '"reading mentors"^9',
)  # fmt: skip
_LUCENE_AND_KIN = (
    "reading AND", "AND reading", "reading OR OR mentors", "NOT", "NOT reading", "-reading",
    "--reading", "+reading -mentors", "reading~", "reading~0.5", "reading~99999", "reading^1e309",
    "reading^-1", "read*", "*ing", "**", "?????", "r?ad*g", "title:reading", "title:",
    ":reading", "key:practice", "_all:*", "*:*", "_exists_:title", "title:[a TO z]", "[* TO *]",
    "title:{a TO", "published_on:[19000101 TO]", "published_on:>1", "applied:0", "(reading",
    "reading)", "((((((((((reading))))))))))", "(" * 1_000, "(reading AND " * 150, "a OR " * 400,
    "/read.*/", "/(a+)+$/", "/[/", "reading IN [a b c]", "title: IN [", "reading NEAR/3 mentors",
    "NEAR(reading mentors, 3)", "{title}: reading", "^reading", '"reading" * ', "reading + mentors",
    "facet:theme:reading", "\x00marker", "marker", "num:[1 TO]", "date:'last tuesday'",
)  # fmt: skip
_CODE = (
    "' OR 1=1 --", "'; DROP TABLE search_change; --", '") MATCH ("', "1) UNION SELECT * FROM users",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</mark><b>", "&lt;b&gt;",
    "&#0;", "&nbsp", "{{ 7 * 7 }}", "{% raw %}", "${7*7}", "#{7}", "%(a)s", "%s%n", "%%",
    "%zz", "{0}", "{0.__class__}", "../../etc/passwd", "..\\..\\", "file:///etc/passwd", "C:\\aux",
    "$(reboot)", "`reboot`", "| cat", "javascript:alert(1)", "__proto__", "null", "None", "NaN",
    "undefined", "true", "-1", "1e309", "0x", "00", "9" * 400, "1.2.3.4.5.6.7.8.9", "1/0", "٣٤٥",
    "²³", "½", "Ⅷ", "e.g.", "a.b.c.d.e.f.", "C++", "C#", "c++#", "it's", "o''''clock", "'''a",
)  # fmt: skip
_UNICODE = (
    "\x00", "a\x00b", "\x01\x02\x7f", "\x85", "\r\n", "a\r\nSet-Cookie: b=c", "\t\t", "\x1b[31m",
    "\u00a0", "\u2028\u2029", "\u200b", "rea\u200bding", "\u200d\u200c\ufeff", "\ufeffreading",
    "\u00adread\u00ading", "\u202ereading\u202c", "\u2066\u2067\u2069", "القراءة في السجن",
    "קריאה בכלא", "reading القراءة mentors", "读书导师", "読書メンター", "독서 멘토", "तैयारी",
    "การอ่าน", "Ω≈ç√∫", "ﬁle ﬂoor", "ſtrasse", "STRASSE ß ẞ", "İstanbul ı", "ΣΊΣΥΦΟΣ ς", "ŉ ǰ ΐ",
    "é", "e\u0301", "Z\u0351\u036b\u0343a\u0301" * 90, "\u0301", "\u0301" * 1_900, "🧑‍🏫",
    "👩‍👩‍👧‍👧 wing",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇬🇧🇬", "1️⃣", "😀" * 900, "\U0010ffff", "\uffff\ufffe", "\ue000", "𝐫𝐞𝐚𝐝𝐢𝐧𝐠",
    "𐐀𐐨", "Ⓡⓔⓐⓓ", "ｒｅａｄｉｎｇ", "ﷺ" * 100, "\ud800", "a\udfffb", "\ud83d", "\udc80\udcff",
    "ა Ა",
    "ꙮ", "\U000e0001", "a\u034fb", "\u3000", "𒐫" * 200, "ᚠᛇᚻ", "\u115f\u1160", "\u180e",
)  # fmt: skip
_LONG = (
    "a" * 2_000, "a" * 20_000, "reading" * 285, "ab" * 1_000, "a " * 1_000, "a'" * 1_000,
    "a.b." * 500, "1.2" * 660, "reading " * 250, "the " * 500, "-" * 2_000, "?" * 2_000,
    "aaaaaaaaab" * 200, "é" * 2_000, "x’y" * 660, " ".join(f"word{n}" for n in range(280)),
    " ".join(f"redin{chr(97 + n % 26)}" for n in range(280)), "raeding mentrs " * 130, ".a" * 1_000,
    " ".join(chr(97 + n % 26) for n in range(1_000)), "s" * 300 + "ing", "ing" * 600, "y" * 1_999,
)  # fmt: skip

NAUGHTY = (
    "", " ", *_OPERATORS, *_QUOTES, *_LUCENE_AND_KIN, *_CODE, *_UNICODE, *_LONG
)  # fmt: skip
