"""The rooms on their floors: the order from the import contract, the imports from the code itself."""

import tomllib
from importlib import import_module
from pathlib import Path

import grimp

from tests.drawings.svg import box, drawing, text

ROOT = Path(__file__).parents[2]
ROW, WIDTH, LEFT = 46, 980, 20


def floors(container: str) -> list[list[str]]:
    """The rooms of `models` or `web`, top floor first; rooms of one floor stand side by side in the contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("containers") == [container])
    return [layer.replace(" ", "").split("|") for layer in layers]


def rooms_drawing() -> str:
    graph = grimp.build_graph("models", "web", "tasks")
    shapes: list[str] = []
    y = LEFT
    for container, about in (("web", "web: what people and scripts meet"), ("models", "models: what Guestlink knows")):
        shapes.append(text(LEFT, y + 16, about, "name"))
        y += 28
        for floor in floors(container):
            shapes += _floor(graph, container, floor, y)
            y += ROW
        y += 14
    shapes.append(text(LEFT, y + 16, "tasks: Celery's doors to the same use-cases of models", "name"))
    shapes += _floor(graph, "", ["tasks"], y + 28)
    return drawing(WIDTH, y + 28 + ROW + LEFT, "The rooms of Guestlink on their floors", shapes)


def _floor(graph: grimp.ImportGraph, container: str, floor: list[str], y: int) -> list[str]:
    width = (WIDTH - 2 * LEFT) // len(floor)
    shapes = []
    for number, room in enumerate(floor):
        module = f"{container}.{room}" if container else room
        x = LEFT + number * width
        shapes.append(box(x, y, width - 8, ROW - 8, "" if container == "models" else "door"))
        shapes.append(text(x + 10, y + 17, room, "name"))
        if len(floor) == 1:
            shapes.append(text(x + 150, y + 17, _about(module), "small"))
            shapes.append(text(x + 150, y + 32, f"uses {_uses(graph, module) or 'nothing'}", "small"))
    return shapes


def _about(module: str) -> str:
    """The first sentence of its docstring."""
    first = (import_module(module).__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.split()).partition(". ")[0]


def _uses(graph: grimp.ImportGraph, room: str) -> str:
    """The other rooms that its files import: those of its own part of the house first."""
    files = {room, *graph.find_descendants(room)}
    imported = {found for file in files for found in graph.find_modules_directly_imported_by(file)} - files
    own = room.partition(".")[0]
    near = sorted({found.split(".")[1] for found in imported if found.startswith(f"{own}.")})
    below = sorted({found.split(".")[1] for found in imported if not found.startswith(f"{own}.")})
    return "; ".join([", ".join(near)] * bool(near) + [f"of models: {', '.join(below)}"] * bool(below))
