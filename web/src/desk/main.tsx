import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider, theme as antTheme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode, useMemo, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { setLanguage, language, useLanguage } from '../i18n';
import { ApiError } from '../lib/api';
import { SessionProvider } from '../lib/session';
import { useTheme } from '../lib/theme';
import { token } from '../lib/token';
import '../styles/base.css';
import '../components/components.css';
import './desk.css';
import Desk from './Desk';

const client = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, refetchOnWindowFocus: true, retry: (count, why) => !(why instanceof ApiError && why.status >= 400) && count < 2 } },
});

const STILL = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Ant Design wears our tokens, read from the one style sheet that has them. */
function Look({ children }: { children: ReactNode }) {
  const theme = useTheme();
  const lang = useLanguage();
  const config = useMemo(() => ({
    algorithm: theme === 'dark' ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    token: {
      colorPrimary: token('accent'), colorError: token('red'), colorWarning: token('orange'), colorSuccess: token('green'), colorInfo: token('blue'), colorLink: token('link'), colorLinkHover: token('link'), colorLinkActive: token('link'),
      colorText: token('text'), colorTextSecondary: token('muted'), colorTextTertiary: token('muted'), colorTextDescription: token('muted'), colorTextPlaceholder: token('faint'),
      colorBgContainer: token('surface'), colorBgElevated: token('raised'), colorBgLayout: token('bg'), colorBorder: token('line-strong'), colorBorderSecondary: token('line'),
      borderRadius: 6, fontFamily: token('font'), fontSize: 14, wireframe: false, motion: !STILL.matches, motionDurationMid: '0.12s', motionDurationSlow: '0.16s',
    },
    components: {
      Button: { defaultBorderColor: token('line-strong'), defaultHoverColor: token('link'), defaultHoverBorderColor: token('link'), defaultActiveColor: token('link'), defaultActiveBorderColor: token('link'), primaryShadow: 'none', dangerShadow: 'none', colorErrorHover: token('red'), contentFontSize: 14 },
      Select: { optionSelectedBg: token('accent-soft') },
    },
  }), [theme]);
  return <ConfigProvider theme={config} locale={lang === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }}><AntApp message={{ maxCount: 2 }}>{children}</AntApp></ConfigProvider>;
}

setLanguage(language());
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Look><SessionProvider><Desk /></SessionProvider></Look>
    </QueryClientProvider>
  </StrictMode>,
);
