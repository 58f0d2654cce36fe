/** The routes of an Express app, read from its own stack, so that a test cannot forget one. */
import type { createApp } from '@recipro/server/http/app.ts';
import { z } from 'zod';

export type Route = { readonly method: string; readonly path: string };

type Layer = {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> } | undefined;
  readonly handle?: { readonly stack?: readonly unknown[] | undefined } | undefined;
};
const Layer: z.ZodType<Layer> = z.object({
  route: z.object({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional(),
  handle: z
    .custom<{ readonly stack?: readonly unknown[] | undefined }>(
      (value) => typeof value === 'function',
    )
    .optional(),
});

export function routesOf(app: ReturnType<typeof createApp>): readonly Route[] {
  return app.router.stack.flatMap(routesIn);
}

function routesIn(value: unknown): readonly Route[] {
  const { route, handle } = Layer.parse(value);
  if (route !== undefined) {
    return Object.keys(route.methods).map((method) => ({
      method: method.toUpperCase(),
      path: route.path,
    }));
  }
  return (handle?.stack ?? []).flatMap(routesIn);
}
