// Words of both sides.
import { phrases } from './phrases';

export default phrases({
  brand: ['归一', 'Guiyi'],
  skip: ['跳到正文', 'Skip to content'],
});
