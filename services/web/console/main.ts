// The console: one page whose parts come by need; what stands where is router.ts.
import '@/console/console.css';
import { createApp } from 'vue';
import App from '@/console/App.vue';
import { reference } from '@/console/lib/reference';
import { ahead } from '@/console/lib/server';
import { homePage, whoIsHere } from '@/console/lib/session';
import { router } from '@/console/router';

// What the first page needs is fetched while the shell is being built.
async function readAhead(): Promise<void> {
  if (!['', '#/', '#/cases'].includes(location.hash)) return;
  if (!(await whoIsHere()) || homePage() !== '/cases') return;
  void reference();
  for (const path of ['/api/v1/cases?state=open', '/api/v1/account/views']) ahead(path);
  await import('@/console/pages/Queue.vue');
}
function start(): void {
  createApp(App).use(router).mount('#app');
  if (!location.hash.startsWith('#/invitation/')) readAhead().catch(() => undefined); // said by the shell
}
// After this script, not in it: where a request begins is told by what runs then, and to know places in a whole script
// a browser that is watched reads all of it again.
queueMicrotask(start);
