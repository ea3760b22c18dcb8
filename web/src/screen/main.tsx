import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { language, setLanguage } from '../i18n';
import { SessionProvider } from '../lib/session';
import '../lib/theme';
import '../styles/base.css';
import './screen.css';
import Screen from './Screen';

setLanguage(language());
createRoot(document.getElementById('root') as HTMLElement).render(
  <QueryClientProvider client={new QueryClient()}>
    <SessionProvider><Screen /></SessionProvider>
  </QueryClientProvider>,
);
