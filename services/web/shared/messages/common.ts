// Words of both sides.
import { phrases } from './phrases';

export default phrases({
  brand: ['归一', 'Guiyi'],
  date: ['{0}年{1}月{2}日', '{2} {1} {0}'],
  date_months: ['1 2 3 4 5 6 7 8 9 10 11 12', 'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec'],
  short_date: ['{0}月{1}日', '{1} {0}'],
  moment: ['{0} {1}', '{0}, {1}'],
  other_language: ['English', '中文'],
  skip: ['跳到正文', 'Skip to content'],
  theme_light: ['浅色', 'Light'],
  theme_dark: ['深色', 'Dark'],
});
