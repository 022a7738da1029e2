// A due date and a day in words.
import './browser_globals';
import { beforeEach, describe, expect, it } from 'vitest';
import { dueShown } from '@/console/lib/due';
import { asDate, asMoment, dayOf, language } from '@/shared/language';

beforeEach(() => {
  language.value = 'en';
});

describe('a due date', () => {
  const due = { clock: 'K1', due_on: '2026-12-03', provisional: false };
  it('names its clock in words, with the code beside', () => {
    const shown = dueShown(due, '2026-11-27');
    expect(shown).toMatchObject({ kind: 'good', what: 'acceptance 3\u00A0Dec\u00A02026\u00A0·', title: 'K1 acceptance' });
    expect(dueShown({ ...due, clock: '' }, '2026-11-27').what).toBe('3\u00A0Dec\u00A02026\u00A0·');
  });
  it('is late the day after, by words and sign', () =>
    expect(dueShown(due, '2026-12-04')).toMatchObject({ kind: 'bad', sign: '\u2715' }));
  it('may be none', () => expect(dueShown(null)).toMatchObject({ kind: 'none', what: '', title: undefined }));
});

describe('a date', () => {
  const utc = '2026-09-02T16:05:00Z'; // after midnight in the office
  it('is the day of the office, whatever the browser stands in', () => expect(dayOf(utc)).toBe('2026-09-03'));
  it.each([
    ['en-GB', 'en'],
    ['zh-CN', 'zh'],
  ] as const)('is written as %s writes it', (locale, speaks) => {
    language.value = speaks;
    const format = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Shanghai', ...options }).format(new Date(utc));
    for (let month = 1; month <= 12; month += 1) {
      const day = `2026-${String(month).padStart(2, '0')}-05`;
      const at = new Date(`${day}T00:00:00+08:00`);
      expect(asDate(day)).toBe(
        new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Shanghai', dateStyle: 'medium' }).format(at),
      );
    }
    expect(asMoment(utc)).toBe(format({ dateStyle: 'medium', timeStyle: 'short' }));
  });
});
