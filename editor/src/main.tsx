/** Mounts the app: words first, then theme, server state and routes. */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from './api.ts';
import { startWords } from './i18n/index.ts';
import { App } from './shell/routes.tsx';
import { cssVariablesResolver, theme } from './theme/theme.ts';
import '@fontsource-variable/inter/wght.css';
import './theme/styles.css';

/** The server writes a fresh nonce into the page; styles that the kit adds must carry it. */
function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce ?? '';
}

const container = document.querySelector('#root');
if (container === null) throw new Error('index.html has no #root to mount the app in');

await startWords();
createRoot(container).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
      deduplicateInlineStyles
    >
      <QueryClientProvider client={makeQueryClient()}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
