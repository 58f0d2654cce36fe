/**
 * Builds the app into `editor/dist`, which the server serves.
 * The server replaces `__CSP_NONCE__` in index.html with a fresh nonce on every request, so that styles may be added under a strict policy.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite` forwards requests to while developing; the server itself serves the built app. */
const DEVELOPMENT_SERVER = 'http://localhost:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing is inlined as a data: address, which the policy would refuse.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs comes in a few files instead of dozens of tiny ones.
            { name: 'react', test: /node_modules\/.*(react-dom|scheduler|react-router|i18next)\// },
            { name: 'parts', test: /editor\/src\/parts\/|tabler/, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': DEVELOPMENT_SERVER, '/v1': DEVELOPMENT_SERVER } },
});
