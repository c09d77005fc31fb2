"""Print what one file holds, as JSON: the words of the command are the kind, the month, the path.

The answer is `{"problem": ...}`, or what the reader of the kind gives.
"""

import csv
import json
import sys
import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from portal.prisons.tables.apart import long_csv, ods, xlsx
from portal.prisons.tables.apart.limits import DAMAGED, HARMFUL, TOO_LARGE, Unreadable


def answer(kind: str, month: str, path: Path) -> dict[str, object]:
    """Read one file; whatever goes wrong is told in one of the words of `limits`."""
    try:
        if kind == "csv":
            return long_csv.read(path, month)
        with zipfile.ZipFile(path) as archive:
            is_open_document = ods.PART in archive.NameToInfo
            return {"sheets": ods.read(archive) if is_open_document else xlsx.read(archive)}
    except Unreadable as error:
        return {"problem": error.problem, "detail": error.detail}
    except DefusedXmlException:
        return {"problem": HARMFUL}
    except MemoryError:
        return {"problem": TOO_LARGE}
    except (zipfile.BadZipFile, ParseError, csv.Error, KeyError, ValueError, OSError, EOFError):
        return {"problem": DAMAGED}
    except (NotImplementedError, RuntimeError):  # zipfile: another compression, or a password
        return {"problem": DAMAGED}


json.dump(answer(sys.argv[1], sys.argv[2], Path(sys.argv[3])), sys.stdout)
