import { describe, expect, it } from 'vitest';
import { item } from '../../../shared/items.js';
import SeparateMetered from './index.js';

const context = { type: 'script', id: 'ext_test', livemode: false } as const;
const items = [item('seat'), item('calls', { metered: true }), item('support'), item('storage', { metered: true })];

describe('SeparateMetered', () => {
  const script = new SeparateMetered();

  it('groups by usage', () => {
    expect(script.groupItems({ items }, { latest: 'fixed' }, context)).toMatchInlineSnapshot(`
      {
        "groups": [
          {
            "items": [
              {
                "key": "seat",
              },
              {
                "key": "support",
              },
            ],
            "setsLatestInvoice": true,
          },
          {
            "items": [
              {
                "key": "calls",
              },
              {
                "key": "storage",
              },
            ],
            "setsLatestInvoice": false,
          },
        ],
      }
    `);
  });

  it.each(['fixed', 'metered'] as const)('sets one latest invoice (%s)', (latest) => {
    const { groups } = script.groupItems({ items }, { latest }, context);
    expect(groups.filter((group) => group.setsLatestInvoice)).toHaveLength(1);
  });

  it('makes one invoice when there is one kind', () => {
    const only = items.filter((_, index) => index % 2 === 0);
    expect(script.groupItems({ items: only }, { latest: 'metered' }, context)).toEqual({
      groups: [{ items: [{ key: 'seat' }, { key: 'support' }], setsLatestInvoice: true }],
    });
    expect(script.groupItems({ items: [] }, { latest: 'fixed' }, context).groups).toEqual([]);
  });

  it('bills everything', () => {
    expect(script.filterItems({ items }).items.map(({ key }) => key)).toEqual(['seat', 'calls', 'support', 'storage']);
    expect(new Set(script.beforeItemCreation({ items }).items.map((one) => one.creationStrategy))).toEqual(new Set(['invoice']));
  });
});
