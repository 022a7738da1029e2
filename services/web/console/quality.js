// Quality: what people's verdicts say about the machine, by week and band.
import { el, grid, section, show } from './page.js';
import { get } from './server.js';
import { named, word, wordOf } from './words.js';

const percent = (permille) => `${(permille / 10).toFixed(1)} %`;
const share = (of) => (of ? `${percent(of.permille)} (${percent(of.low_permille)} – ${percent(of.high_permille)})` : word('no_verdicts'));
const columns = ['week', 'band', 'decided', 'judged', 'same', 'different', 'unsure', 'same_share'];

const bandRows = (name, bands) => Object.entries(bands).map(([band, of]) => [
  name, wordOf('band_name', band), ...['decided', 'judged', 'same', 'different', 'unsure'].map((what) => ({ number: String(of[what]) })),
  { number: share(of.same_share) }]);

const recallRow = (name, of) => [name, ...['ties', 'ties_untied', 'review_judged_same', 'repeats_in_review', 'new_judged_same'].map((what) =>
  ({ number: of[what] === null ? word('unknown') : String(of[what]) })),
  { number: of.found_share === null ? word('unknown') : share(of.found_share) }];

const busy = (week) => Object.values(week.bands).some((of) => of.decided || of.judged);

/** Shows the figures. @returns a function that leaves it */
export async function qualityPage() {
  const { body: page } = await get('/api/v1/reviews/quality?weeks=12');
  const weeks = [[word('all_weeks'), page.all], ...page.weeks.filter(busy).map((one) => [one.week, one])];
  show(word('quality'),
    section('precision',
      grid(word('precision_says'), columns, weeks.flatMap(([name, of]) => bandRows(name, of.bands)))),
    section('recall',
      grid(word('recall_says'), ['week', 'ties', 'ties_untied', 'review_judged_same', 'repeats_in_review', 'new_judged_same', 'found_share'],
        weeks.map(([name, of]) => recallRow(name, of.recall)))),
    section('notes', el('ul', {}, ...Object.values(page.notes).map((note) => el('li', {}, named(note))))));
  return () => {};
}
