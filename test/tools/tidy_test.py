# SPDX-License-Identifier: Apache-2.0
"""Each rule of tidy.py finds its offence and nothing else; waivers take findings away and are themselves watched."""

import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TIDY = os.path.join(ROOT, 'tools', 'tidy.py')
LICENCE = '/* SPDX-License-Identifier: Apache-2.0 */\n'


class Tidy(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.write('rooms.txt', 'base\nsys base\nstore base sys\nmoney base\n')

    def tearDown(self):
        self.folder.cleanup()

    def write(self, path, text):
        full = os.path.join(self.folder.name, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'w', encoding='utf-8') as stream:
            stream.write(text)

    def run_tidy(self, *arguments):
        answer = subprocess.run([sys.executable, TIDY, '--root', self.folder.name, *arguments], capture_output=True, text=True,
                                check=False)
        self.assertEqual(answer.returncode, 1 if answer.stdout else 0, answer.stderr)
        return answer.stdout.splitlines()

    def expect(self, path, text, *rules):
        self.write(path, text)
        lines = self.run_tidy()
        self.assertEqual([line.split(': ')[1] for line in lines], list(rules), lines)
        os.remove(os.path.join(self.folder.name, path))

    def test_clean_code_passes(self):
        self.expect('src/money/pay.c', LICENCE + '#include "base/text.h"\n/* free(x) and double are only words here */\n'
                    'static const char *s = "time(0) malloc(1)";\nint x;\n')

    def test_an_arrow_that_rooms_txt_does_not_have_is_refused(self):
        self.expect('src/money/pay.c', LICENCE + '#include "store/store.h"\n', 'arrow')
        self.expect('src/money/pay.c', LICENCE + '#include "store.model.h"\n', 'arrow')
        self.expect('src/store/open.c', LICENCE + '#include "sys/sys.h"\n')

    def test_a_private_header_of_another_room_is_refused(self):
        self.expect('src/store/open.c', LICENCE + '#include "sys/clock.h"\n', 'private-header')
        self.expect('src/store/open.c', LICENCE + '#include "base/model_body.h"\n', 'private-header')
        self.expect('src/store/open.c', LICENCE + '#include "store/row.h"\n')

    def test_banned_names_stand_only_where_they_are_owned(self):
        for line in ('free(x);', 'p = malloc (3);', 'double x;', 'exit(1);', 't = time(NULL);', 'getenv("x");', 'longjmp(b, 1);'):
            self.expect('src/money/pay.c', LICENCE + line + '\n', 'banned')
        self.expect('src/base/arena.c', LICENCE + 'free(x);\n')
        self.expect('src/money/pay.c', LICENCE + 'sqlite3_free(x); sys->time(x); block_free(y);\n')

    def test_sql_stands_in_the_store(self):
        self.expect('src/money/pay.c', LICENCE + 'q = "SELECT x FROM y";\n', 'sql')
        self.expect('src/money/money_store.c', LICENCE + 'q = "INSERT INTO y VALUES (1)";\n')
        self.expect('src/money/pay.c', LICENCE + 'm = "Select a plan from the list";\n')

    def test_lines_licences_tabs_and_reminders(self):
        self.expect('src/money/pay.c', LICENCE + 'x' * 101 + '\n', 'long-line')
        self.expect('src/money/pay.c', 'int x;\n', 'licence')
        self.expect('src/money/pay.c', LICENCE + '\tint x;\n', 'tab')
        self.expect('src/money/pay.c', LICENCE + '/* FIX' 'ME later */\n', 'fixme')

    def test_an_err_t_in_a_header_must_be_used(self):
        self.expect('src/money/money.h', LICENCE + 'err_t money_pay(int x);\n', 'must-use')
        self.expect('src/money/money.h', LICENCE + 'must_use err_t money_pay(int x);\n')

    def test_a_waiver_waives_one_rule_and_is_refused_when_nothing_needs_it(self):
        self.expect('src/money/pay.c', LICENCE + '/* tidy: banned: the library takes one */\ndouble x;\n')
        self.expect('src/money/pay.c', LICENCE + 'double x; /* tidy: banned: the library takes one */\n')
        self.expect('src/money/pay.c', LICENCE + '/* tidy: sql: why */\ndouble x;\n', 'banned', 'waiver')
        self.expect('src/money/pay.c', LICENCE + '/* tidy: banned: why */\nint x;\n', 'waiver')
        self.expect('src/money/pay.c', LICENCE + '/* tidy: nonsense: why */\nint x;\n', 'waiver')

    def test_a_room_has_a_page_and_links_lead_somewhere(self):
        self.write('src/money/meson.build', '')
        self.expect('docs/a.md', '[x](b.md) [y](https://example.com) `[z](c.md)` [w](a.md#x)\n', 'link', 'readme')
        self.expect('src/money/README.md', 'x\n' * 101, 'readme')
        self.expect('src/money/README.md', 'x\n')

    def test_a_header_stands_alone_or_is_named(self):
        self.write('src/base/banned.h', LICENCE)
        self.write('src/money/money.h', LICENCE + 'size_t x(void);\n')
        lines = self.run_tidy('--headers', self.folder.name, 'cc')
        self.assertEqual(len(lines), 1)
        self.assertTrue(lines[0].startswith('src/money/money.h:1: header-alone: '), lines)
        self.write('src/money/money.h', LICENCE + '#include <stddef.h>\nsize_t x(void);\n')
        self.assertEqual(self.run_tidy('--headers', self.folder.name, 'cc'), [])


if __name__ == '__main__':
    unittest.main()
