"""Exit with 0 when Airflow says that one of its parts is healthy: `healthy.py PART [ADDRESS]`."""

import json
import sys
import urllib.request


def main(part: str, address: str = "http://api-server:8080") -> int:
    with urllib.request.urlopen(f"{address}/api/v2/monitor/health", timeout=10) as answer:
        return 0 if json.load(answer)[part]["status"] == "healthy" else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
