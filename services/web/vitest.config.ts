import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  // Generous: a machine that builds at the same time is slow.
  test: { include: ['tests/**/*.test.ts'], testTimeout: 60_000 },
});
