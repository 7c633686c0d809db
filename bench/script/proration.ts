// W2: charge the used part of each item's current period; calendar arithmetic by hand.
const DAY = 86400;

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

// A number of months behind the anchor; short months end earlier.
function addMonths(anchor: number, months: number): number {
  const days = Math.floor(anchor / DAY);
  const start = civilFromDays(days);
  const index = start.year * 12 + start.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  const length = daysInMonth(year, month);
  return daysFromCivil(year, month, start.day < length ? start.day : length) * DAY + (anchor - days * DAY);
}

function twoDigits(n: number): string {
  return n < 10 ? '0' + n : '' + n;
}

export default {
  prorate(request: any) {
    const now = request.now.getTime() / 1000;
    let total = 0;
    const lines: any[] = [];
    for (const item of request.items) {
      const anchor = item.anchor.getTime() / 1000;
      let turn = 0;
      let start = anchor;
      let end = addMonths(anchor, item.months);
      while (end <= now) {
        turn += item.months;
        start = end;
        end = addMonths(anchor, turn + item.months);
      }
      const begin = Math.max(start, item.from.getTime() / 1000);
      const stop = Math.min(now, item.until === undefined ? end : item.until.getTime() / 1000);
      if (stop <= begin) continue;
      const amount = Math.round((item.amount * item.quantity * (stop - begin)) / (end - start));
      const { year, month, day } = civilFromDays(Math.floor(stop / DAY));
      total += amount;
      lines.push({
        id: item.id,
        amount,
        days: Math.ceil((stop - begin) / DAY),
        label: `${year}-${twoDigits(month)}-${twoDigits(day)}`,
      });
    }
    return { total, lines };
  },
};
