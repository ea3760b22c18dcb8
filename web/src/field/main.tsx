import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { language, setLanguage } from '../i18n';
import { openOutbox } from '../lib/outbox';
import { SessionProvider } from '../lib/session';
import '../lib/theme';
import '../styles/base.css';
import '../components/components.css';
import './field.css';
import Field from './Field';

const client = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', staleTime: 5_000 } } });
setLanguage(language());
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/field-sw.js', { scope: '/field' }).catch(() => undefined);
void navigator.storage?.persist?.();

void openOutbox().then(() => createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <SessionProvider offline><Field /></SessionProvider>
    </QueryClientProvider>
  </StrictMode>,
));
