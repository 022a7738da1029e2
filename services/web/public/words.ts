// The words of the public pages.
import { wordsOf } from '@/shared/language';
import common from '@/shared/messages/common';
import words from '@/shared/messages/public';

export const { word, wordOf } = wordsOf({ ...common, ...words });
