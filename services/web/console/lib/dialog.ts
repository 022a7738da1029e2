// The dialog, with its looks: both come when the first one is opened.
import '@/console/parts/dialog.css';

export { ElDialog } from 'element-plus';
