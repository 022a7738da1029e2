import { given } from './browse.mjs';

const caseOf = async (get, receipt) => `/cases/${(await get(`/api/v1/cases?state=any&q=${receipt}`)).cases[0].case_no}`;

// Which pages there are, and who of the office looks at them. A path may ask the API for something to show.
const all = {
  'wang.min': {
    queue: () => '/cases',
    'queue-filtered': () => '/cases?state=any&sort=received&limit=20',
    case: async (get) => `/cases/${(await get('/api/v1/cases?limit=20')).cases[0].case_no}`,
    'case-joined': async (get) => `/cases/${((await get('/api/v1/cases?state=any&limit=100')).cases.find((one) => one.complaints > 1)
      ?? (await get('/api/v1/cases?limit=20')).cases[0]).case_no}`,
    'case-recording': (get) => caseOf(get, given().recorded),
    'case-script': (get) => caseOf(get, given().scripted),
    reviews: () => '/review',
    pair: async (get) => `/review/${(await get('/api/v1/reviews?limit=1')).items[0]?.receipt_no ?? ''}`,
    campaigns: () => '/campaigns',
    campaign: async (get) => `/campaigns/${(await get('/api/v1/campaigns?limit=1')).items[0]?.campaign_no ?? ''}`,
    respondents: () => '/respondents',
    respondent: async (get) => `/respondents/${(await get('/api/v1/respondents')).respondents[0]?.respondent ?? ''}`,
    search: () => '/search',
    'search-found': () => '/search',
    staff: () => '/staff',
    'staff-member': () => '/staff/li.qiang',
    law: () => '/law',
    rulebook: () => '/law/samr-o121',
    inbox: () => '/inbox',
    account: () => '/account',
  },
  'the.manager': {
    reports: () => '/reports',
    report: () => '/reports/workload?from=2026-01-01',
    'report-cases': async (get) => {
      const of = await get('/api/v1/reports/workload');
      return `/reports/workload/cases?by=${of.by}&column=${of.columns[0].id}`;
    },
    quality: () => '/quality',
    'staff-lead': () => '/staff/wang.min',
    scorecard: async (get) => `/respondents/${(await get('/api/v1/respondents')).respondents[0].respondent}`,
    deliveries: () => '/deliveries',
  },
  'the.auditor': { audit: () => '/audit' },
  'the.admin': {
    people: () => '/people',
    person: () => '/people/wang.min',
    tokens: () => '/tokens',
    templates: () => '/templates',
    system: () => '/system',
  },
};

/** GUIYI_PAGES ("case,queue") names the ones to be looked at: while they are worked on. */
const only = process.env.GUIYI_PAGES?.split(',');
export const pages = Object.fromEntries(Object.entries(all)
  .map(([account, theirs]) => [account, Object.fromEntries(Object.entries(theirs).filter(([name]) => !only || only.includes(name)))])
  .filter(([, theirs]) => Object.keys(theirs).length));

/** What is done on a page before it is looked at. */
export const first = {
  'search-found': async (page) => {
    await page.fill('#search-words', '机器人 退款');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#main mark');
  },
  'case-recording': async (page) => {
    await page.locator('.evidence button').click();
    await page.waitForFunction(() => document.querySelector('.evidence audio')?.readyState >= 1
      && document.querySelector('.evidence canvas')?.getContext('2d').getImageData(0, 0, 600, 64).data.some(Boolean));
  },
  'staff-lead': async (page) => {
    await page.locator('section form.filters button').last().click();
    await page.waitForSelector('#rebalance-reason, #main .notice');
  },
};

/** Reads through the page, with its session. */
export const reader = (person) => (path) => person.page.evaluate(async (at) => (await fetch(at)).json(), path);
