// Which page stands for which address, and whom it is for (lib/session.ts).
import { createRouter, createWebHashHistory, type RouteLocation, type RouteRecordRaw } from 'vue-router';
import { homePage, me, whoIsHere } from '@/console/lib/session';
import { flush } from '@/console/lib/status';
import Home from '@/console/pages/Home.vue';

declare module 'vue-router' {
  interface RouteMeta {
    page?: string;
    open?: boolean;
  }
}

/** Somebody who is here begins with their first page; who signs in stands at "/" until then. */
async function home(): Promise<string | true> {
  await whoIsHere().catch(() => null); // said by the shell
  return me.value ? homePage() : true;
}

/** Every page but the first ones. */
const others: RouteRecordRaw[] = [
  { path: '/cases/:no', component: () => import('@/console/pages/Case.vue'), props: true, meta: { page: 'cases' } },
  { path: '/search', component: () => import('@/console/pages/Search.vue'), meta: { page: 'search' } },
  { path: '/review', component: () => import('@/console/pages/Reviews.vue'), meta: { page: 'review' } },
  {
    path: '/review/:receipt',
    component: () => import('@/console/pages/Pair.vue'),
    props: true,
    meta: { page: 'review' },
  },
  { path: '/campaigns', component: () => import('@/console/pages/Campaigns.vue'), meta: { page: 'campaigns' } },
  {
    path: '/campaigns/:no',
    component: () => import('@/console/pages/Campaign.vue'),
    props: true,
    meta: { page: 'campaigns' },
  },
  {
    path: '/respondents',
    component: () => import('@/console/pages/Respondents.vue'),
    meta: { page: 'respondents' },
  },
  {
    path: '/respondents/:id',
    component: () => import('@/console/pages/Respondent.vue'),
    props: true,
    meta: { page: 'respondents' },
  },
  { path: '/reports', component: () => import('@/console/pages/Reports.vue'), meta: { page: 'reports' } },
  {
    path: '/reports/:name',
    component: () => import('@/console/pages/Report.vue'),
    props: true,
    meta: { page: 'reports' },
  },
  {
    path: '/reports/:name/cases',
    component: () => import('@/console/pages/ReportCases.vue'),
    props: true,
    meta: { page: 'reports' },
  },
  { path: '/staff', component: () => import('@/console/pages/Staff.vue'), meta: { page: 'staff' } },
  {
    path: '/staff/:officer',
    component: () => import('@/console/pages/StaffMember.vue'),
    props: true,
    meta: { page: 'staff' },
  },
  { path: '/law', component: () => import('@/console/pages/Law.vue'), meta: { page: 'law' } },
  { path: '/law/:id', component: () => import('@/console/pages/Rulebook.vue'), props: true, meta: { page: 'law' } },
  { path: '/inbox', component: () => import('@/console/pages/Inbox.vue'), meta: { page: 'inbox' } },
  { path: '/quality', component: () => import('@/console/pages/Quality.vue'), meta: { page: 'quality' } },
  { path: '/people', component: () => import('@/console/pages/People.vue'), meta: { page: 'people' } },
  {
    path: '/people/:account',
    component: () => import('@/console/pages/Person.vue'),
    props: true,
    meta: { page: 'people' },
  },
  { path: '/tokens', component: () => import('@/console/pages/Tokens.vue'), meta: { page: 'people' } },
  { path: '/templates', component: () => import('@/console/pages/Templates.vue'), meta: { page: 'templates' } },
  { path: '/deliveries', component: () => import('@/console/pages/Deliveries.vue'), meta: { page: 'deliveries' } },
  { path: '/system', component: () => import('@/console/pages/System.vue'), meta: { page: 'system' } },
  { path: '/audit', component: () => import('@/console/pages/Audit.vue'), meta: { page: 'audit' } },
  { path: '/account', component: () => import('@/console/pages/Account.vue') },
  {
    path: '/invitation/:code',
    component: () => import('@/console/pages/Invitation.vue'),
    props: true,
    meta: { open: true },
  },
];

/** Somebody begins with another page than the first: until then a slow machine need not know all of their addresses.
 *  @returns where they go on to */
function findAmongOthers(to: RouteLocation): string {
  return addOthers() ? to.fullPath : '/';
}

/** @returns whether there were any that stood in no list yet */
function addOthers(): boolean {
  const found = others.length > 0;
  for (const one of others.splice(0)) router.addRoute(one);
  return found;
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: Home, beforeEnter: home },
    { path: '/cases', component: () => import('@/console/pages/Queue.vue'), meta: { page: 'cases' } },
    { path: '/:rest(.*)*', component: Home, beforeEnter: findAmongOthers },
  ],
});

// The first page stands: the others are known before somebody follows a link to one, which must leave one entry behind.
void router.isReady().then(() => setTimeout(addOthers));

// What still waits to be taken back is done before the person goes on.
router.beforeEach((to, from) => {
  if (to.path !== from.path) void flush();
});
