/** Where the tests are and how they run: unit tests stand beside their source, the others in test/. */
import { defineConfig } from 'vitest/config';

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
