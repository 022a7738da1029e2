// Words of both sides.
import { phrases } from './phrases';

export default phrases({
  brand: ['归一', 'Guiyi'],
  other_language: ['English', '中文'],
  skip: ['跳到正文', 'Skip to content'],
  theme_light: ['浅色', 'Light'],
  theme_dark: ['深色', 'Dark'],
});
