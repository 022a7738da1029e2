// Routes by a code that the message catalogue can carry.

/** "GET /api/v1/cases/{case_no}/timeline" is the code "get_cases_timeline"; a route without words stays as it is. */
export const codeOf = (route: string) =>
  route
    .toLowerCase()
    .replace('/api/v1', '')
    .replace(/\/?\{[^}]*\}/g, '')
    .replace(/[^a-z]+/g, '_')
    .replace(/_$/, '');
