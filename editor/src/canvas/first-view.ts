/** What a drawing shows when it is opened: all of it when that can be read, else its beginning at a size that can. */
import type { Rect, Viewport } from '@xyflow/react';

/** Text on a card is readable from here on. */
const READABLE_ZOOM = 0.75;
const MARGIN = 36;

export function firstView(
  bounds: Rect,
  first: { readonly x: number; readonly width: number },
  frame: { readonly width: number; readonly height: number },
): Viewport {
  const fit = Math.min(
    (frame.width - 2 * MARGIN) / bounds.width,
    (frame.height - 2 * MARGIN) / bounds.height,
  );
  const zoom = Math.min(1, Math.max(fit, READABLE_ZOOM));
  const fits = bounds.width * zoom <= frame.width - 2 * MARGIN;
  const centred = (frame.width - bounds.width * zoom) / 2 - bounds.x * zoom;
  // Too wide to show: the first step near the left, so that its side ways are in view as well.
  const begun = MARGIN * 2 - first.x * zoom;
  return { x: fits ? centred : begun, y: MARGIN - bounds.y * zoom, zoom };
}

/** Where the drawing is seen: the frame without the strip of buttons below it. */
export function sightOf(frame: HTMLElement | null): DOMRect | undefined {
  return frame?.querySelector('.react-flow__renderer')?.getBoundingClientRect();
}
