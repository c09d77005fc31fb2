"""Why a file is not taken, in words that say what to do."""

from portal.errors import Invalid

LARGEST_MB = 25

EMPTY = "The file is empty. Choose another one"
TOO_LARGE = f"The file is larger than {LARGEST_MB} MB. Make its pictures smaller, or split it"
UNKNOWN = (
    "This kind of file cannot be attached. Choose a Word (.docx), PowerPoint (.pptx), Excel "
    "(.xlsx), OpenDocument text (.odt) or PDF file, or a PNG, JPEG, GIF or WebP picture"
)
OLD_WORD = "This is an old Word file. In Word, choose File, Save As, and take .docx"
OLD_EXCEL = "This is an old Excel file. In Excel, choose File, Save As, and take .xlsx"
OLD_POWERPOINT = (
    "This is an old PowerPoint file. In PowerPoint, choose File, Save As, and take .pptx"
)
OLD_OFFICE = (
    "This is an old Office file. Open it, choose File, Save As, and take .docx, .xlsx or .pptx"
)
TEMPLATE = "This is a template or a slide show. Save it as .docx, .xlsx or .pptx first"
MACROS = "The file holds macros, small programs. Save it without them, as .docx, .xlsx or .pptx"
MACROS_ODF = "The file holds macros, small programs. Take them out and save it again"
LOCKED = "The file is locked with a password. Take the password off and choose it again"
BROKEN = "The file is damaged. Open it, save it again and choose the new file"
TWO_IN_ONE = "The file is of two kinds at once. Save it again as a PDF and choose the new file"
TOO_MUCH_INSIDE = "The file unpacks to far more than its size. Save it again, or make it smaller"
ARCHIVE_INSIDE = "The file holds another archive. Take it out and save the file again"


def refused(words: str) -> Invalid:
    """Make the error that a form shows beside its field `file`."""
    return Invalid({"file": words})
