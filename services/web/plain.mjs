// The pages without script: one markup, filled with the words of the catalogue for each language when the pages are built;
// what is then left in braces is filled by the server (services/intake/plain_pages).
// In the markup: [['key']] is a wording; [[error FIELD]], [[input FIELD key TYPE]] and the like are the parts below.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const marks = { required: 'required', unless: 'unless_anonymous' };
const asked = (mark) => (mark ? ` <span class="required">([['${marks[mark]}']])</span>` : '');
const error = (field, name = field) =>
  `{{#error:${name}}}<p class="error" id="e-${field}">{{error:${name}}}</p>{{/error:${name}}}`;
const invalid = (field, name = field) =>
  `{{#error:${name}}} aria-invalid="true" aria-describedby="e-${field}"{{/error:${name}}}`;
const types = { tel: 'type="tel"', email: 'type="email"', date: 'type="date"', time: 'type="time"', text: 'type="text"' };

/** @param within  the section that holds what was kept, where the page has several */
function files(within) {
  const kept = `${error('evidence')}
    {{#files}}<p class="check"><input type="checkbox" id="k-{{id}}" name="kept" value="{{id}} {{file}}" checked>
      <label for="k-{{id}}">[['evidence_kept']] {{file}}</label></p>
    {{/files}}`;
  return `<div class="field" id="f-evidence">
    <label for="files">[['evidence']]</label>
    <p class="hint">[['evidence_hint']]</p>
    <input type="file" id="files" name="files" multiple>
    ${within ? `{{#${within}}}${kept}{{/${within}}}` : kept}
  </div>`;
}

// Which field a fault in the list is about.
const labels = Object.entries({ narrative: 'narrative', category: 'category', evidence: 'evidence', requests: 'requests',
  'complainant/name': 'name', 'complainant/phone': 'phone', 'complainant/email': 'email', 'complainant/address': 'address',
  'respondent/name': 'respondent', 'respondent/platform': 'platform', 'respondent/shop': 'shop', product: 'product',
  order_no: 'order_no', transaction_date: 'transaction_date', 'amount/value': 'amount', caller_number: 'call_caller_number',
  callback_number: 'call_callback_number', date: 'call_date', duration_s: 'call_duration_s', transcript: 'call_transcript',
  receipt_no: 'receipt_no', query_code: 'query_code', text: 'words' })
  .map(([field, key]) => `{{#at=${field}}}[['${key}']][['colon']]{{/at=${field}}}`).join('');

const parts = {
  error: (field) => error(field),
  input: (field, key, type, mark) => `<div class="field">
    <label for="f-${field}">[['${key}']]${asked(mark)}</label>
    <input id="f-${field}" name="${field}" ${types[type]} value="{{${field}}}" autocomplete="off"${invalid(field)}>
    ${error(field)}
  </div>`,
  textarea: (field, key, rows, mark, hint) => `<div class="field">
    <label for="f-${field}">[['${key}']]${asked(mark)}</label>
    <p class="hint">[['${hint}']]</p>
    <textarea id="f-${field}" name="${field}" rows="${rows}"${invalid(field)}>
{{${field}}}</textarea>
    ${error(field)}
  </div>`,
  box: (field, key, hint) => `<div class="check"><input type="checkbox" id="f-${field}" name="${field}" value="1"{{#${field}}} checked{{/${field}}}>
    <label for="f-${field}">[['${key}']]</label>${hint ? `<p class="hint">[['${hint}']]</p>` : ''}</div>`,
  options: (field, ...codes) => codes.map((code) =>
    `<option value="${code}"{{#${field}=${code}}} selected{{/${field}=${code}}}>[['${field}_${code}']]</option>`).join('\n'),
  requests: (...codes) => codes.map((code) =>
    `<div class="check"><input type="checkbox" id="r-${code}" name="requests" value="${code}"{{#requests=${code}}} checked{{/requests=${code}}}>
    <label for="r-${code}">[['request_${code}']]</label></div>`).join('\n'),
  call: (name, type) => `<div class="field">
    <label for="f-calls/{{i}}/${name}">[['call_${name}']]</label>
    <input id="f-calls/{{i}}/${name}" name="calls/{{i}}/${name}" ${types[type]} value="{{${name}}}" autocomplete="off"${invalid(`calls/{{i}}/${name}`, name)}>
    ${error(`calls/{{i}}/${name}`, name)}
  </div>`,
  files: () => files(''),
  // What of these fails is shown again by itself, so its field is looked up in its own part only.
  action: (name, label) => `<details{{#${name}}} open{{/${name}}}>
  <summary>[['${name}']]</summary>
  <form method="post" action="/plain/[[language]]/status/${name}" enctype="multipart/form-data">
    <p>[['${name}_hint']]</p>
    <input type="hidden" name="receipt_no" value="{{receipt_no}}">
    <input type="hidden" name="query_code" value="{{query_code}}">
    <div class="field">
      <label for="t-${name}">[['${label}']]</label>
      <textarea id="t-${name}" name="text" rows="4">
{{#${name}}}{{text}}{{/${name}}}</textarea>
    </div>
    ${name === 'supplement' ? files(name) : ''}
    <p class="buttons"><button type="submit">[['${name}_send']]</button></p>
  </form>
</details>`,
  problems: () => `{{#has_problems}}<div class="problems" role="alert">
  <p>[['problems']]</p>
  <ul>{{#problems}}<li>{{#at}}<a href="#f-{{at}}">${labels}{{detail}}</a>{{/at}}{{^at}}{{detail}}{{/at}}</li>{{/problems}}</ul>
</div>{{/has_problems}}`,
};

const withParts = (markup) => markup.replace(/\[\[([a-z]+)((?: [\w/]+)*)\]\]/g, (whole, part, args) =>
  (Object.hasOwn(parts, part) ? parts[part](...args.split(' ').filter(Boolean)) : whole));

async function catalogue(folder) {
  const { transformWithEsbuild } = await import('vite');
  const words = {};
  for (const name of ['common.ts', 'public.ts']) {
    const source = readFileSync(join(folder, name), 'utf8')
      .replace(/^import .*$/m, 'const phrases = (all) => all;');
    const { code } = await transformWithEsbuild(source, name);
    Object.assign(words, (await import(`data:text/javascript,${encodeURIComponent(code)}`)).default);
  }
  return words;
}

/** Writes OUT/zh/NAME.html and OUT/en/NAME.html for each page in `from`. */
export async function buildPlainPages(from, messages, out) {
  const words = await catalogue(messages);
  const frame = readFileSync(join(from, 'frame.html'), 'utf8');
  for (const name of readdirSync(from).filter((one) => one.endsWith('.html') && one !== 'frame.html'))
    ['zh', 'en'].forEach((language, at) => {
      const markup = withParts(readFileSync(join(from, name), 'utf8'));
      const given = { lang: language === 'zh' ? 'zh-CN' : 'en', language, other: language === 'zh' ? 'en' : 'zh',
        at: name.startsWith('status') ? 'status' : 'complaint', title: /<h1>(.*)<\/h1>/.exec(markup)[1] };
      const text = frame.replace('[[page]]', () => markup)
        .replaceAll(/\[\[(lang|language|other|at|title)\]\]/g, (_, key) => given[key])
        .replaceAll(/\[\['(\w+)'\]\]/g, (_, key) => {
          if (!Object.hasOwn(words, key)) throw new Error(`${name}: the catalogue has no '${key}'`);
          return words[key][at].replaceAll('&', '&amp;').replaceAll('<', '&lt;');
        });
      const left = /\[\[.*?\]\]/.exec(text);
      if (left) throw new Error(`${name}: nothing fills ${left[0]}`);
      mkdirSync(join(out, language), { recursive: true });
      writeFileSync(join(out, language, name), text);
    });
}
