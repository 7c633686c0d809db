#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""storydoc.py: the examples of the manual are parts of stories that run.

  storydoc.py [--root DIR]           are the examples in docs/ as the stories tell them?
  storydoc.py --write [--root DIR]   write them into the pages

A page says which part it wants; the block behind the comment is replaced:

  <!-- story: test/story/points/held-invoice.story parked -->
  ```
  ...
  ```

and the story brackets it by comment lines `# [parked]` and `# [/parked]`, which are left out. Every part is wanted somewhere.
"""

import argparse
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WANTED = re.compile(r'^<!-- story: (\S+) (\S+) -->\n```[a-z]*\n(.*?)^```$', re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r'^<!-- story:', re.MULTILINE)
BRACKET = re.compile(r'^# \[(/?)([a-z0-9-]+)\]$')


def read(path):
    with open(path, encoding='utf-8') as stream:
        return stream.read()


def pages(root):
    for place, _, names in os.walk(os.path.join(root, 'docs')):
        for name in sorted(names):
            if name.endswith('.md'):
                yield os.path.join(place, name)


def parts_of(path):
    """Name -> text of the bracketed parts of a story file."""
    parts, name, lines = {}, None, []
    for number, line in enumerate(read(path).split('\n'), 1):
        bracket = BRACKET.match(line)
        if bracket and not bracket.group(1):
            if name or bracket.group(2) in parts:
                raise SystemExit('%s:%d: part %s begins inside another or twice' % (path, number, bracket.group(2)))
            name, lines = bracket.group(2), []
        elif bracket:
            if name != bracket.group(2):
                raise SystemExit('%s:%d: part %s ends and did not begin' % (path, number, bracket.group(2)))
            parts[name], name = '\n'.join(lines).strip('\n') + '\n', None
        elif name:
            lines.append(line)
    if name:
        raise SystemExit('%s: part %s does not end' % (path, name))
    return parts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--root', default=ROOT)
    parser.add_argument('--write', action='store_true')
    options = parser.parse_args()
    stories, used, problems = {}, set(), []
    for place, _, names in os.walk(os.path.join(options.root, 'test', 'story')):
        for name in names:
            if name.endswith('.story'):
                path = os.path.join(place, name)
                stories[os.path.relpath(path, options.root)] = parts_of(path)

    for page in pages(options.root):
        text = read(page)
        shown = os.path.relpath(page, options.root)
        if len(COMMENT.findall(text)) != len(WANTED.findall(text)):
            problems.append('%s: a story comment is not followed by a fenced block' % shown)

        def replace(match):
            path, name, old = match.groups()
            part = stories.get(path, {}).get(name)
            if part is None:
                problems.append('%s: %s has no part %s' % (shown, path, name))
                return match.group(0)
            used.add((path, name))
            if part != old and not options.write:
                problems.append('%s: the example %s is not as %s tells it; run tools/storydoc.py --write' % (shown, name, path))
            return match.group(0).replace('\n' + old + '```', '\n' + part + '```') if old else match.group(0)[:-3] + part + '```'

        fresh = WANTED.sub(replace, text)
        if options.write and fresh != text:
            with open(page, 'w', encoding='utf-8') as stream:
                stream.write(fresh)
    for path, parts in sorted(stories.items()):
        problems += ['%s: no page shows the part %s' % (path, name) for name in parts if (path, name) not in used]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
