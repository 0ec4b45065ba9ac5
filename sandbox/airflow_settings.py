"""How Airflow is told about the sandbox: by environment variables, with secrets made once for each home."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def airflow_settings(folder: Path, port: int) -> dict[str, str]:
    """Airflow's configuration as environment variables; secrets are made once for each home."""
    kept = _secrets(folder)
    address = f"http://127.0.0.1:{port}"
    return {
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
        "AIRFLOW__CORE__FERNET_KEY": kept["fernet_key"],
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'metadata.sqlite'}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": kept["secret_key"],
        "AIRFLOW__API_AUTH__JWT_SECRET": kept["jwt_secret"],
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def brand_settings(folder: Path, brand: dict[str, Any]) -> dict[str, str]:
    """Where tasks find the sandbox; its world has ended, so every run stands for its last moment."""
    connections = {f"AIRFLOW_CONN_{name.upper()}": json.dumps(c) for name, c in brand["connections"].items()}
    return {"TWOEARS_HOME": str(folder.parent), "TWOEARS_AS_OF": brand["as_of"], **connections}


def _secrets(folder: Path) -> dict[str, str]:
    """The secrets of a home, made at the first start; the password lies where Airflow looks for it."""
    kept, passwords = folder / "secrets.json", folder / "passwords.json"
    if not kept.exists():
        made = {name: secrets.token_hex(32) for name in ("secret_key", "jwt_secret")}
        made["fernet_key"] = urlsafe_b64encode(secrets.token_bytes(32)).decode()
        write_private(kept, json.dumps(made))
    if not passwords.exists():
        write_private(passwords, json.dumps({"admin": secrets.token_urlsafe(12)}))
    found: dict[str, str] = json.loads(kept.read_text("utf-8"))
    return found


def write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
