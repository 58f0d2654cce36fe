/** The pages by address. Each is a file of its own that is loaded when first wanted, at the latest when visited. */
import type { ComponentType } from 'react';

type Load = () => Promise<{ readonly default: ComponentType }>;

/** In the frame, for who is signed in. */
export const PAGES: Readonly<Record<string, Load>> = {
  '/workflows': () => import('../pages/workflows.tsx'),
  '/workflows/:id': () => import('../pages/editor.tsx'),
  '/templates': () => import('../pages/templates.tsx'),
  '/runs': () => import('../pages/runs.tsx'),
  '/runs/:id': () => import('../pages/run.tsx'),
  '/why': () => import('../pages/why.tsx'),
  '/customers': () => import('../pages/customers.tsx'),
  '/customers/:id': () => import('../pages/customer.tsx'),
  '/partners': () => import('../pages/partners.tsx'),
  '/partners/:id': () => import('../pages/partner.tsx'),
  '/ledger': () => import('../pages/ledger.tsx'),
  '/attention': () => import('../pages/attention.tsx'),
  '*': () => import('../pages/not-found.tsx'),
};

/** Brings a page's code ahead of the click. A failure shows itself when the page is really visited. */
export function prefetch(path: string): void {
  PAGES[path]?.().catch(() => {});
}
