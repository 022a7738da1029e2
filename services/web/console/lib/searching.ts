// What is looked for, by the search page and by the palette.
import { keptForTab } from '@/console/lib/kept';

export const lookedFor = keptForTab('search');
