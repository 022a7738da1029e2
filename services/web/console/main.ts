// The console: one page whose parts come by need; what stands where is router.ts.
import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-overlay.css';
import 'element-plus/theme-chalk/el-dialog.css';
import 'element-plus/theme-chalk/dark/css-vars.css';
import '@/console/console.css';
import { createApp } from 'vue';
import App from '@/console/App.vue';
import { mayOpen, whoIsHere } from '@/console/lib/session';
import { router } from '@/console/router';

// What the first page needs is fetched while the shell is being built.
if (!location.hash.startsWith('#/invitation/'))
  whoIsHere()
    .then((who) => (who && mayOpen('cases') ? import('@/console/pages/Queue.vue') : null))
    .catch(() => undefined); // said by the shell

createApp(App).use(router).mount('#app');
