/** The window and its gallery, built into dist/window and served by the core's door. Knows nothing of the core. */
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// A test run that builds the window must build the same one as a person does.
process.env.NODE_ENV = 'production';

export default defineConfig({
  root: resolve(import.meta.dirname, 'renderer'),
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, 'dist/window'),
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: {
        index: resolve(import.meta.dirname, 'renderer/index.html'),
        gallery: resolve(import.meta.dirname, 'renderer/gallery.html'),
      },
    },
  },
});
