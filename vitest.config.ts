import { defineConfig } from 'vitest/config';

// Tests start real servers and browsers, so files run a few at a time and may take their time.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
