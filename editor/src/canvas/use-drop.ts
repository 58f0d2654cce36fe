/** Dropping a step from the palette: on a wire it goes into it, elsewhere it stands where it was let go. */
import { useReactFlow } from '@xyflow/react';
import type { DragEvent } from 'react';
import { CARD_HEIGHT, CARD_WIDTH } from '../document/index.ts';
import { useAddStep } from './add-menu.tsx';
import { wayOfId } from './flow.ts';
import { DRAGGED } from './offer-list.tsx';
import { useOffers } from './offers.ts';

/** `setWire` marks the wire that the step would go into. */
export function useDrop(setWire: (id: string | null) => void) {
  const flow = useReactFlow();
  const groups = useOffers();
  const add = useAddStep();
  const wireUnder = (event: DragEvent): string | null => {
    for (const element of document.elementsFromPoint(event.clientX, event.clientY)) {
      const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
      if (id) return id;
    }
    return null;
  };
  return {
    over: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(DRAGGED)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setWire(wireUnder(event));
    },
    drop: (event: DragEvent) => {
      const key = event.dataTransfer.getData(DRAGGED);
      const item = groups.flatMap((group) => group.items).find((each) => each.key === key);
      setWire(null);
      if (!item) return;
      event.preventDefault();
      const id = wireUnder(event);
      const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const place = { x: at.x - CARD_WIDTH / 2, y: at.y - CARD_HEIGHT / 2 };
      add(item.offer, id === null ? null : wayOfId(id), place);
    },
  };
}
