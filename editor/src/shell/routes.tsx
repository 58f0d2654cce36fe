/** Which address shows which page. Each page is loaded when first visited. */
import { createBrowserRouter, Navigate } from 'react-router';
import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { Crash } from './crash.tsx';
import { Frame } from './frame.tsx';

type PageModule = { readonly default: ComponentType };

function page(path: string, load: () => Promise<PageModule>): RouteObject {
  return { path, lazy: { Component: async () => (await load()).default } };
}

const pages: RouteObject[] = [
  { index: true, element: <Navigate to="/workflows" replace /> },
  page('workflows', () => import('../pages/workflows.tsx')),
  page('workflows/:id', () => import('../pages/editor.tsx')),
  page('templates', () => import('../pages/templates.tsx')),
  page('runs', () => import('../pages/runs.tsx')),
  page('runs/:id', () => import('../pages/run.tsx')),
  page('customers', () => import('../pages/customers.tsx')),
  page('customers/:id', () => import('../pages/customer.tsx')),
  page('partners', () => import('../pages/partners.tsx')),
  page('partners/:id', () => import('../pages/partner.tsx')),
  page('ledger', () => import('../pages/ledger.tsx')),
  page('attention', () => import('../pages/attention.tsx')),
  page('*', () => import('../pages/not-found.tsx')),
];

export function makeRouter() {
  return createBrowserRouter([
    { ...page('/sign-in', () => import('../pages/sign-in.tsx')), errorElement: <Crash /> },
    {
      element: <Frame />,
      errorElement: <Crash />,
      hydrateFallbackElement: <div />,
      // Kept apart so that a crash inside a page leaves the frame, and so the way out, standing.
      children: [{ errorElement: <Crash />, children: pages }],
    },
  ]);
}
