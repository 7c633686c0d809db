// SPDX-License-Identifier: Apache-2.0
import { same, throws } from './assert.js';
export default function () {
    const d = new Date('2026-02-28T23:59:59.999Z'); same(d.getTime(), 1772323199999);
    same(d.toISOString(), '2026-02-28T23:59:59.999Z'); same(d.getUTCDay(), 6); d.setUTCDate(29);
    same(d.toISOString().slice(0, 10), '2026-03-01');
    same(new Date(2024, 1, 29).toISOString(), '2024-02-29T00:00:00.000Z');
    same(Date.UTC(2024, 0), 1704067200000); same(Date.UTC(99, 0), 915148800000);
    same(Date.parse('2026-01-01'), 1767225600000);
    same(new Date('2026-01-01T00:00:00+02:00').toISOString(), '2025-12-31T22:00:00.000Z');
    same(new Date(NaN).getTime(), NaN); same(Date.parse('nonsense'), NaN);
    throws(RangeError, () => new Date(NaN).toISOString()); same(new Date(NaN).toJSON(), null);
    same(new Date(8.64e15 + 1).getTime(), NaN);
    same(new Date(-1).toISOString(), '1969-12-31T23:59:59.999Z');
    same(new Date(-62198755200000).toISOString(), '-000001-01-01T00:00:00.000Z');
    same(new Date(253402300800000).toISOString(), '+010000-01-01T00:00:00.000Z');
    const m = new Date(Date.UTC(2026, 0, 31)); m.setUTCMonth(1);
    same(m.toISOString().slice(0, 10), '2026-03-03'); m.setUTCFullYear(2024, 1, 29);
    same(m.getUTCMonth(), 1); m.setUTCHours(25); same(m.getUTCDate(), 1); m.setUTCMinutes(-1);
    same(m.getUTCMinutes(), 59); m.setTime(0); same(+m, 0); same(m.setUTCMilliseconds(1.9), 1);
    same(new Date(0) - new Date(1000), -1000); same(new Date(5) > new Date(4), true);
    same(new Date(5) + 1, new Date(5).toString() + '1'); same(typeof (new Date(0) + ''), 'string');
    same(new Date(new Date(7)).getTime(), 7); same(new Date('0').getTime() !== 0, true);
    same(new Date(2026, 11, 31, 23, 59, 60).getFullYear(), 2027); same(new Date(0).getTimezoneOffset(), 0);
    same(JSON.stringify({ d: new Date(0) }), '{"d":"1970-01-01T00:00:00.000Z"}');
    same(new Date(1.9).getTime(), 1); same(new Date(true).getTime(), 1); same(new Date(null).getTime(), 0);
    same(new Date(undefined).getTime(), NaN); same(new Date(2026, 0).getDate(), 1);
    const leap = y => new Date(Date.UTC(y, 2, 0)).getUTCDate(); same(leap(2000), 29); same(leap(1900), 28);
    same(leap(2024), 29); same(new Date(0).toUTCString(), 'Thu, 01 Jan 1970 00:00:00 GMT');
    const clock = Date; throws(TypeError, () => clock.now()); throws(TypeError, () => new clock());
    throws(TypeError, () => Date.prototype.getTime.call({}));
}
