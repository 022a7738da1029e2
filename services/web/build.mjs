// Builds the pages: `node build.mjs FOLDER` writes FOLDER/console, FOLDER/public and FOLDER/plain (what the server fills), each file that is worth it also as
// .gz, which the server hands out as it is. A side's entries are the .html files in its folder.
// The packages are installed first when package-lock.json changed since (`npm ci`, which checks every hash of it).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, gzipSync } from 'node:zlib';
import { buildPlainPages } from './plain.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const sides = ['console', 'public'];
const squeezable = /\.(html|js|css|svg|json|txt)$/;

function installPackages() {
  const stamp = join(here, 'node_modules', '.installed-for');
  const wanted = createHash('sha256').update(readFileSync(join(here, 'package-lock.json')))
    .update(process.versions.node.split('.')[0]).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const done = spawnSync('npm', ['ci', '--prefer-offline'], { cwd: here, stdio: 'inherit' });
  if (done.status !== 0) {
    console.error('build.mjs: npm could not install the packages of services/web/package-lock.json. It needs the network '
      + 'once, or a registry named in ~/.npmrc');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** Styles and scripts come from files of ours only, so that the Content-Security-Policy needs no exception. */
async function buildSide(side, out) {
  const { build } = await import('vite');
  const { default: vue } = await import('@vitejs/plugin-vue');
  const root = join(here, side);
  await build({
    root,
    configFile: false,
    base: './',
    logLevel: 'warn',
    plugins: [vue()],
    resolve: { alias: { '@': here } },
    define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
    build: {
      outDir: join(out, side),
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1500,
      rollupOptions: { input: readdirSync(root).filter((name) => name.endsWith('.html')).map((name) => join(root, name)) },
    },
  });
}

function squeeze(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) squeeze(path);
    else if (squeezable.test(name)) {
      const whole = readFileSync(path);
      const small = gzipSync(whole, { level: constants.Z_BEST_COMPRESSION });
      if (small.length < whole.length * 0.9) writeFileSync(`${path}.gz`, small);
    }
  }
}

if (process.argv.length !== 3) {
  console.error('usage: node build.mjs FOLDER');
  process.exit(2);
}
const out = resolve(process.argv[2]);
const fresh = `${out}.new`;
installPackages();
for (const side of sides) await buildSide(side, fresh);
squeeze(fresh);
await buildPlainPages(join(here, 'public', 'plain'), join(here, 'shared', 'messages'), join(fresh, 'plain'));
rmSync(out, { recursive: true, force: true });
renameSync(fresh, out);
