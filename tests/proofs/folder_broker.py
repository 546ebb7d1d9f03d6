"""A broker without a server: messages are files."""

from pathlib import Path

from celery import Celery


def use_folder_broker(app: Celery, folder: Path) -> Path:
    """Let the app keep its messages in this folder. Returns the folder of those that wait."""
    messages, control = folder / "messages", folder / "control"
    for each in (messages, control):
        each.mkdir(parents=True, exist_ok=True)
    app.conf.update(
        broker_url="filesystem://localhost",
        broker_transport="tasks.folder_broker:Transport",
        broker_transport_options={
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(control),
        },
    )
    return messages
