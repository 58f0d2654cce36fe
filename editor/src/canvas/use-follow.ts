/** The step that was just selected, from wherever, comes into view; a step in view stays where it is. */
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import type { RefObject } from 'react';
import { CARD_HEIGHT, CARD_WIDTH } from '../document/index.ts';
import { useSession } from '../session/use-session.ts';
import { sightOf } from './first-view.ts';

/** Nearer to the edge than this is not in view. */
const MARGIN = 24;
const MOVE_MS = 160;

export function useFollow(frame: RefObject<HTMLDivElement | null>): void {
  const flow = useReactFlow();
  const card = useSession((session) =>
    session.selection.length === 1
      ? session.graph.cards.find(({ id }) => id === session.selection[0])
      : undefined,
  );
  const id = card?.id;
  useEffect(() => {
    const box = sightOf(frame.current);
    const node = id === undefined ? undefined : flow.getNode(id);
    if (!box || !node) return;
    const { x, y } = node.position;
    const start = flow.flowToScreenPosition({ x, y });
    const end = flow.flowToScreenPosition({ x: x + CARD_WIDTH, y: y + CARD_HEIGHT });
    const inside =
      start.x > box.left + MARGIN &&
      start.y > box.top + MARGIN &&
      end.x < box.right - MARGIN &&
      end.y < box.bottom - MARGIN;
    if (inside) return;
    const centre = { x: x + CARD_WIDTH / 2, y: y + CARD_HEIGHT / 2 };
    void flow.setCenter(centre.x, centre.y, { zoom: flow.getZoom(), duration: MOVE_MS });
  }, [flow, frame, id]);
}
