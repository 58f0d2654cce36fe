/**
 * The canvas by keyboard: arrows walk the graph, Enter edits, A adds, Delete removes. Undo and redo are the page's.
 * Keys typed into a field are left alone.
 */
import { useCallback } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import type { Workflow } from '@recipro/schema';
import { edgesFrom, edgesInto, findNode, isSide, outletsOf } from '../document/index.ts';
import type { Way } from '../document/index.ts';
import { focusInspector } from '../forms/inspector-id.ts';
import { wayAfter } from '../session/add-step.ts';
import { useSessionStore } from '../session/use-session.ts';

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

export function useKeys(
  frame: RefObject<HTMLDivElement | null>,
  wire: string | null,
): (event: KeyboardEvent) => void {
  const store = useSessionStore();
  return useCallback(
    (event) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const { history, selection, catalogue } = store.getState();
      const { document } = history;
      const [at] = selection;
      const go = (id: string | undefined) => {
        event.preventDefault();
        if (id === undefined) return;
        store.select([id]);
        const card = frame.current?.querySelector<HTMLElement>(
          `.react-flow__node[data-id="${CSS.escape(id)}"]`,
        );
        requestAnimationFrame(() => card?.focus());
      };
      switch (event.key) {
        case 'ArrowDown':
        case 'ArrowRight':
          go(at === undefined ? document.nodes[0]?.id : onward(document, at, event.key));
          return;
        case 'ArrowUp':
        case 'ArrowLeft':
          go(at === undefined ? document.nodes[0]?.id : backward(document, at, event.key));
          return;
        case 'Delete':
        case 'Backspace': {
          event.preventDefault();
          if (wire !== null) {
            const edge = document.edges.find((each) => `${each.from}:${each.out}` === wire);
            if (edge) store.edit({ type: 'disconnect', way: edge });
          } else if (at !== undefined) {
            const before = edgesInto(document, at)[0]?.from;
            store.edit({ type: 'deleteSteps', ids: selection });
            if (before !== undefined && selection.length === 1) go(before);
          }
          return;
        }
        case 'Enter':
          if (event.target instanceof HTMLButtonElement) return;
          event.preventDefault();
          focusInspector();
          return;
        case 'Escape':
          store.select([]);
          return;
        case 'a':
        case 'A': {
          event.preventDefault();
          const declines = (action: string) => catalogue.get(action)?.declines ?? true;
          openMenu(store, wayAfter(document, at, declines), at, frame.current);
          return;
        }
        default:
      }
    },
    [store, frame, wire],
  );
}

function openMenu(
  store: ReturnType<typeof useSessionStore>,
  way: Way | null,
  selected: string | undefined,
  frame: HTMLElement | null,
): void {
  const id = selected ?? way?.from;
  const card =
    id === undefined
      ? null
      : frame?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  const box = (card ?? frame)?.getBoundingClientRect();
  if (!box) return;
  const y = card ? box.bottom : box.top + box.height / 3;
  store.add({ way, at: { x: box.left + box.width / 2, y } });
}

function onward(document: Workflow, id: string, key: 'ArrowDown' | 'ArrowRight') {
  const node = findNode(document, id);
  if (!node) return undefined;
  const [main, side] = outletsOf(node);
  const to = (out: string | undefined) =>
    edgesFrom(document, id).find((edge) => edge.out === out)?.to;
  return key === 'ArrowRight' ? to(side) : (to(main) ?? to(side));
}

function backward(document: Workflow, id: string, key: 'ArrowUp' | 'ArrowLeft') {
  const into = edgesInto(document, id);
  const side = into.find((edge) => isSide(edge.out));
  return key === 'ArrowLeft' ? side?.from : into[0]?.from;
}
