// The console: one page whose parts come by need; what stands where is router.ts.
import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-overlay.css';
import 'element-plus/theme-chalk/el-dialog.css';
import 'element-plus/theme-chalk/dark/css-vars.css';
import '@/console/console.css';
import { createApp } from 'vue';
import App from '@/console/App.vue';
import { router } from '@/console/router';

createApp(App).use(router).mount('#app');
