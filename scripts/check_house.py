"""Check what the house asks of the code and no other tool looks at: one line per fault, exit code 1 on any."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "fairaudit"
ROOMS = ("tasks",)
NAMES_OF_TASKS = (*ROOMS, "catalogue")
"""Where tasks may be named: in their rooms, beside which help finds what it needs, and in the list of them."""
MOST_LINES, MOST_OF_A_FUNCTION = 300, 50

Fault = tuple[Path, int, str, str]
"""A place, the rule that it breaks, and what to do about it."""


def faults(package: Path) -> Iterator[Fault]:
    """Yield everything in a package that breaks a rule."""
    trees = {path: ast.parse(path.read_bytes()) for path in sorted(package.rglob("*.py"))}
    yield from _circles(trees, package)
    yield from _tasks_elsewhere(trees, package)
    for path, tree in trees.items():
        yield from _long(path, tree)


def _circles(trees: dict[Path, ast.Module], package: Path) -> Iterator[Fault]:
    """Yield a circle of imports, and then what circles are left without its first import."""
    modules = {_dotted(path, package): path for path in trees}
    graph = {path: dict(_imports(path, tree, package, modules)) for path, tree in trees.items()}
    while True:
        try:
            return TopologicalSorter(graph).prepare()
        except CycleError as error:
            way = error.args[1][::-1]
            advice = f"{' → '.join(_dotted(path, package) for path in way)}: move what they share to a file below them"
            yield (way[0], graph[way[0]].pop(way[1]), "circle", advice)


def _imports(path: Path, tree: ast.AST, package: Path, modules: dict[str, Path]) -> Iterator[tuple[Path, int]]:
    """Yield the files of the package that a file imports, within functions too, and on which line."""
    for node in _running(tree):
        match node:
            case ast.Import(names=aliases):
                names = [alias.name for alias in aliases]
            case ast.ImportFrom(module=module, names=aliases, level=level):
                source = resolve_name("." * level + (module or ""), _dotted(path.parent, package))
                inner = (f"{source}.{alias.name}" for alias in aliases)
                names = [name if name in modules else source for name in inner]
            case _:
                continue
        yield from ((modules[name], node.lineno) for name in names if modules.get(name, path) != path)


def _dotted(path: Path, package: Path) -> str:
    return ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is in a tree, but for what only checkers of types read."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING")):
            yield child
            yield from _running(child)


def _tasks_elsewhere(trees: dict[Path, ast.Module], package: Path) -> Iterator[Fault]:
    """Yield where a task's name in quotes, or counts that are its own, stand outside of its room."""
    inside = {path: path.relative_to(package).parts[0] for path in trees}
    rooms = [node for path in trees if inside[path] in ROOMS for node in ast.walk(trees[path])]
    calls = [node for node in rooms if isinstance(node, ast.Call) and ast.unparse(node.func) == "Task"]
    tasks = {ast.unparse(word.value) for call in calls for word in call.keywords if word.arg == "name"}
    counts = {node.name for node in rooms if isinstance(node, ast.ClassDef) and node.name.endswith("Counts")}
    counts |= {f"Paired{name}" for name in counts}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            match node:
                case ast.Constant() if ast.unparse(node) in tasks and inside[path] not in NAMES_OF_TASKS:
                    yield (path, node.lineno, "task name", "let the records of tasks say what is asked here")
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                    if name in counts and inside[path] not in ROOMS:
                        yield (path, node.lineno, "task counts", f"move what reads {name} to the task's room")


def _long(path: Path, tree: ast.Module) -> Iterator[Fault]:
    lines = path.read_bytes().count(b"\n")
    if lines > MOST_LINES:
        yield (path, MOST_LINES + 1, "long file", f"{lines} lines, at most {MOST_LINES}: make two of it")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_OF_A_FUNCTION:
                yield (path, node.lineno, "long function", f"{lines} lines, at most {MOST_OF_A_FUNCTION}: name steps")


def main(package: Path = PACKAGE) -> int:
    """Write the faults and return the exit code."""
    found = list(faults(package))
    for path, line, rule, advice in found:
        print(f"{path.relative_to(package.parent)}:{line}: {rule}: {advice}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
