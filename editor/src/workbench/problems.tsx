/** How many problems there are, and the list of them in words; choosing one goes to its step. */
import { Popover, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '@recipro/schema';
import { findNode } from '../document/index.ts';
import { useStepWords } from '../session/phrases.ts';
import { useDocument, useSession, useSessionStore } from '../session/use-session.ts';
import classes from './problems.module.css';

export function ProblemsButton() {
  const { t } = useTranslation();
  const diagnostics = useSession((session) => session.diagnostics);
  const [opened, setOpened] = useState(false);
  const errors = diagnostics.filter((each) => each.severity === 'error').length;
  const count = diagnostics.length;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={380}
      shadow="none"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={classes['button']}
          data-severity={errors > 0 ? 'error' : count > 0 ? 'warning' : 'none'}
          onClick={() => setOpened((before) => !before)}
        >
          {count > 0 ? (
            <IconAlertTriangle size={15} stroke={1.9} aria-hidden />
          ) : (
            <IconCircleCheck size={15} stroke={1.9} aria-hidden />
          )}
          {count > 0 ? t('editor.problems.count', { count }) : t('editor.problems.none')}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes['dropdown']} aria-label={t('editor.problems.title')}>
        {count === 0 ? (
          <p className={classes['calm']}>{t('editor.problems.noneHelp')}</p>
        ) : (
          <ProblemList list={diagnostics} onGo={() => setOpened(false)} />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

export function ProblemList({ list, onGo }: { list: readonly Diagnostic[]; onGo: () => void }) {
  const store = useSessionStore();
  const document = useDocument();
  const words = useStepWords();
  return (
    <ul className={classes['list']}>
      {list.map((each) => {
        const node = each.node === undefined ? undefined : findNode(document, each.node);
        const text = (
          <>
            <span className={classes['mark']} data-severity={each.severity} aria-hidden />
            <span>
              {node && <span className={classes['where']}>{words.title(node)}</span>}
              <span className={classes['what']}>{each.message}</span>
            </span>
          </>
        );
        return (
          <li key={`${each.code} ${each.node} ${each.pointer} ${each.message}`}>
            <UnstyledButton
              className={classes['problem']}
              onClick={() => {
                store.select(node ? [node.id] : []);
                onGo();
              }}
            >
              {text}
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
