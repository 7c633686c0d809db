import { expect, test } from 'vitest';
import NeverEnds from './index.js';

test('it is there to be stopped', () => {
  expect(new NeverEnds()).toHaveProperty('computeDiscounts', expect.any(Function));
});
