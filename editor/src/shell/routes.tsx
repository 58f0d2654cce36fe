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

/** Kept apart so that a crash inside a page leaves the frame, and so the way out, standing. */
const pages: RouteObject[] = [
  { index: true, element: <Navigate to="/workflows" replace /> },
  page('workflows', () => import('../pages/workflows.tsx')),
  page('workflows/:id', () => import('../pages/editor.tsx')),
  page('*', () => import('../pages/not-found.tsx')),
];

export function makeRouter() {
  return createBrowserRouter([
    {
      element: <Frame />,
      errorElement: <Crash />,
      hydrateFallbackElement: <div />,
      children: [{ errorElement: <Crash />, children: pages }],
    },
  ]);
}
