"""curl for machines that do not have it: as much of it as the README's examples use."""

from __future__ import annotations

import argparse
import sys

import httpx


def main() -> int:
    """The exit code of curl: 22 for an error status with --fail-with-body."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-S", action="store_true")
    parser.add_argument("-i", action="store_true")
    parser.add_argument("--fail-with-body", action="store_true")
    parser.add_argument("-X", default="")
    parser.add_argument("-H", action="append", default=[])
    parser.add_argument("-d")
    asked = parser.parse_args()
    headers = dict(line.split(": ", 1) for line in asked.H)
    method = asked.X or ("GET" if asked.d is None else "POST")
    answer = httpx.request(method, asked.url, headers=headers, content=asked.d, timeout=60)
    if asked.i:
        lines = [f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}"]
        lines += [f"{name.decode()}: {value.decode()}" for name, value in answer.headers.raw]
        sys.stdout.write("\r\n".join(lines) + "\r\n\r\n")
    sys.stdout.write(answer.text)
    return 22 if asked.fail_with_body and answer.is_error else 0


if __name__ == "__main__":
    sys.exit(main())
