// Which pages there are, and who of the office looks at them. A path may ask the API for something to show.
export const pages = {
  'wang.min': {
    queue: () => '/cases',
    'queue-filtered': () => '/cases?state=any&sort=received&limit=20',
    case: async (get) => `/cases/${(await get('/api/v1/cases?limit=20')).cases[0].case_no}`,
    'case-joined': async (get) => `/cases/${((await get('/api/v1/cases?state=any&limit=100')).cases.find((one) => one.complaints > 1)
      ?? (await get('/api/v1/cases?limit=20')).cases[0]).case_no}`,
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

/** What is done on a page before it is looked at. */
export const first = {
  'search-found': async (page) => {
    await page.fill('#search-words', '机器人 退款');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#main mark');
  },
  'staff-lead': async (page) => {
    await page.locator('section form.filters button').last().click();
    await page.waitForSelector('#rebalance-reason, #main .notice');
  },
};

/** Reads through the page, with its session. */
export const reader = (person) => (path) => person.page.evaluate(async (at) => (await fetch(at)).json(), path);
