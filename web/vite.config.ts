// One build for the entries: /desk, /field, /screen and the script of the public pages.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.SHAO_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2020',
    manifest: 'manifest.json',
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: { desk: 'desk.html', field: 'field.html', screen: 'screen.html', public: 'src/public/public.ts' } },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': server } },
});
