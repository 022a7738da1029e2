// Codes in words: how the desk of a case was found.
import './browser_globals';
import { beforeEach, expect, it } from 'vitest';
import { namesOf, type Reference } from '@/console/lib/reference';
import { minus } from '@/console/lib/words';
import { language } from '@/shared/language';

const reference: Reference = {
  desks: [],
  officers: [{ id: 'o1', name: 'Wang', desk: 'd' }],
  categories: [],
  grounds: [],
  instruments: [{ code: 'O121', zh: 'Z', en: 'Measures for Complaints' }],
  repeats: [],
};
beforeEach(() => {
  language.value = 'en';
});

it('names the instrument that gave the competence, and the officer', () => {
  const { because } = namesOf(reference);
  expect(because('article:O121 \u00A713(3)')).toBe('competence Measures for Complaints \u00A713(3)');
  expect(because('article:X9 \u00A71')).toBe('competence X9 \u00A71');
  expect(because('from:o1')).toBe('before Wang');
});

it('writes a negative number with a minus sign', () => expect([minus('-4.00'), minus('12.00')]).toEqual(['\u22124.00', '12.00']));
