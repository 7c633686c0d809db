# SPDX-License-Identifier: Apache-2.0
"""embed.py keeps every byte, in the order given, under names behind the shared folder."""

import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EMBED = os.path.join(ROOT, 'tools', 'embed.py')
PROBE = '''#include "made.h"
#include <stdio.h>
int main(void)
{
    for (const struct embedded_file *file = pages; file->name != NULL; file++) {
        printf("%s %zu %d\\n", file->name, file->length, file->bytes[file->length]);
        fwrite(file->bytes, 1, file->length, stdout);
    }
    return 0;
}
'''


class Embed(unittest.TestCase):
    def test_files_come_out_as_they_went_in(self):
        with tempfile.TemporaryDirectory() as folder:
            def path(name):
                return os.path.join(folder, name)
            os.mkdir(path('in'))
            os.mkdir(path('in/deep'))
            contents = {'in/deep/b.sql': bytes(range(256)), 'in/a.sql': b'', 'in/c.sql': b'\xff"\\\n'}
            for name, content in contents.items():
                with open(path(name), 'wb') as stream:
                    stream.write(content)
            subprocess.run([sys.executable, EMBED, 'pages', path('made.c'), path('made.h')] + [path(name) for name in contents],
                           check=True)
            with open(path('probe.c'), 'w', encoding='utf-8') as stream:
                stream.write(PROBE)
            subprocess.run(['cc', '-std=c17', '-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Werror', path('probe.c'),
                            path('made.c'), '-o', path('probe')], check=True)
            answer = subprocess.run([path('probe')], capture_output=True, check=True).stdout
            expected = b''.join(b'%s %d 0\n%s' % (name[3:].encode(), len(content), content)
                                for name, content in contents.items())
            self.assertEqual(answer, expected)
            listed = subprocess.run([sys.executable, EMBED, '--list', path('in'), '.sql'], capture_output=True, text=True,
                                    check=True).stdout.split()
            self.assertEqual([os.path.relpath(name, folder) for name in listed], ['in/a.sql', 'in/c.sql', 'in/deep/b.sql'])


if __name__ == '__main__':
    unittest.main()
