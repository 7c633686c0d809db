// SPDX-License-Identifier: Apache-2.0
// Date: what each expression gives, in one text form; answers of another implementation.
function list(v: any[], d: number): string {
  const parts: string[] = [];
  for (let i = 0; i < v.length; i++) {
    parts.push(i in v ? show(v[i], d + 1) : '~');
  }
  const match = v as any;
  const found = match.index === undefined ? '' : '|' + match.index + '|' + show(match.groups, d + 1);
  return '[' + parts.join(',') + found + (match.indices ? '|' + show(match.indices, d + 1) : '') + ']';
}
function show(v: any, d = 0): string {
  if (v === null) return 'null';
  if (typeof v === 'string') return JSON.stringify(v);
  if (typeof v === 'number') return Object.is(v, -0) ? '-0' : String(v);
  if (typeof v === 'function') return 'fn';
  if (typeof v !== 'object') return String(v);
  if (d > 5) return '...';
  if (Array.isArray(v)) return list(v, d);
  if (v instanceof Map) return 'Map' + show([...v], d + 1);
  if (v instanceof Set) return 'Set' + show([...v], d + 1);
  if (v instanceof Date) return 'Date' + (isNaN(v.getTime()) ? 'NaN' : v.toISOString());
  if (v instanceof RegExp) return String(v);
  if (v instanceof Error) return v.name;
  return '{' + Object.keys(v).map(k => k + ':' + show(v[k], d + 1)).join(',') + '}';
}
/** One line: what the function gives, or the name of what it throws. */
function t(f: () => any) {
  let line;
  try {
    line = show(f());
  } catch (e: any) {
    line = '!' + (e && e.name);
  }
  console.log(line);
}

export default {
    run() {
        t(()=>new Date(0));
// expect: Date1970-01-01T00:00:00.000Z
        t(()=>new Date('2024-02-29'));
// expect: Date2024-02-29T00:00:00.000Z
        t(()=>new Date('2024-02-29T12:34:56.789Z'));
// expect: Date2024-02-29T12:34:56.789Z
        t(()=>new Date('2024-02-29T12:34:56+02:00'));
// expect: Date2024-02-29T10:34:56.000Z
        t(()=>new Date('2024'));
// expect: Date2024-01-01T00:00:00.000Z
        t(()=>new Date('2024-05'));
// expect: Date2024-05-01T00:00:00.000Z
        t(()=>new Date('+012024-01-01T00:00:00Z'));
// expect: Date+012024-01-01T00:00:00.000Z
        t(()=>new Date('-000001-01-01T00:00:00Z'));
// expect: Date-000001-01-01T00:00:00.000Z
        t(()=>new Date('-000000-01-01T00:00:00Z'));
// expect: DateNaN
        t(()=>new Date('x'));
// expect: DateNaN
        t(()=>new Date(2024,0,31));
// expect: Date2024-01-31T00:00:00.000Z
        t(()=>new Date(2024,1,31));
// expect: Date2024-03-02T00:00:00.000Z
        t(()=>new Date(99,0));
// expect: Date1999-01-01T00:00:00.000Z
        t(()=>new Date(2024,0,1,1,2,3,4));
// expect: Date2024-01-01T01:02:03.004Z
        t(()=>new Date(8.64e15));
// expect: Date+275760-09-13T00:00:00.000Z
        t(()=>new Date(8.64e15+1));
// expect: DateNaN
        t(()=>new Date(NaN));
// expect: DateNaN
        t(()=>new Date(1.9));
// expect: Date1970-01-01T00:00:00.001Z
        t(()=>new Date(-1.9).getTime());
// expect: -1
        t(()=>new Date(new Date(5)));
// expect: Date1970-01-01T00:00:00.005Z
        t(()=>Date.UTC(2024,1,29));
// expect: 1709164800000
        t(()=>Date.UTC(2024));
// expect: 1704067200000
        t(()=>Date.UTC());
// expect: NaN
        t(()=>Date.parse('2024-01-01T00:00:00.123456Z'));
// expect: 1704067200123
        t(()=>Date.parse('2024-01-01T24:00:00Z'));
// expect: 1704153600000
        t(()=>Date.parse('2024-01-01T25:00:00Z'));
// expect: NaN
        t(()=>Date.parse('2024-13-01'));
// expect: NaN
        t(()=>Date.parse('2024-01-32'));
// expect: NaN
        const d=new Date(Date.UTC(2024,1,29,13,5,9,7));
        t(()=>[d.getFullYear(),d.getMonth(),d.getDate(),d.getDay(),d.getHours(),d.getMinutes(),d.getSeconds(),d.getMilliseconds(),d.getTime(),d.getTimezoneOffset(),d.getUTCDay(),d.getUTCFullYear()]);
// expect: [2024,1,29,4,13,5,9,7,1709211909007,0,4,2024]
        t(()=>d.toISOString());
// expect: "2024-02-29T13:05:09.007Z"
        t(()=>d.toJSON());
// expect: "2024-02-29T13:05:09.007Z"
        t(()=>d.toString());
// expect: "Thu Feb 29 2024 13:05:09 GMT+0000 (Coordinated Universal Time)"
        t(()=>d.toDateString());
// expect: "Thu Feb 29 2024"
        t(()=>d.toTimeString());
// expect: "13:05:09 GMT+0000 (Coordinated Universal Time)"
        t(()=>d.toUTCString());
// expect: "Thu, 29 Feb 2024 13:05:09 GMT"
        t(()=>String(d));
// expect: "Thu Feb 29 2024 13:05:09 GMT+0000 (Coordinated Universal Time)"
        t(()=>+d);
// expect: 1709211909007
        t(()=>d+1 as any);
// expect: "Thu Feb 29 2024 13:05:09 GMT+0000 (Coordinated Universal Time)1"
        t(()=>`${d}`);
// expect: "Thu Feb 29 2024 13:05:09 GMT+0000 (Coordinated Universal Time)"
        t(()=>d.toLocaleDateString());
// expect: "2/29/2024"
        t(()=>d.toLocaleTimeString().replace('\u202f',' '));
// expect: "1:05:09 PM"
        t(()=>d.toLocaleString().replace('\u202f',' '));
// expect: "2/29/2024, 1:05:09 PM"
        t(()=>new Date(NaN).toISOString());
// expect: !RangeError
        t(()=>String(new Date(NaN)));
// expect: "Invalid Date"
        t(()=>new Date(NaN).toJSON());
// expect: null
        t(()=>new Date(NaN).getFullYear());
// expect: NaN
        t(()=>d<new Date(d.getTime()+1));
// expect: true
        t(()=>(d as any)-(new Date(0) as any));
// expect: 1709211909007
        t(()=>{const x=new Date(0); x.setUTCMonth(13); return x;});
// expect: Date1971-02-01T00:00:00.000Z
        t(()=>{const x=new Date('2024-01-31'); x.setMonth(1); return x;});
// expect: Date2024-03-02T00:00:00.000Z
        t(()=>{const x=new Date(0); x.setDate(0); return x;});
// expect: Date1969-12-31T00:00:00.000Z
        t(()=>{const x=new Date(0); return [x.setHours(25,61,61,1001),x];});
// expect: [93722001,Date1970-01-02T02:02:02.001Z]
        t(()=>{const x=new Date(0); x.setFullYear(2020,5,15); return x;});
// expect: Date2020-06-15T00:00:00.000Z
        t(()=>{const x=new Date(NaN); x.setFullYear(2020); return x;});
// expect: Date2020-01-01T00:00:00.000Z
        t(()=>{const x=new Date(NaN); x.setMonth(1); return x;});
// expect: DateNaN
        t(()=>{const x=new Date(0); x.setTime(1e12); return x;});
// expect: Date2001-09-09T01:46:40.000Z
        t(()=>{const x=new Date(0); x.setMinutes(); return x;});
// expect: DateNaN
        t(()=>{const x=new Date(0); x.setMilliseconds(-1); return x;});
// expect: Date1969-12-31T23:59:59.999Z
        t(()=>{const x=new Date(0); x.setSeconds(90); return x;});
// expect: Date1970-01-01T00:01:30.000Z
        t(()=>Date.parse(d.toString()));
// expect: 1709211909000
        t(()=>Date.parse(d.toUTCString()));
// expect: 1709211909000
        t(()=>new Date(-62198755200000).toISOString());
// expect: "-000001-01-01T00:00:00.000Z"
        t(()=>new Date(253402300800000).toISOString());
// expect: "+010000-01-01T00:00:00.000Z"
        t(()=>new Date(-1).toISOString());
// expect: "1969-12-31T23:59:59.999Z"
        t(()=>typeof Object.getPrototypeOf(d));
// expect: "object"
        t(()=>d[Symbol.toPrimitive]('number'));
// expect: 1709211909007
        t(()=>d[Symbol.toPrimitive]('default'));
// expect: "Thu Feb 29 2024 13:05:09 GMT+0000 (Coordinated Universal Time)"
        t(()=>(Date.prototype.getTime as any).call({}));
// expect: !TypeError
        t(()=>d instanceof Date);
// expect: true
        t(()=>Date.length);
// expect: 7
        t(()=>new Date(2024,0,1).valueOf()===Date.UTC(2024,0,1));
// expect: true
        for (let y = -5; y < 40; y++) t(() => new Date(Date.UTC(1900 + y * 7, y * 5, y * 11, y * 3, y, y * 2, y * 37)).toISOString());
// expect: "1862-10-05T08:54:49.815Z"
// expect: "1870-03-16T11:55:51.852Z"
// expect: "1877-08-27T14:56:53.889Z"
// expect: "1885-02-05T17:57:55.926Z"
// expect: "1892-07-19T20:58:57.963Z"
// expect: "1899-12-31T00:00:00.000Z"
// expect: "1907-06-11T03:01:02.037Z"
// expect: "1914-11-22T06:02:04.074Z"
// expect: "1922-05-03T09:03:06.111Z"
// expect: "1929-10-14T12:04:08.148Z"
// expect: "1937-03-27T15:05:10.185Z"
// expect: "1944-09-04T18:06:12.222Z"
// expect: "1952-02-15T21:07:14.259Z"
// expect: "1959-07-28T00:08:16.296Z"
// expect: "1967-01-08T03:09:18.333Z"
// expect: "1974-06-19T06:10:20.370Z"
// expect: "1981-11-30T09:11:22.407Z"
// expect: "1989-05-13T12:12:24.444Z"
// expect: "1996-10-22T15:13:26.481Z"
// expect: "2004-04-03T18:14:28.518Z"
// expect: "2011-09-13T21:15:30.555Z"
// expect: "2019-02-25T00:16:32.592Z"
// expect: "2026-08-08T03:17:34.629Z"
// expect: "2034-01-16T06:18:36.666Z"
// expect: "2041-06-29T09:19:38.703Z"
// expect: "2048-12-08T12:20:40.740Z"
// expect: "2056-05-20T15:21:42.777Z"
// expect: "2063-10-30T18:22:44.814Z"
// expect: "2071-04-12T21:23:46.851Z"
// expect: "2078-09-24T00:24:48.888Z"
// expect: "2086-03-05T03:25:50.925Z"
// expect: "2093-08-16T06:26:52.962Z"
// expect: "2101-01-25T09:27:54.999Z"
// expect: "2108-07-07T12:28:57.036Z"
// expect: "2115-12-19T15:29:59.073Z"
// expect: "2123-05-29T18:31:01.110Z"
// expect: "2130-11-09T21:32:03.147Z"
// expect: "2138-04-21T00:33:05.184Z"
// expect: "2145-10-02T03:34:07.221Z"
// expect: "2153-03-13T06:35:09.258Z"
// expect: "2160-08-23T09:36:11.295Z"
// expect: "2168-02-04T12:37:13.332Z"
// expect: "2175-07-16T15:38:15.369Z"
// expect: "2182-12-27T18:39:17.406Z"
// expect: "2190-06-07T21:40:19.443Z"
        for (const s of ['2024-01-31','2023-12-31','1969-12-31','2000-02-28','1900-02-28','2100-02-28']) for (let k=0;k<4;k++) t(()=>{const x=new Date(s); x.setUTCDate(x.getUTCDate()+k); return [x, x.getUTCDay()];});
// expect: [Date2024-01-31T00:00:00.000Z,3]
// expect: [Date2024-02-01T00:00:00.000Z,4]
// expect: [Date2024-02-02T00:00:00.000Z,5]
// expect: [Date2024-02-03T00:00:00.000Z,6]
// expect: [Date2023-12-31T00:00:00.000Z,0]
// expect: [Date2024-01-01T00:00:00.000Z,1]
// expect: [Date2024-01-02T00:00:00.000Z,2]
// expect: [Date2024-01-03T00:00:00.000Z,3]
// expect: [Date1969-12-31T00:00:00.000Z,3]
// expect: [Date1970-01-01T00:00:00.000Z,4]
// expect: [Date1970-01-02T00:00:00.000Z,5]
// expect: [Date1970-01-03T00:00:00.000Z,6]
// expect: [Date2000-02-28T00:00:00.000Z,1]
// expect: [Date2000-02-29T00:00:00.000Z,2]
// expect: [Date2000-03-01T00:00:00.000Z,3]
// expect: [Date2000-03-02T00:00:00.000Z,4]
// expect: [Date1900-02-28T00:00:00.000Z,3]
// expect: [Date1900-03-01T00:00:00.000Z,4]
// expect: [Date1900-03-02T00:00:00.000Z,5]
// expect: [Date1900-03-03T00:00:00.000Z,6]
// expect: [Date2100-02-28T00:00:00.000Z,0]
// expect: [Date2100-03-01T00:00:00.000Z,1]
// expect: [Date2100-03-02T00:00:00.000Z,2]
// expect: [Date2100-03-03T00:00:00.000Z,3]
    },
};
