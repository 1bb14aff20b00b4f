import { defineConfig } from 'vitest/config';

/** The server that `npm run dev` passes API calls to: FIRN_SERVER=http://localhost:18080 npm run dev */
declare const process: { env: Record<string, string | undefined> };
const server = process.env['FIRN_SERVER'] ?? 'http://localhost:8080';

export default defineConfig({
  base: '/admin/',
  // The server replaces it in every answer; styles that CodeMirror adds carry it.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'target/classes/META-INF/resources/admin',
    emptyOutDir: true,
    // No data: URLs, which the pages' Content-Security-Policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // Libraries mark modules for React's server components, which mean nothing here.
      onLog: (level, log, print) => log.code === 'MODULE_LEVEL_DIRECTIVE' || print(level, log),
    },
  },
  server: {
    proxy: {
      '/v1': { target: server, changeOrigin: true },
      '/health': { target: server, changeOrigin: true },
    },
  },
  test: {
    environment: 'jsdom',
    pool: 'threads',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    css: { include: [/\?raw$/] },
    testTimeout: 60_000,
    server: { deps: { inline: [/@patternfly/] } },
  },
});
