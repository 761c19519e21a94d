import { defineConfig } from 'vitest/config';

/** Unit tests stand beside their source; integration and end-to-end tests in test/. */
export default defineConfig({
  test: {
    include: [
      'main/**/*.test.ts',
      'tasks/**/*.test.ts',
      'test/**/*.test.ts',
      'tools/**/*.test.ts',
      'renderer/**/*.test.ts',
      'electron/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
