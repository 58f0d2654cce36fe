/**
 * Stands around pages: when one fails while drawing, words and a way on take its place, never a blank screen.
 * React catches such a failure only with a class; going to another page (`at` changes) tries again.
 */
import { Button } from '@mantine/core';
import { Component } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Message } from '../parts/message.tsx';

type Props = { readonly children: ReactNode; readonly at?: string };
type State = { readonly failedAt: string | null | undefined; readonly failed: boolean };

export class Boundary extends Component<Props, State> {
  override state: State = { failed: false, failedAt: null };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    if (state.failedAt === props.at) return null;
    return { failed: false, failedAt: props.at };
  }

  override render() {
    return this.state.failed ? <Crash /> : this.props.children;
  }
}

function Crash() {
  const { t } = useTranslation();
  return (
    <Message title={t('shell.problem.crashed')} text={t('shell.problem.crashedHelp')} role="alert">
      <Button onClick={() => window.location.reload()}>{t('shell.problem.reload')}</Button>
    </Message>
  );
}
