/** The open workflow on the screen: bar, palette, drawing, form, test bench. On a phone the outline takes the drawing's place. */
import { useMediaQuery } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkflowView } from '@recipro/schema';
import { change, read } from '../api.ts';
import { Canvas } from '../canvas/canvas.tsx';
import { Palette } from '../canvas/palette.tsx';
import { isTyping } from '../canvas/use-keys.ts';
import { Inspector } from '../forms/inspector.tsx';
import { useCounting } from '../session/counts.ts';
import { StepWordsProvider, useMakeStepWords } from '../session/phrases.ts';
import type { Saver } from '../session/saving.ts';
import { useSession, useSessionStore } from '../session/use-session.ts';
import { TestBench } from '../test-bench/test-bench.tsx';
import { Outline } from './outline.tsx';
import { PhoneSheet } from './phone-sheet.tsx';
import { PublishSheet } from './publish-sheet.tsx';
import { SaveTrouble } from './save-state.tsx';
import { Split } from './split.tsx';
import { TopBar } from './top-bar.tsx';
import type { View } from './top-bar.tsx';
import { VersionsSheet } from './versions-sheet.tsx';
import './mantine.css';
import classes from './workbench.module.css';

/** Below this the drawing and the form do not fit side by side. */
const WIDE = '(width >= 60em)';

export function Workbench({ view, saver }: { view: WorkflowView; saver: Saver }) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const client = useQueryClient();
  const wide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const [shown, setShown] = useState<View>('canvas');
  const [sheet, setSheet] = useState<'publish' | 'versions' | null>(null);
  const catalogue = useSession((session) => session.catalogue);
  const roles = useSession((session) => session.history.document.roles);
  const name = useSession((session) => session.history.document.name);
  const words = useMakeStepWords(catalogue, roles);
  const root = useRef<HTMLDivElement>(null);
  useUndoKeys();
  useCounting(view);

  const { id } = view.document;
  const live = useMutation({
    mutationFn: () => (view.status === 'live' ? change.pause(id) : change.resume(id)),
    onSuccess: () => client.invalidateQueries({ queryKey: read.workflow(id).queryKey }),
    onError: (error) => store.say(error.message),
  });

  return (
    <StepWordsProvider value={words}>
      <title>{`${name} · Recipro`}</title>
      <div ref={root} className={classes['page']} data-wide={wide}>
        <TopBar
          view={view}
          saver={saver}
          shown={shown}
          onShow={wide ? setShown : null}
          onPublish={() => setSheet('publish')}
          onVersions={() => setSheet('versions')}
          onToggleLive={() => live.mutate()}
          onSettings={() => store.select([])}
        />
        <SaveTrouble saver={saver} />
        {wide ? (
          <div className={classes['desk']}>
            <Palette />
            <Split
              label={t('editor.bar.workflow')}
              divider={t('editor.bench.resize')}
              top={shown === 'canvas' ? <Canvas /> : <Outline />}
              bottom={<TestBench />}
            />
            <Inspector />
          </div>
        ) : (
          <div className={classes['phone']}>
            <Outline />
            <PhoneSheet />
          </div>
        )}
      </div>
      <PublishSheet
        view={view}
        saver={saver}
        opened={sheet === 'publish'}
        onClose={() => setSheet(null)}
      />
      <VersionsSheet view={view} opened={sheet === 'versions'} onClose={() => setSheet(null)} />
    </StepWordsProvider>
  );
}

/** Ctrl+Z and its kin everywhere on the page. A field that is being typed in follows the document, so they mean the same there. */
function useUndoKeys(): void {
  const store = useSessionStore();
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const forth = key === 'y' || (key === 'z' && event.shiftKey);
      if (key !== 'z' && !forth) return;
      if (isTyping(event.target) && keepsOwnUndo(event.target)) return;
      event.preventDefault();
      if (forth) store.redo();
      else store.undo();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [store]);
}

/** Fields that hold text which is not in the document yet, such as a search or JSON being written. */
function keepsOwnUndo(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[data-own-undo]') !== null;
}
