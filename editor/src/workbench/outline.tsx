/**
 * The workflow as a list to read and edit without a canvas: an ARIA tree. Arrow keys walk, Enter edits, + adds after,
 * Alt+arrows move a step along its path, Delete removes it. On a phone this is the editor.
 */
import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconArrowDownRight, IconPlus } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { AddMenu, useAddStep } from '../canvas/add-menu.tsx';
import { Said } from '../canvas/said.tsx';
import { findNode, outline } from '../document/index.ts';
import type { OutlineRow } from '../document/index.ts';
import { focusInspector } from '../forms/inspector-id.ts';
import { StepIcon } from '../nodes/icons.tsx';
import { kinds } from '../nodes/kinds.ts';
import { useOutcome } from '../parts/outcome-words.ts';
import { wayAfter } from '../session/add-step.ts';
import { useStepWords } from '../session/phrases.ts';
import { useDocument, useSession, useSessionStore } from '../session/use-session.ts';
import classes from './outline.module.css';

export function Outline() {
  const { t } = useTranslation();
  const document = useDocument();
  const rows = useMemo(() => outline(document), [document]);
  const selected = useSession((session) => session.selection[0]);
  const tree = useRef<HTMLUListElement>(null);
  const add = useAddStep();
  const keys = useTreeKeys(rows);
  const current = selected ?? rows.find((row) => row.type === 'step')?.node.id;
  return (
    <div className={classes['frame']}>
      <ul
        ref={tree}
        className={classes['tree']}
        role="tree"
        aria-label={t('editor.outline.label')}
        onKeyDown={keys}
      >
        {rows.map((row) =>
          row.type === 'step' ? (
            <StepRow
              key={row.node.id}
              row={row}
              selected={row.node.id === selected}
              stop={row.node.id === current}
            />
          ) : (
            <GotoRow key={`${row.by.from}:${row.by.out}`} row={row} />
          ),
        )}
      </ul>
      {rows.length === 0 && (
        <div className={classes['empty']}>
          <p>{t('editor.canvas.emptyText')}</p>
          <button
            type="button"
            className={classes['begin']}
            onClick={() => add({ kind: 'trigger' }, null)}
          >
            {t('editor.canvas.begin')}
          </button>
        </div>
      )}
      <AddMenu />
      <Said />
    </div>
  );
}

type StepRowProps = {
  readonly row: Extract<OutlineRow, { type: 'step' }>;
  readonly selected: boolean;
  readonly stop: boolean;
};

function StepRow({ row, selected, stop }: StepRowProps) {
  const { t } = useTranslation();
  const { node, level, by } = row;
  const store = useSessionStore();
  const words = useStepWords();
  const catalogue = useSession((session) => session.catalogue);
  const lit = useSession((session) => session.lit !== null);
  const outcome = useSession((session) => session.lit?.steps.get(node.id)?.outcome);
  const problem = useSession((session) =>
    session.diagnostics.some((each) => each.node === node.id),
  );
  const kind = kinds[node.kind];
  const title = words.title(node);
  const addAfter = (event: MouseEvent<HTMLElement>) => {
    event.stopPropagation();
    const box = event.currentTarget.getBoundingClientRect();
    openMenu(store, node.id, { x: box.left + box.width / 2, y: box.bottom });
  };
  return (
    <li
      role="treeitem"
      aria-level={level}
      aria-selected={selected}
      className={classes['row']}
      data-id={node.id}
      data-tone={kind.tone}
      data-reached={lit ? outcome !== undefined : undefined}
      tabIndex={stop ? 0 : -1}
      onClick={() => store.select([node.id])}
    >
      {by && by.out !== 'next' && <WayName out={by.out} />}
      <span className={classes['icon']}>
        <StepIcon name={kind.icon(node, catalogue)} size={16} />
      </span>
      <span className={classes['words']}>
        <span className={classes['title']}>{title}</span>
        <span className={classes['line']}>{words.line(node)}</span>
      </span>
      {problem && (
        <span className={classes['problem']} role="img" aria-label={t('editor.outline.problem')}>
          <IconAlertTriangle size={15} stroke={2} aria-hidden />
        </span>
      )}
      {node.kind !== 'end' && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          tabIndex={-1}
          aria-label={t('editor.addAfter', { step: title })}
          onClick={addAfter}
        >
          <IconPlus size={16} stroke={1.8} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}

function WayName({ out }: { out: string }) {
  const name = useOutcome(out);
  return <span className={classes['way']}>{name}</span>;
}

function GotoRow({ row }: { row: Extract<OutlineRow, { type: 'goto' }> }) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const words = useStepWords();
  const document = useDocument();
  const node = findNode(document, row.to);
  if (!node) return null;
  return (
    <li
      role="treeitem"
      aria-level={row.level}
      aria-selected={false}
      className={classes['row']}
      data-goto
      tabIndex={-1}
      onClick={() => store.select([node.id])}
    >
      <WayName out={row.by.out} />
      <span className={classes['icon']}>
        <IconArrowDownRight size={16} stroke={1.7} aria-hidden />
      </span>
      <span className={classes['line']}>
        {t('editor.outline.goesTo', { step: words.title(node) })}
      </span>
    </li>
  );
}

type Store = ReturnType<typeof useSessionStore>;

function openMenu(store: Store, id: string, at: { x: number; y: number }): void {
  const { history, catalogue } = store.getState();
  const declines = (action: string) => catalogue.get(action)?.declines ?? true;
  store.add({ way: wayAfter(history.document, id, declines), at });
}

function useTreeKeys(rows: readonly OutlineRow[]): (event: KeyboardEvent<HTMLElement>) => void {
  const store = useSessionStore();
  return (event) => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=treeitem]')];
    const index = items.findIndex((item) => item === event.target);
    const row = rows[index];
    if (!row || event.ctrlKey || event.metaKey) return;
    const focus = (to: number) => {
      event.preventDefault();
      const next = rows[to];
      items[to]?.focus();
      if (next?.type === 'step') store.select([next.node.id]);
    };
    const id = row.type === 'step' ? row.node.id : null;
    if (event.altKey) {
      if (id === null || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
      event.preventDefault();
      store.edit({ type: 'moveStep', id, direction: event.key === 'ArrowUp' ? 'up' : 'down' });
      refocus(event.currentTarget, id);
      return;
    }
    switch (event.key) {
      case 'ArrowDown':
        focus(index + 1);
        return;
      case 'ArrowUp':
        focus(index - 1);
        return;
      case 'Home':
        focus(0);
        return;
      case 'End':
        focus(items.length - 1);
        return;
      case 'ArrowLeft':
        focus(rows.findLastIndex((each, at) => at < index && each.level < row.level));
        return;
      case 'Enter':
        event.preventDefault();
        store.select([id ?? (row.type === 'goto' ? row.to : '')]);
        requestAnimationFrame(focusInspector);
        return;
      case 'Delete':
        if (id === null) return;
        event.preventDefault();
        store.edit({ type: 'deleteSteps', ids: [id] });
        focusAfterDelete(event.currentTarget, index);
        return;
      case '+':
      case 'a':
      case 'Insert': {
        event.preventDefault();
        if (id === null) return;
        const box = items[index]?.getBoundingClientRect();
        if (box) openMenu(store, id, { x: box.left + Math.min(box.width / 2, 160), y: box.bottom });
        return;
      }
      default:
    }
  };
}

function refocus(tree: HTMLElement, id: string): void {
  requestAnimationFrame(() =>
    tree.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus(),
  );
}

function focusAfterDelete(tree: HTMLElement, index: number): void {
  requestAnimationFrame(() => {
    const items = tree.querySelectorAll<HTMLElement>('[role=treeitem]');
    items[Math.min(index, items.length - 1)]?.focus();
  });
}
