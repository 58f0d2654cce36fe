/** Which address shows which page: signing in stands alone, every other page stands in the frame. */
import { lazy, Suspense } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { Boundary } from './boundary.tsx';
import { Frame } from './frame.tsx';
import { PAGES } from './pages.ts';

const SignIn = lazy(() => import('../pages/sign-in.tsx'));
const pages = Object.entries(PAGES).map(([path, load]) => ({ path, Page: lazy(load) }));

export function App() {
  return (
    <BrowserRouter>
      <Boundary>
        <Suspense>
          <Routes>
            <Route path="/sign-in" element={<SignIn />} />
            <Route element={<Frame />}>
              <Route index element={<Navigate to="/workflows" replace />} />
              {pages.map(({ path, Page }) => (
                <Route key={path} path={path} element={<Page />} />
              ))}
            </Route>
          </Routes>
        </Suspense>
      </Boundary>
    </BrowserRouter>
  );
}
