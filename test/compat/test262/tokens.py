# SPDX-License-Identifier: Apache-2.0
"""The tokens of a script, enough to tell what it uses; never refuses a text."""

import re

NAME, NUMBER, STRING, TEMPLATE, REGEXP, MARK = "name", "number", "string", "template", "regexp", "mark"

_SPACE = re.compile(r"(?:\s|\ufeff|//[^\n\r\u2028\u2029]*|/\*.*?(?:\*/|\Z))+", re.S)
_NAME = re.compile(r"#?(?:[\w$]|\\u(?:\{[0-9a-fA-F]+\}|[0-9a-fA-F]{4})|[^\x00-\x7f\s])+")
_NUMBER = re.compile(r"0[xX][\da-fA-F_]+n?|0[oO][0-7_]+n?|0[bB][01_]+n?|"
                     r"(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?n?")
_STRING = re.compile(r"'(?:[^'\\\n\r]|\\(?:\r\n|.))*'?|\"(?:[^\"\\\n\r]|\\(?:\r\n|.))*\"?", re.S)
_REGEXP = re.compile(r"/(?:[^/\\\[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+/[\w$]*")
_MARK = re.compile(r">>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|"
                   r"\?\.(?!\d)|\+\+|--|\+=|-=|\*=|/=|%=|&=|\|=|\^=|<<|>>|\*\*|.", re.S)
# Behind these a slash divides; behind other words and marks it begins a regular expression.
_VALUE_ENDS = {")", "]", "}", "++", "--"}
_OPERATORS = {"return", "typeof", "instanceof", "in", "of", "new", "delete", "void", "throw", "case",
              "do", "else", "yield", "await"}


class Token:
    __slots__ = ("kind", "text", "is_first")

    def __init__(self, kind, text, is_first):
        self.kind, self.text = kind, text
        self.is_first = is_first  # on its line

    def __repr__(self):
        return f"{self.kind}:{self.text}"


def _takes_regexp(tokens):
    if not tokens:
        return True
    last = tokens[-1]
    if last.kind == NAME:
        return last.text in _OPERATORS
    return last.kind == MARK and last.text not in _VALUE_ENDS


def tokenize(text):
    """List of tokens. A template is TEMPLATE tokens of its texts around the tokens of its values."""
    tokens, at, depth_stack, depth, is_first = [], 0, [], 0, True

    def template(at):
        start = at
        while at < len(text):
            if text[at] == "\\":
                at += 2
            elif text[at] == "`":
                tokens.append(Token(TEMPLATE, text[start:at], is_first))
                return at + 1
            elif text.startswith("${", at):
                tokens.append(Token(TEMPLATE, text[start:at], is_first))
                tokens.append(Token(MARK, "${", False))
                depth_stack.append(depth)
                return at + 2
            else:
                at += 1
        return at

    while at < len(text):
        found = _SPACE.match(text, at)
        if found:
            is_first = is_first or any(c in found.group() for c in "\n\r\u2028\u2029")
            at = found.end()
            continue
        c = text[at]
        if c == "`":
            at = template(at + 1)
            is_first = False
            continue
        if c == "}" and depth_stack and depth_stack[-1] == depth:
            depth_stack.pop()
            tokens.append(Token(MARK, "}", is_first))
            at = template(at + 1)
            is_first = False
            continue
        if c in "'\"":
            kind, found = STRING, _STRING.match(text, at)
        elif c.isdigit() or (c == "." and text[at + 1:at + 2].isdigit()):
            kind, found = NUMBER, _NUMBER.match(text, at)
        elif c == "/" and _takes_regexp(tokens) and _REGEXP.match(text, at):
            kind, found = REGEXP, _REGEXP.match(text, at)
        elif _NAME.match(text, at):
            kind, found = NAME, _NAME.match(text, at)
        else:
            kind, found = MARK, _MARK.match(text, at)
        tokens.append(Token(kind, found.group(), is_first))
        depth += {"{": 1, "}": -1}.get(found.group(), 0) if kind == MARK else 0
        at, is_first = found.end(), False
    return tokens
