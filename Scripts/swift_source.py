"""Reads Swift source as far as the gates need it: code without comments and strings, and where functions stand.

Not a parser. It knows comments, every form of string literal with interpolation, extended regex literals and raw
identifiers. A bare regex literal (/…/) that holds a quote or a brace confuses it: write #/…/#.
"""

import pathlib
import re
from bisect import bisect_right
from typing import Iterator, NamedTuple

_TOKEN = re.compile(r'//[^\n]*|/\*|#*"""|#*"|`[^`\n]*`|#+/|[()]')
_BLANK = re.compile(r"[^\n]")


class Literal(NamedTuple):
    """The text of one string literal, interpolations left out, and the offset at which it starts."""

    offset: int
    text: str


class Function(NamedTuple):
    """One function, initialiser, subscript or computed property that has a body."""

    line: int
    name: str
    body_lines: int


class SwiftSource:
    """One file. `code` has the length and the lines of the text; comments and string contents are blanks in it."""

    def __init__(self, path: pathlib.Path):
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.split("\n")
        self.literals: list[Literal] = []
        self._starts = [0] + [match.end() for match in re.finditer("\n", self.text)]
        self._blanks: list[tuple[int, int]] = []
        self._read_code(0, inside_interpolation=False)
        self.code = self._masked()

    def line(self, offset: int) -> int:
        """The line of an offset, counted from 1."""
        return bisect_right(self._starts, offset)

    def code_line(self, number: int) -> str:
        """One line of the masked code, counted from 1."""
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.code)
        return self.code[self._starts[number - 1] : end]

    def depths(self, offsets: list[int]) -> list[int]:
        """The brace depth at each of some ascending offsets."""
        result, depth, position = [], 0, 0
        for offset in offsets:
            depth += self.code.count("{", position, offset) - self.code.count("}", position, offset)
            position = offset
            result.append(depth)
        return result

    def functions(self) -> Iterator[Function]:
        """Every function with a body, in order; a nested one is yielded too, and counts for the outer one."""
        for match in _FUNCTION.finditer(self.code):
            opening = self._body_start(match)
            if opening is None:
                continue
            closing = self._closing_brace(opening)
            first, last = self.line(opening), self.line(closing)
            name = self._name(match)
            yield Function(self.line(match.start()), name, max(last - first - 1, 0))

    def _name(self, match: re.Match) -> str:
        # The masked code has blanks inside a raw identifier; the name is taken from the text.
        group = "name" if match.group("name") else "property"
        return self.text[match.start(group) : match.end(group)] if match.group(group) else match.group()

    def _masked(self) -> str:
        parts, position = [], 0
        for start, end in sorted(self._blanks):
            parts.append(self.text[position:start])
            parts.append(_BLANK.sub(" ", self.text[start:end]))
            position = end
        parts.append(self.text[position:])
        return "".join(parts)

    def _read_code(self, position: int, inside_interpolation: bool) -> int:
        """Reads from `position` to the end of the text, or behind the parenthesis that ends an interpolation."""
        depth = 0
        while match := _TOKEN.search(self.text, position):
            token = match.group()
            if token == "(":
                depth += 1
                position = match.end()
            elif token == ")":
                position = match.end()
                if depth == 0 and inside_interpolation:
                    return position
                depth = max(depth - 1, 0)
            elif token.startswith("//"):
                self._blank(match.start(), match.end())
                position = match.end()
            elif token == "/*":
                position = self._read_block_comment(match.start())
            elif token.startswith("`"):
                self._blank(match.start() + 1, match.end() - 1)
                position = match.end()
            elif token.endswith("/"):
                position = self._read_until("/" + "#" * (len(token) - 1), match.end())
            else:
                position = self._read_string(token, match)
        return len(self.text)

    def _blank(self, start: int, end: int) -> None:
        if end > start:
            self._blanks.append((start, end))

    def _read_until(self, end_mark: str, start: int) -> int:
        found = self.text.find(end_mark, start)
        end = len(self.text) if found < 0 else found
        self._blank(start, end)
        return min(end + len(end_mark), len(self.text))

    def _read_block_comment(self, start: int) -> int:
        depth = 0
        for match in re.compile(r"/\*|\*/").finditer(self.text, start):
            depth += 1 if match.group() == "/*" else -1
            if depth == 0:
                self._blank(start, match.end())
                return match.end()
        self._blank(start, len(self.text))
        return len(self.text)

    def _read_string(self, opening: str, match: re.Match) -> int:
        hashes = "#" * opening.count("#")
        closing = opening.lstrip("#") + hashes
        # A single-line string also ends at the end of its line, so that one odd quote cannot swallow a file.
        ends = [re.escape(closing)] + ([] if '"""' in opening else ["\n"])
        mark = re.compile("|".join([r"\\" + hashes + r"\(", r"\\" + hashes + r".", *ends]), re.DOTALL)
        position, text = match.end(), []
        while found := mark.search(self.text, position):
            self._blank(position, found.start())
            text.append(self.text[position : found.start()])
            position = found.end()
            if found.group().startswith("\\" + hashes + "("):
                text.append(" ")
                position = self._read_code(position, inside_interpolation=True)
            elif found.group().startswith("\\"):
                self._blank(found.start(), found.end())
            else:
                break
        else:
            self._blank(position, len(self.text))
            position = len(self.text)
        self.literals.append(Literal(match.start(), "".join(text)))
        return position

    def _body_start(self, match: re.Match) -> int | None:
        """The brace that opens a body; nothing for a requirement of a protocol."""
        if match.group("property"):
            return match.end() - 1
        code, position, depth = self.code, match.end(), 0
        while position < len(code):
            character = code[position]
            if character in "([":
                depth += 1
            elif character in ")]":
                depth -= 1
                if depth < 0:
                    return None
            elif character == "{" and depth == 0:
                return position
            elif character in "};" and depth == 0:
                return None
            elif character == "\n" and depth == 0 and _NEXT_DECLARATION.match(code, position):
                return None
            position += 1
        return None

    def _closing_brace(self, opening: int) -> int:
        depth = 0
        for match in _BRACE.finditer(self.code, opening):
            depth += 1 if match.group() == "{" else -1
            if depth == 0:
                return match.start()
        return len(self.code)


_BRACE = re.compile(r"[{}]")
_FUNCTION = re.compile(
    r"(?<![.\w`])(?:"
    r"func\s+(?P<name>`[^`]*`|\w+|[^\s\w(`]+)"
    r"|(?:init[?!]?|subscript)(?=\s*[(<])"
    r"|deinit(?=\s*\{)"
    r"|var\s+(?P<property>[^\s:={]+)\s*:\s*[^={}\n]+\{"
    r")"
)
_NEXT_DECLARATION = re.compile(
    r"\s*(?:@|#if|#else|#endif|(?:package|public|private|fileprivate|internal|open|static|class|mutating|nonmutating"
    r"|nonisolated|final|override|convenience|required|indirect|lazy|weak|func|var|let|init|deinit|subscript|case"
    r"|associatedtype|typealias|struct|enum|actor|protocol|extension|import)\b)"
)


def swift_files(root: pathlib.Path, *folders: str) -> list[pathlib.Path]:
    """All Swift files below some folders of the repository, sorted."""
    return sorted(
        path for folder in folders for path in (root / folder).rglob("*.swift") if ".build" not in path.parts
    )
