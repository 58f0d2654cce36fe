/** Sign in: the link's token, which never leaves the address bar's fragment, is posted once and then forgotten. */
import { Button, Loader } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { ApiError, change } from '../api.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { useProblemWords } from '../parts/problem.tsx';
import { Mark } from '../shell/mark.tsx';
import classes from './sign-in.module.css';

const COMMAND = 'npm run recipro -- sign-in';

export default function SignIn() {
  const { t } = useTranslation();
  const location = useLocation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  const signIn = useMutation({
    mutationFn: change.signIn,
    onSuccess: async (session) => {
      client.setQueryData(['session'], session);
      await navigate(whereFrom(location.state), { replace: true });
    },
  });

  // A token works once, so it is sent once, also when React mounts twice while developing.
  const sent = useRef('');
  const send = signIn.mutate;
  useEffect(() => {
    if (token === null || sent.current === token) return;
    sent.current = token;
    send(token);
  }, [token, send]);

  return (
    <main className={classes['page']}>
      <title>{`${t('signIn.title')} · Recipro`}</title>
      <div className={classes['card']}>
        <Mark size={40} />
        {token !== null && !signIn.isError ? (
          <>
            <h1>{t('signIn.working')}</h1>
            <Loader size="sm" aria-label={t('shell.loading')} />
          </>
        ) : (
          <Refused error={signIn.error} retry={token === null ? null : () => send(token)} />
        )}
      </div>
    </main>
  );
}

function Refused({ error, retry }: { error: Error | null; retry: (() => void) | null }) {
  const { t } = useTranslation();
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  if (error !== null && (!refused || error.status === 429))
    return <Failed error={error} retry={retry} />;
  return (
    <div role={refused ? 'alert' : undefined}>
      <h1>{t(refused ? 'signIn.used' : 'signIn.need')}</h1>
      <p className={classes['text']}>{t(refused ? 'signIn.usedText' : 'signIn.needText')}</p>
      <CodeBlock label={t('signIn.command')} text={COMMAND} />
    </div>
  );
}

function Failed({ error, retry }: { error: Error; retry: (() => void) | null }) {
  const { t } = useTranslation();
  const words = useProblemWords(error);
  return (
    <div role="alert">
      <h1>{words.title}</h1>
      <p className={classes['text']}>{words.text}</p>
      {retry && <Button onClick={retry}>{t('signIn.again')}</Button>}
    </div>
  );
}

/** Back to where the visitor wanted to go; only ever an address of this app. */
function whereFrom(state: unknown): string {
  const from: unknown =
    typeof state === 'object' && state !== null && 'from' in state ? state.from : null;
  return typeof from === 'string' && /^\/(?!\/)/.test(from) ? from : '/workflows';
}
