"""Whether the web process of this container answers: exit code 0, or 1 with the reason. Standard library only."""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException

PATIENCE_S = 4.0


def main() -> int:
    """Ask `/healthz` under the name that the house trusts, since any other is refused."""
    host = os.environ.get("MATINEE_ADDRESS", "").partition("//")[2].partition("/")[0] or "localhost"
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=PATIENCE_S)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        print(f"No answer: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()
    if status != 200:
        print(f"It answered {status}", file=sys.stderr)
    return 0 if status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
