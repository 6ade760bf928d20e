"""`python -m runner.health`: the exit code says whether the process of this container is ready."""

from __future__ import annotations

import http.client
import os
import sys

SECONDS = 4


def is_ready(port: int) -> bool:
    """Whether `/readyz` on the port says yes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(os.environ["KAPOK_OPS_PORT"])) else 1)
