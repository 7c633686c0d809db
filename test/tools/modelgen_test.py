# SPDX-License-Identifier: Apache-2.0
"""What the generator refuses, and what it promises about names, tags and order."""

import os
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'tools'))

import model_public  # noqa: E402
import modelgen  # noqa: E402
from model_words import Broken, name_hash, read_words  # noqa: E402

BASE = '''
enum colour
  | A colour.
  red  -- Red.

type place
  | A place.
  city  text?  -- City.

object owner own at /v1/owners
  | An owner.
  name  text  -- Name.

'''


class Generator(unittest.TestCase):
    def read(self, *texts):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for index, text in enumerate(texts):
                paths.append(os.path.join(folder, 'file%d.model' % index))
                with open(paths[-1], 'w', encoding='utf-8') as stream:
                    stream.write(text)
            words = read_words(paths)
            return words, modelgen.generate(words)

    def refuse(self, text, part, base=BASE):
        with self.assertRaises(Broken) as caught:
            self.read(base + text)
        self.assertIn(part, str(caught.exception))
        self.assertRegex(str(caught.exception), r'file\d\.model:\d+: ')

    def test_a_block_or_field_without_a_sentence_is_refused(self):
        self.refuse('type x\n  a  int  -- A.\n', 'needs a sentence')
        self.refuse('type x\n  | X.\n  a  int\n', 'a sentence behind -- is missing')

    def test_a_type_that_stands_in_another_shares_its_fields(self):
        words, files = self.read(BASE + 'type x\n  | X.\n  a  int  -- A.\n  at  +place  -- Where.\n')
        header, source = files['file0.model.h'], files['file0.model.c']
        self.assertIn('struct place at;', header)
        self.assertIn('offsetof(struct x, at.city)', source)
        self.refuse('type x\n  | X.\n  at  +place?  -- Where.\n', 'always stands there')
        self.refuse('type x\n  | X.\n  city  int  -- A.\n  at  +place  -- Where.\n', 'same tag')

    def test_words_that_mean_nothing_are_refused(self):
        self.refuse('thing x\n  | X.\n', 'unknown block "thing"')
        self.refuse('type x\n  | X.\n  a  int  soon  -- A.\n', 'unknown word "soon"')
        self.refuse('type x\n  | X.\n  A  int  -- A.\n', 'is not a name')
        self.refuse('type x\n  | X.\n  a  int or_now  -- A.\n', 'or_now goes with time')
        self.refuse('type x\n  | X.\n  a  text!  -- A.\n', '"!" is for parameters')
        self.refuse('type x\n  | X.\n\ta  int  -- A.\n', 'a tab')

    def test_a_name_stands_once(self):
        self.refuse('type colour\n  | X.\n  a  int  -- A.\n', 'already declared')
        self.refuse('type x\n  | X.\n  a  int  -- A.\n  a  int  -- A.\n', 'stands twice')
        self.refuse('object other own\n  | X.\n  a  int  -- A.\n', 'the prefix own belongs to owner')
        self.refuse('type money\n  | X.\n  a  int  -- A.\n', 'belongs to the base room')
        self.refuse('object x xxx\n  | X.\n  id  text  -- A.\n', 'comes by itself')
        self.refuse('error e 400 t\n  | E.\nerror e 400 t\n  | E.\n', 'already declared')
        self.refuse('route GET /v1/{a} f - -\n  | R.\nroute GET /v1/{b} g - -\n  | R.\n', 'already declared')

    def test_objects_stand_in_others_by_id(self):
        self.refuse('type x\n  | X.\n  a  owner  -- A.\n', 'store ->owner')
        self.read(BASE + 'type x\n  | X.\n  a  list<owner> transient  -- A.\n')
        self.refuse('object a aaa\n  | A.\n  b  =>b  -- B.\nobject b bbb\n  | B.\n  a  =>a  -- A.\n', 'embeds itself')
        self.refuse('type x\n  | X.\n  a  x  -- A.\n', 'contains itself by value')
        self.read(BASE + 'type x\n  | X.\n  a  x?  -- A.\n')

    def test_ids_that_clients_choose_are_text_in_parameters(self):
        self.refuse('object token -\n  | T.\n  a  int  -- A.\nparams p\n  | P.\n  t  ->token  -- T.\n', 'take text here')

    def test_two_fields_with_one_tag_are_refused_and_a_word_parts_them(self):
        names = {}
        for number in range(2000):
            name = 'field_%d' % number
            other = names.setdefault(name_hash(name, 13), name)
            if other != name:
                break
        text = 'type x\n  | X.\n  %s  int  -- A.\n  %s  int%s  -- B.\n'
        self.refuse(text % (other, name, ''), 'have the same tag')
        self.read(BASE + text % (other, name, ' tag 17'))

    def test_tags_do_not_depend_on_order_and_stand_sorted(self):
        first = self.read(BASE + 'type x\n  | X.\n  a  int  -- A.\n  b  int  -- B.\n  c  int  -- C.\n')[1]['file0.model.c']
        second = self.read(BASE + 'type x\n  | X.\n  c  int  -- A.\n  a  int  -- B.\n  b  int  -- C.\n')[1]['file0.model.c']
        for name in 'abc':
            tag = '.tag = %d,' % name_hash(name, 13)
            self.assertIn(tag, first)
            self.assertIn(tag, second)
        order = sorted('abc', key=lambda name: name_hash(name, 13))
        self.assertIn('x_by_tag[] = {%s}' % ', '.join(str('abc'.index(name)) for name in order), first)

    def test_moves_name_values_of_the_field(self):
        thing = 'object thing thg\n  | T.\n  colour  colour  -- C.\n'
        self.refuse(thing + 'states thing.colour\n  | S.\n  red -> blue: paint\n', 'blue is no value of colour')
        self.refuse(thing + 'states thing.nope\n  | S.\n  red -> red: paint\n', 'has no enum field')
        source = self.read(BASE + thing + 'states thing.colour\n  | S.\n  - -> red: make\n')[1]['file0.model.c']
        self.assertIn('{COLOUR_NONE, COLOUR_RED}', source)

    def test_files_that_need_each_other_by_value_are_refused(self):
        with self.assertRaises(Broken) as caught:
            self.read('type a\n  | A.\n  b  b  -- B.\ntype d\n  | D.\n  x  int  -- X.\n',
                      'type b\n  | B.\n  d  d  -- D.\n')
        self.assertIn('need each other by value', str(caught.exception))

    def test_names_that_nobody_declares_are_warned_about(self):
        words, files = self.read(BASE + 'type x\n  | X.\n  a  ->nobody  -- A.\n  b  nowhere  -- B.\n')
        self.assertEqual(len(words.warnings), 2)
        self.assertIn('struct nowhere', files['file0.model.h'])

    def test_error_codes_follow_the_order_of_files(self):
        head = self.read('error a 400 t\n  | A.\n', 'error b 400 t code\n  | B.\n')[1]
        self.assertLess(head['error.model.h'].index('ERR_A,'), head['error.model.h'].index('ERR_B,'))
        self.assertIn('{"b", 400, "t", "code", "B."}', head['error.model.c'])

    def test_typescript_says_what_may_be_absent_or_null(self):
        words, _ = self.read(BASE + 'type x\n  | X.\n  a_b  decimal??  -- A.\n  c  [place]?  -- C.\n  d  colour  -- D.\n')
        text = model_public.ts_struct(words.types['x'], '')
        self.assertIn('aB?: Decimal;', text)
        self.assertIn('c: Place[] | null;', text)
        self.assertIn("d: 'red';", text)


if __name__ == '__main__':
    unittest.main()
