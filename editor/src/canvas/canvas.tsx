/**
 * The drawing of the workflow. Shows what the session holds and turns gestures into changes; it keeps nothing but the
 * places of cards while they are dragged.
 */
import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
} from '@xyflow/react';
import type {
  Connection,
  Edge as FlowEdge,
  FinalConnectionState,
  NodeChange,
  ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CARD_WIDTH, refusal } from '../document/index.ts';
import type { Place } from '../document/index.ts';
import { StepCard } from '../nodes/step-card.tsx';
import type { StepNode } from '../nodes/step-card.tsx';
import { useStepWords } from '../session/phrases.ts';
import { useSession, useSessionStore } from '../session/use-session.ts';
import { AddMenu, useAddStep } from './add-menu.tsx';
import classes from './canvas.module.css';
import { Controls } from './controls.tsx';
import { firstView, sightOf } from './first-view.ts';
import { toEdges, toNodes, wayOf } from './flow.ts';
import type { Moving } from './flow.ts';
import { Said } from './said.tsx';
import { useDrop } from './use-drop.ts';
import { useFollow } from './use-follow.ts';
import { useKeys } from './use-keys.ts';
import { WireLine } from './wire.tsx';
import type { WireEdge } from './wire.tsx';

const nodeTypes = { step: StepCard };
const edgeTypes = { wire: WireLine };
/** Above this, only what is in view is drawn. */
const ALL_DRAWN_MAX = 150;
const MINIMAP_FROM = 20;

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
      <AddMenu />
    </ReactFlowProvider>
  );
}

function Drawing() {
  const { t } = useTranslation();
  const store = useSessionStore();
  const words = useStepWords();
  const { cards, wires } = useSession((session) => session.graph);
  const selection = useSession((session) => session.selection);
  const [moving, setMoving] = useState<Moving>({});
  const [known] = useState(() => new Map<string, StepNode>());
  const [wire, setWire] = useState<string | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const keys = useKeys(frame, wire);

  const nodes = useMemo(
    () => toNodes({ cards, selection, moving, known, title: words.title }),
    [cards, selection, moving, known, words.title],
  );

  const edges = useMemo(() => toEdges(wires, wire), [wires, wire]);

  const onNodesChange = useCallback(
    (changes: NodeChange<StepNode>[]) => {
      const picks = changes.filter((change) => change.type === 'select');
      if (picks.length > 0) {
        const next = new Set(store.getState().selection);
        for (const pick of picks)
          if (pick.selected) next.add(pick.id);
          else next.delete(pick.id);
        store.select([...next]);
        setWire(null);
      }
      const moves = changes.filter((change) => change.type === 'position');
      if (moves.length > 0)
        setMoving((before) => {
          const after = { ...before };
          for (const move of moves) if (move.position) after[move.id] = move.position;
          return after;
        });
    },
    [store],
  );

  const onDragStop = useCallback(
    (_: unknown, _one: StepNode, dragged: StepNode[]) => {
      const places: Record<string, Place> = {};
      for (const node of dragged) {
        const { place } = node.data.card;
        if (place.x !== node.position.x || place.y !== node.position.y)
          places[node.id] = node.position;
      }
      if (Object.keys(places).length > 0) store.edit({ type: 'placeSteps', places });
      setMoving({});
    },
    [store],
  );

  const onConnect = useCallback(
    (connection: Connection) => {
      const way = wayOf(connection);
      if (way) store.edit({ type: 'connect', way, to: connection.target });
    },
    [store],
  );

  const isValid = useCallback(
    (connection: Connection | FlowEdge) => {
      const way = wayOf(connection);
      return (
        way !== null && refusal(store.getState().history.document, way, connection.target) === null
      );
    },
    [store],
  );

  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const way = wayOf({ source: state.fromNode?.id ?? '', sourceHandle: state.fromHandle?.id });
      if (!way || state.fromHandle?.type !== 'source') return;
      const { document } = store.getState().history;
      if (state.toNode) {
        const why = refusal(document, way, state.toNode.id);
        if (why) store.say(why);
      } else {
        const point = 'clientX' in event ? event : event.changedTouches[0];
        if (point) store.add({ way, at: { x: point.clientX, y: point.clientY } });
      }
    },
    [store],
  );

  const showFirst = useCallback(
    (flow: ReactFlowInstance<StepNode, WireEdge>) => {
      const box = sightOf(frame.current);
      const [first] = cards;
      if (!box || !first) return;
      const bounds = flow.getNodesBounds(cards.map(({ id }) => id));
      void flow.setViewport(firstView(bounds, { x: first.place.x, width: CARD_WIDTH }, box));
    },
    [cards],
  );
  useFollow(frame);
  const drop = useDrop(setWire);

  return (
    <div
      ref={frame}
      className={classes['frame']}
      onKeyDown={keys}
      onDragOver={drop.over}
      onDrop={drop.drop}
      role="application"
      aria-label={t('editor.canvas.label')}
      aria-roledescription={t('editor.canvas.role')}
      data-empty={cards.length === 0}
    >
      <ReactFlow<StepNode, WireEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStop={onDragStop}
        onSelectionDragStop={(event, dragged) =>
          dragged[0] && onDragStop(event, dragged[0], dragged)
        }
        // Only the card that is chosen can be focused, so the browser does not focus it by the click that chooses it.
        onNodeClick={(event) => focusCard(event.target)}
        onEdgeClick={(_, edge) => {
          store.select([]);
          setWire(edge.id);
        }}
        onPaneClick={() => setWire(null)}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        isValidConnection={isValid}
        onlyRenderVisibleElements={cards.length > ALL_DRAWN_MAX}
        nodesConnectable
        edgesFocusable={false}
        edgesReconnectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Meta', 'Control']}
        nodeDragThreshold={4}
        connectionRadius={28}
        minZoom={0.1}
        maxZoom={1.6}
        onInit={showFirst}
        panOnScroll
        zoomOnDoubleClick={false}
      >
        <Background variant={BackgroundVariant.Dots} gap={22} size={1.2} />
        {cards.length > MINIMAP_FROM && (
          <MiniMap
            pannable
            className={classes['minimap']}
            ariaLabel={t('editor.canvas.minimap')}
            nodeBorderRadius={8}
          />
        )}
        <Controls />
      </ReactFlow>
      {cards.length === 0 && <Empty />}
      <Said />
    </div>
  );
}

function Empty() {
  const { t } = useTranslation();
  const add = useAddStep();
  return (
    <div className={classes['empty']}>
      <h2>{t('editor.canvas.emptyTitle')}</h2>
      <p>{t('editor.canvas.emptyText')}</p>
      <button
        type="button"
        className={classes['begin']}
        onClick={() => add({ kind: 'trigger' }, null)}
      >
        {t('editor.canvas.begin')}
      </button>
    </div>
  );
}

/** After the next paint, when the card that was clicked can be focused; a field or button inside it keeps the focus. */
function focusCard(target: EventTarget): void {
  const card = target instanceof Element ? target.closest<HTMLElement>('.react-flow__node') : null;
  requestAnimationFrame(() => {
    if (card !== null && !card.contains(document.activeElement))
      card.focus({ preventScroll: true });
  });
}
